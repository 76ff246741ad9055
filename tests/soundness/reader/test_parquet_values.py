"""Parquet files of other programs: no type of theirs breaks the reader, and nothing of an index is lost."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from csm_core.intake.layout.raw import RawTable
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source

FOR_EVER = pa.array([2**59, 0], pa.int64()).cast(pa.timestamp("us"))  # the year 20,238, and 1970


def raw(table: pa.Table | pd.DataFrame) -> RawTable:
    buffer = io.BytesIO()
    if isinstance(table, pa.Table):
        pq.write_table(table, buffer)
    else:
        table.to_parquet(buffer)
    (tables,) = read(Source("t.parquet", buffer.getvalue()))
    return tables


def column(values: pa.Array) -> list[str | None]:
    table = raw(pa.table({"id": ["A", "B"], "x": values}))
    return table.cells["x"].to_pylist()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (FOR_EVER, ["9999-12-31", "1970-01-01"]),
        (pa.array([2**30, -1], pa.int32()).cast(pa.date32()), ["9999-12-31", "1969-12-31"]),
        (pa.array([b"ab", None], pa.binary(2)), ["ab", None]),
        (
            pa.array([Decimal("1.2345678901"), Decimal("0.0000000001")], pa.decimal128(38, 10)),
            ["1.2345678901", "0.0000000001"],
        ),
        (pa.array([0.1, 3.0]), ["0.1", "3"]),
        (pa.array([0.1, 2.0], pa.float32()), ["0.1", "2"]),
        (pa.array([{"a": 1}, None]), ['{"a": 1}', None]),
        (pa.array([[dt.date(2025, 1, 1)], []]), ['["2025-01-01"]', "[]"]),
        (pa.array(["a", "b"]).dictionary_encode(), ["a", "b"]),
    ],
)
def test_a_type_becomes_the_text_that_reads_back(values: pa.Array, expected: list[str | None]) -> None:
    assert column(values) == expected


def test_a_nested_moment_beyond_all_years_is_left_empty_and_told_by_row() -> None:
    nested = pa.StructArray.from_arrays([FOR_EVER], names=["until"])
    table = raw(pa.table({"id": ["A", "B"], "x": nested}))
    assert table.cells["x"].to_pylist()[0] is None
    codes = {one.code: one.row for one in table.issues}
    assert codes == {"nested_values": None, "beyond_range": 1}


def test_two_columns_of_one_name_are_told_apart() -> None:
    table = raw(
        pa.Table.from_arrays([pa.array(["A"]), pa.array(["x"]), pa.array(["y"])], names=["id", "owner", "owner"])
    )
    assert table.headers == ("id", "owner", "owner (2)")
    assert [one.code for one in table.issues] == ["duplicate_header"]


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (pd.Index(["A", "B"], name="account_id"), {"account_id": ["A", "B"]}),
        (pd.RangeIndex(100, 102, name="account_id"), {"account_id": ["100", "101"]}),
        (pd.RangeIndex(2), {}),
    ],
)
def test_an_index_of_pandas_keeps_its_name(index: pd.Index, expected: dict[str, list[str]]) -> None:
    table = raw(pd.DataFrame({"mrr": [1.5, 2.5]}, index=index))
    texts = {name: table.cells[name].to_pylist() for name in table.headers}
    assert texts == {"mrr": ["1.5", "2.5"]} | expected


def test_an_index_with_the_name_of_a_column_stands_beside_it() -> None:
    table = raw(pd.DataFrame({"id": ["x", "y"]}, index=pd.Index(["A", "B"], name="id")))
    assert sorted(table.headers) == ["id", "id (2)"]
