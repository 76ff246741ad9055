"""A file that is something else than its name says is read as what it is and told, or refused by name."""

from __future__ import annotations

import json

import pytest

from csm_core.errors import UnreadableFile
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from tests.csm_core.intake.taking import take

TABLE = "account_id,account_name,start_date,mrr\n" + "".join(f"A{i},N{i},2024-01-0{i + 1},{i}\n" for i in range(6))
RECORDS = [{"account_id": f"A{i}", "mrr": i} for i in range(6)]
PAGE = (
    "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><head><title>x</title></head><body><h1>Report</h1><table>"
    "<tr><th>account_id</th><th>name</th></tr>"
    + "".join(f"<tr><td>A{i}<td><b>N&amp;{i}</b></td></tr>" for i in range(6))
    + "</table></body></html>"
)
DUMP = "-- MySQL dump 10.13\n--\nDROP TABLE IF EXISTS `accounts`;\nCREATE TABLE `accounts` (\n  `id` int\n);\n"


def taken(name: str, content: str) -> RawTable:
    (raw,) = read(Source(name, content.encode()))
    return raw


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("subs.parquet", TABLE, "PARQUET"),
        ("subs.xlsx", TABLE, "XLSX"),
        ("subs.xls", TABLE.replace(",", "\t"), "XLS"),
        ("subs.csv", json.dumps(RECORDS), "JSON"),
        ("subs.csv", "\n".join(map(json.dumps, RECORDS)), "JSON"),
        ("subs.csv", json.dumps({"data": RECORDS, "page": 1}), "JSON"),
        ("report.xls", PAGE, "web page"),
    ],
)
def test_it_is_read_as_what_it_is_and_told(name: str, content: str, text: str) -> None:
    raw = taken(name, content)
    assert raw.cells["account_id"].to_pylist() == [f"A{i}" for i in range(6)]
    (issue,) = [issue for issue in raw.issues if issue.code == "misnamed"]
    assert text in issue.message


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.tsv", "a", "a.csv.gz", "2024.05"])
def test_a_name_that_says_nothing_else_is_no_matter(name: str) -> None:
    assert "misnamed" not in [issue.code for issue in taken(name, TABLE).issues]


def test_cells_of_a_web_page_are_text() -> None:
    assert taken("report.xls", PAGE).cells["name"].to_pylist()[1] == "N&1"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (DUMP + "INSERT INTO `accounts` VALUES (1,'Acme'),(2,'Bolt');\n", "SQL dump"),
        ("".join(f"INSERT INTO a (id, name) VALUES ({i}, 'N{i}');\n" for i in range(8)), "SQL dump"),
        ("SET timeout = 0;\nCOPY public.accounts (id, name) FROM stdin;\n1\tAcme\n2\tBolt\n\\.\n", "SQL dump"),
        ("x" * 1_000_000, "one line"),
        ("lorem ipsum dolor " * 60_000, "one line"),
        ("<html><body><p>Please log in</p></body></html>", "web page"),
    ],
)
def test_what_is_no_table_is_refused_by_name(content: str, text: str) -> None:
    with pytest.raises(UnreadableFile, match=text):
        read(Source("accounts.csv", content.encode()))


def test_words_of_a_database_in_cells_are_no_dump() -> None:
    raw = taken("notes.csv", "id,note\n1,SELECT the best\n2,INSERT INTO the box\n3,create table tennis\n")
    assert raw.cells["id"].to_pylist() == ["1", "2", "3"]


def test_a_table_on_its_side_is_turned_round_and_asked_about() -> None:
    raw = taken("side.csv", "account_id,A1,A2,A3\nname,Acme,Bolt,Core\nstart,2024-01-01,,2024-01-03\nmrr,10,20,30\n")
    assert raw.cells.to_pylist()[1] == {"account_id": "A2", "name": "Bolt", "start": None, "mrr": "20"}
    (asked,) = [issue for issue in raw.issues if issue.is_question]
    assert (asked.code, asked.headers) == ("sideways_assumed", ("account_id", "name", "start", "mrr"))


@pytest.mark.parametrize(
    "content",
    [
        TABLE,
        "Customer,Jan 2025,Feb 2025\nAcme,1,2\nBolt,5,6\nCore,7,8\n",
        "id,name,start\nA1,Acme,2024-01-01\nA2,Bolt,2024-01-02\n",
        "Month,New,Lost\n2024-01,10,3\n2024-02,12,4\n2024-03,9,1\n",
    ],
)
def test_a_table_that_stands_as_it_should_is_left_alone(content: str) -> None:
    raw = taken("upright.csv", content)
    assert raw.rows_in == len(content.splitlines()) - 1
    assert not [issue for issue in raw.issues if issue.is_question]


def test_a_short_list_with_an_empty_column_does_not_lie_on_its_side() -> None:
    batch = take(
        "Account ID,Name,Comment\nid0,,x\nid1,,x\nid2,,x\nid3,,0\n", "accounts", {"account_id": "Account ID"}
    )
    assert batch.rows.column("account_id").to_pylist() == ["id0", "id1", "id2", "id3"]
