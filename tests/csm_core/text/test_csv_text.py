import csv
import io

import pyarrow as pa
import pytest

from csm_core.text.csv_text import safe_csv


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =1", "\N{FULLWIDTH EQUALS SIGN}1"])
def test_a_text_that_begins_a_formula_gets_an_apostrophe(text: str) -> None:
    assert rows(safe_csv(pa.table({"name": [text]})))[1] == ["'" + text]


def test_numbers_stay_numbers_and_ordinary_text_stays_as_it_is() -> None:
    table = pa.table({"value": [-1.5, None], "name": ['A-B, "C"', ""]})
    assert rows(safe_csv(table)) == [["value", "name"], ["-1.5", 'A-B, "C"'], ["", ""]]


def test_a_header_that_begins_a_formula_is_neutralised_too() -> None:
    assert rows(safe_csv(pa.table({"=x": [1]})))[0] == ["'=x"]


def test_a_table_without_rows_is_its_header() -> None:
    assert safe_csv(pa.table({"a": pa.array([], pa.string())})) == b"\xef\xbb\xbfa\r\n"
