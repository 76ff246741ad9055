"""Large files of JSON lines and Parquet taken in block by block come out as the same files read whole."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from csm_core.intake.mapping import FileMapping, Options
from csm_core.intake.stream.parquet_rows import MANY_CELLS, has_many_cells
from tests.csm_core.intake.both_ways import assert_alike, by_blocks, whole
from tests.csm_core.intake.stream.test_stream import EVENTS, INVOICES, SPELLINGS, cell_of

START = datetime(2024, 3, 1, tzinfo=UTC)


def messy_records(r: random.Random, columns: list[str]) -> list[dict[str, object]]:
    """Records of a usual spelling for each field, now and then of another, with late and nested fields."""
    usual = {name: r.choice(list(SPELLINGS[name])) for name in columns}
    records: list[dict[str, object]] = []
    for row in range(r.randint(200, 700)):
        kinds = {name: r.choice(list(SPELLINGS[name])) if r.random() < 0.02 else usual[name] for name in columns}
        record: dict[str, object] = {name: cell_of(name, kinds[name], r).strip('"') for name in columns}
        if r.random() < 0.1:
            del record[r.choice(columns)]
        if row > 150:
            record["late"] = {"plan": r.choice(["a", "b", " ", None]), "seats": row % 9, "tags": ["x"]}
        if record:
            records.append(record)
    return records


@pytest.mark.parametrize("seed", range(12))
def test_messy_json_lines_come_out_alike_both_ways(seed: int, tmp_path: Path) -> None:
    r = random.Random(seed)
    events = ["When", "Account", "Minutes", "Times"]
    mapping, columns = r.choice([(EVENTS, events), (INVOICES, ["When", "Account", "Amount"])])
    path = tmp_path / "file.jsonl"
    lines = [json.dumps(record, ensure_ascii=r.random() < 0.5) for record in messy_records(r, columns)]
    lines.insert(r.randint(2, len(lines)), "")
    path.write_bytes((r.choice(["\n", "\r\n"]).join(lines) + "\n").encode(r.choice(["utf-8", "utf-8-sig"])))
    assert assert_alike(path, mapping)


@pytest.mark.parametrize(
    "line", ['{"When": "2024-05-01"', "[1]", '{"id": "a", "items": [{"price": 1}, {"price": 2}]}']
)
def test_a_line_that_is_no_plain_record_goes_the_careful_way(line: str, tmp_path: Path) -> None:
    path = tmp_path / "file.jsonl"
    plain = '{"When": "2024-05-01", "Account": "A"}\n'
    path.write_text(plain * 300 + line + "\n" + plain)
    assert by_blocks(path, FileMapping("events", None, dict(list(EVENTS.columns.items())[:2]))) is None


def columns_of(r: random.Random, rows: int) -> dict[str, pa.Array]:
    """Moments, accounts, lengths and counts in types that exports have; some empty, some far off."""
    seconds = [r.randint(0, 9_000_000) for _ in range(rows)]
    moments = [START.replace(tzinfo=None) + timedelta(seconds=one) for one in seconds]
    midnights = [datetime(one.year, one.month, one.day) for one in moments]  # noqa: DTZ001 - as the file has it
    late = [*midnights[:-1], moments[-1]]
    whens = {
        "moments": pa.array(moments, pa.timestamp("ms")),
        "zoned": pa.array(moments, pa.timestamp("us", "UTC")),
        "midnights": pa.array(midnights, pa.timestamp("ns")),
        "one time of day, at the end": pa.array(late, pa.timestamp("us")),
        "dates": pa.array([one.date() if r.random() < 0.9 else date(9999, 12, 31) for one in moments]),
        "texts": pa.array([f"{one:%d.%m.%Y}" if r.random() < 0.9 else "soon" for one in moments]),
    }
    minutes = {
        "floats": pa.array([r.choice([1.0, 2.5, float("nan"), None]) for _ in range(rows)]),
        "decimals": pa.array([Decimal(r.randint(0, 99)) / 4 for _ in range(rows)], pa.decimal128(9, 2)),
        "texts": pa.array([r.choice(["1,5", "2.5", " ", None]) for _ in range(rows)]),
    }
    accounts = pa.array([r.choice(["A1", " A2 ", "Total", "n/a", None, "Käse"]) for _ in range(rows)])
    return {
        "When": r.choice(list(whens.values())),
        "Account": r.choice([accounts, accounts.dictionary_encode()]),
        "Minutes": r.choice(list(minutes.values())),
        "Times": pa.array([r.choice([1, 2, None]) for _ in range(rows)], pa.int32()),
        "Nested": pa.array([{"a": row % 3} for row in range(rows)]),
    }


@pytest.mark.parametrize("seed", range(18))
def test_parquet_of_any_types_comes_out_alike_both_ways(seed: int, tmp_path: Path) -> None:
    r = random.Random(seed)
    path = tmp_path / "file.parquet"
    options = Options(timezone="Europe/Berlin") if r.random() < 0.3 else Options()
    pq.write_table(pa.table(columns_of(r, r.randint(100, 900))), path, row_group_size=r.choice([70, 1_000]))
    assert assert_alike(path, FileMapping("events", None, EVENTS.columns, options=options))


def test_parquet_with_an_index_of_pandas_or_cut_off_goes_the_careful_way(tmp_path: Path) -> None:
    path = tmp_path / "file.parquet"
    table = pa.table(columns_of(random.Random(1), 100))
    notes = {"index_columns": [{"kind": "range", "name": "Row", "start": 0, "stop": 100, "step": 1}], "columns": []}
    pq.write_table(table.replace_schema_metadata({"pandas": json.dumps(notes)}), path)
    assert by_blocks(path, EVENTS) is None
    assert whole(path, EVENTS).report.columns[0].header == "Row"
    path.write_bytes(path.read_bytes()[:500])
    assert by_blocks(path, EVENTS) is None


def test_a_packed_file_is_large_by_its_cells(tmp_path: Path) -> None:
    path = tmp_path / "file.parquet"
    pq.write_table(pa.table({"When": pa.repeat("2024-05-01", MANY_CELLS + 1)}), path)
    assert path.stat().st_size < 1 << 20
    assert has_many_cells(path)
    path.write_text("When\n2024-05-01\n")
    assert not has_many_cells(path)
