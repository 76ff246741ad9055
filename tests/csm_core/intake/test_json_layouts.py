"""JSON as programs write tables: wrapped, by column, or an array of arrays; a record's own arrays are parts of it."""

import json

import pytest

from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source

RECORDS = [{"account": "A", "score": "9"}, {"account": "B", "score": "4"}]
LAYOUTS = {
    "wrapped twice": {"meta": {"page": 1, "total": 2}, "data": {"responses": RECORDS}},
    "by column": {"account": ["A", "B"], "score": ["9", "4"]},
    "headers first": [["account", "score"], ["A", "9"], ["B", "4"]],
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_same_rows(layout: str) -> None:
    (raw,) = read(Source("export.json", json.dumps(LAYOUTS[layout]).encode()))
    assert raw.cells.to_pylist() == RECORDS
    assert raw.rows_in == 2


def test_the_items_of_one_record_are_not_taken_for_the_records() -> None:
    record = {"id": "sub_1", "customer": "cus_1", "data": {"notes": [{"text": "hello"}, {"text": "again"}]}}
    (raw,) = read(Source("export.json", json.dumps(record).encode()))
    assert raw.cells.num_rows == 1
    assert raw.cells.column("customer").to_pylist() == ["cus_1"]


def test_a_row_of_another_length_is_no_record_less() -> None:
    (raw,) = read(Source("export.json", json.dumps([["account", "score"], ["A"], ["B", "4"]]).encode()))
    assert raw.cells.to_pylist() == [{"account": "A", "score": None}, {"account": "B", "score": "4"}]
