"""Apostrophes around cells, quotation marks around whole lines, zero bytes: taken off, and told."""

from __future__ import annotations

import pytest

from csm_core.intake.layout.raw import RawTable
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source

WANTED = [["A1", "Smith, Jones", "100"], ["A2", "Lee; Bo", "200"], ["A3", "Acme", "300"]]


def taken(text: str) -> RawTable:
    (raw,) = read(Source("customers.csv", text.encode()))
    return raw


def rows(raw: RawTable) -> list[list[str | None]]:
    return [list(row.values()) for row in raw.cells.to_pylist()]


def codes(raw: RawTable) -> list[str]:
    return [issue.code for issue in raw.issues]


@pytest.mark.parametrize(
    "text",
    [
        "'id','name','mrr'\n'A1','Smith, Jones','100'\n'A2','Lee; Bo','200'\n'A3','Acme','300'\n",
        "id,name,mrr\n'A1','Smith, Jones',100\n'A2','Lee; Bo',200\n'A3','Acme',300\n",
        "id,name,mrr\nA1,'Smith, Jones',100\nA2,Lee; Bo,200\nA3,Acme,300\n",
        "id;name;mrr\n'A1';'Smith, Jones';100\n'A2';'Lee; Bo';200\n'A3';'Acme';300\n",
        "id|name|mrr\n'A1'|'Smith, Jones'|100\n'A2'|'Lee; Bo'|200\n'A3'|'Acme'|300\n",
        "id,name,mrr\r\nA1,'Smith, Jones',100\r\nA2,'Lee; Bo',200\r\nA3,Acme,300\r\n",
    ],
)
def test_what_stands_between_two_apostrophes_is_one_cell(text: str) -> None:
    raw = taken(text)
    assert rows(raw) == WANTED
    assert "apostrophes" in codes(raw)


@pytest.mark.parametrize(
    "names",
    [["O'Brien", "'t Hooft", "Rock 'n' Roll"], ["d'Or", "L'Oréal", "M'Bala"], ["'s-Hertogenbosch", "Joe's", "Anna"]],
)
def test_apostrophes_of_names_stay(names: list[str]) -> None:
    raw = taken("id,name,mrr\n" + "".join(f"A{number},{name},5\n" for number, name in enumerate(names)))
    assert [row[1] for row in rows(raw)] == names
    assert "apostrophes" not in codes(raw)


def wrapped(line: str) -> str:
    doubled = line.replace('"', '""')
    return f'"{doubled}"'


LINES = ["id,name,mrr", 'A1,"Smith, Jones",100', "A2,Lee; Bo,200", "A3,Acme,300"]


@pytest.mark.parametrize("end", ["\n", "\r\n", ";;;\n"])
@pytest.mark.parametrize("bare", [0, 1])
def test_lines_that_stand_whole_between_quotation_marks_are_parted(end: str, bare: int) -> None:
    lines = [*LINES[:bare], *map(wrapped, LINES[bare:])]
    raw = taken("".join(f"{line}{end if number >= bare else chr(10)}" for number, line in enumerate(lines)))
    assert rows(raw) == WANTED
    assert "wrapped_lines" in codes(raw)


def test_a_column_of_quoted_sentences_is_no_table_of_wrapped_lines() -> None:
    raw = taken('"comment"\n"good, but slow"\n"bad, really, bad"\n"fine"\n')
    assert raw.headers == ("comment",)


def test_zero_bytes_at_the_edge_of_cells_and_at_the_end_are_left_out_and_told() -> None:
    raw = taken("id,name,mrr\nA1\0\0,Acme\0,100\0\nA2,\0,200\n\0\0\0\0\0")
    assert rows(raw) == [["A1", "Acme", "100"], ["A2", None, "200"]]
    (issue,) = [issue for issue in raw.issues if issue.code == "zero_bytes"]
    assert issue.row == 2
    assert "10 zero bytes" in issue.message


def test_a_zero_byte_within_a_figure_leaves_no_figure() -> None:
    assert rows(taken("id,name,mrr\nA1,Ac\0me,1\0" + "0\nA2,Lee,200\n"))[0] == ["A1", "Ac\ufffdme", "1\ufffd0"]
    # Nor does one beside the mark of the decimals or of the thousands.
    raw = taken("id;mrr\nA1;1.000.\0\x00000,25\nA2;1\0.5\nA3;7.\0\n")
    assert rows(raw) == [["A1", "1.000.\ufffd\ufffd000,25"], ["A2", "1\ufffd.5"], ["A3", "7."]]
