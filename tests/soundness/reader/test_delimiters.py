"""What parts cells and lines: delimiters of several signs, colons in times, lone carriage returns, stray quotes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csm_core.intake.layout.raw import RawTable
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source


def lines(count: int, line: Callable[[int], str], end: str = "\n") -> str:
    return "".join(line(number) + end for number in range(count))


def taken(text: str) -> RawTable:
    (raw,) = read(Source("file.csv", text.encode()))
    return raw


@pytest.mark.parametrize(
    ("signs", "other"),
    [
        ("||", "|"),
        (";;", ";"),
        ("|~|", "~"),
        ("##", "#"),
        ("::", " 10:00:00"),
        ("\t\t", " "),
        ("; ", ","),
        (", ", "'"),
    ],
)
def test_signs_that_only_together_part_cells_are_one_delimiter(signs: str, other: str) -> None:
    text = signs.join(["account_id", "name", "mrr"]) + "\n"
    text += lines(6, lambda i: signs.join([f"A{i}", f"N{other}{i}", str(i)]))
    raw = taken(text)
    assert raw.headers == ("account_id", "name", "mrr")
    assert [name.strip() for name in raw.cells["name"].to_pylist()] == [f"N{other}{i}" for i in range(6)]
    assert raw.delimiter is not None
    assert raw.delimiter.strip(" ") == signs.strip(" ")


@pytest.mark.parametrize("delimiter", [",", "|", ";"])
def test_a_blank_header_is_no_second_sign_of_the_delimiter(delimiter: str) -> None:
    text = (
        delimiter.join(["id", "name", "", "mrr"]) + "\n" + lines(6, lambda i: delimiter.join([f"A{i}", "N", "", "1"]))
    )
    assert taken(text).delimiter == delimiter


def test_colons_of_times_and_addresses_part_no_cells() -> None:
    text = "id,at,url,text\n"
    text += lines(12, lambda i: f"T{i},2024-01-01 10:{i:02}:00,https://x.io,{'a, b, c' if i % 2 else 'plain'}")
    raw = taken(text)
    assert (raw.delimiter, raw.headers) == (",", ("id", "at", "url", "text"))
    assert (raw.cells.num_rows, raw.quarantined.num_rows) == (6, 6)
    assert taken("id:name:mrr\n" + lines(6, lambda i: f"A{i}:N:{i}")).headers == ("id", "name", "mrr")


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"'])
def test_a_line_that_names_the_delimiter_is_no_header(first: str) -> None:
    raw = taken(f"{first}\r\nid;name\r\n" + lines(4, lambda i: f"A{i};N, {i}", "\r\n"))
    assert (raw.delimiter, raw.headers, raw.cells.num_rows) == (";", ("id", "name"), 4)


def test_lines_may_end_in_carriage_returns_alone_and_in_both_ways() -> None:
    assert taken("id,name,start\r" + lines(2_000, lambda i: f"A{i},N{i},2024-01-05", "\r")).cells.num_rows == 2_000
    text = "id,name,start\r\n" + lines(9, lambda i: f"A{i},N{i},2024-01-05" + ("\r" if i % 2 else "\r\n"), "")
    assert taken(text).cells["id"].to_pylist() == [f"A{i}" for i in range(9)]


def test_quotation_marks_within_cells_leave_those_around_them_alone() -> None:
    text = '"id","name","mrr"\n' + lines(8, lambda i: f'"A{i}","The {chr(34) * (i % 3 == 0)}Best" Co","{i}"')
    raw = taken(text)
    assert raw.cells["id"].to_pylist() == [f"A{i}" for i in range(8)]
    assert raw.cells["name"].to_pylist()[0] == 'The "Best" Co'
    assert raw.cells["mrr"].to_pylist() == [str(i) for i in range(8)]
    assert taken("id,size,note\n" + lines(6, lambda i: f'A{i},15",')).cells["size"].to_pylist() == ['15"'] * 6


def test_a_blank_last_cell_of_a_line_with_stray_marks_is_one() -> None:
    text = '"id","name","x"\n' + lines(5, lambda i: f'"A{i}","a "b" c",' if i == 2 else f'"A{i}","n","y"')
    assert taken(text).cells["x"].to_pylist() == ["y", "y", None, "y", "y"]
