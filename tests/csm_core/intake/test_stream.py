"""A large file taken in block by block comes out exactly as the same file read whole."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa
import pytest

from csm_core.intake.batch import QUARANTINE_SCHEMA, Batch
from csm_core.intake.mapping import FileMapping, Options
from csm_core.intake.propose import Proposal
from csm_core.intake.raw import RawTable
from csm_core.intake.read import read
from csm_core.intake.source import Source
from csm_core.intake.stream import Streamed, stream
from csm_core.intake.stream_pass import QUARANTINED, ROWS
from csm_core.intake.validate import validate

EVENTS = FileMapping(
    "events",
    None,
    {"event_at": "When", "account_id": "Account", "duration_minutes": "Minutes", "event_count": "Times"},
)
INVOICES = FileMapping("invoices", None, {"invoice_date": "When", "account_id": "Account", "total": "Amount"})


def quiet(stage: str, share: float) -> None:
    del stage, share


def by_blocks(path: Path, mapping: FileMapping, block: int = 16_000, head_rows: int = 10) -> Streamed | None:
    def choose(raw: RawTable) -> Proposal:
        del raw
        return Proposal(mapping, None, 1.0, (), {})

    return stream(Source("file.csv", path), choose, quiet, path.parent, block, head_rows)


def whole(path: Path, mapping: FileMapping) -> Batch:
    (raw,) = read(Source("file.csv", path))
    return validate(raw, mapping, Source("file.csv", path).sha256)


def rows_of(path: Path, name: str) -> pa.Table:
    with pa.OSFile(str(path.parent / name), "rb") as file, pa.ipc.open_file(file) as reader:
        return reader.read_all()


def assert_alike(path: Path, mapping: FileMapping) -> bool:
    """Both ways give the same rows, the same quarantine and the same report; False where there is one way only."""
    expected, found = whole(path, mapping), by_blocks(path, mapping)
    if found is None:
        return False
    assert found.report is not None
    assert found.report == expected.report
    assert rows_of(path, ROWS).to_pylist() == expected.rows.to_pylist()
    assert rows_of(path, ROWS).schema == expected.rows.schema
    bad = rows_of(path, QUARANTINED)
    assert bad.schema == QUARANTINE_SCHEMA
    assert bad.to_pylist() == expected.quarantined.to_pylist()
    assert (found.rows, found.quarantined) == (expected.rows.num_rows, bad.num_rows)
    assert found.content_hash == expected.content_hash
    return True


SPELLINGS = {
    "When": {
        "iso": lambda r: f"2024-{r.randint(1, 12):02}-{r.randint(1, 28):02}",
        "time": lambda r: (
            f"2024-{r.randint(1, 12):02}-{r.randint(1, 28):02} {r.randint(0, 23):02}:{r.randint(0, 59):02}:00"
        ),
        "day first": lambda r: f"{r.randint(1, 28):02}.{r.randint(1, 12):02}.2024",
        "either": lambda r: f"{r.randint(1, 12)}/{r.randint(1, 12)}/2024",
        "month first": lambda r: f"{r.randint(1, 12)}/{r.randint(1, 28)}/2024",
        "clock": lambda r: f"{r.randint(1, 12)}/{r.randint(1, 28)}/24 {r.randint(1, 12)}:05 PM",
        "seconds": lambda r: str(r.randint(1_600_000_000, 1_700_000_000)),
        "zone": lambda r: f"2024-03-{r.randint(1, 28):02}T10:00:00{r.choice(['Z', '+02:00'])}",
        "gap": lambda r: r.choice(["2024-03-31 02:30:00", "2024-10-27 02:30:00", "2024-03-31 2:30"]),
        "odd": lambda r: r.choice(["soon", "2024-13-45", "31.02.2024", "-", "", "n/a", "24:00", "2024-05-01 25:00"]),
    },
    "Amount": {
        "point": lambda r: f"{r.randint(0, 99999) / 100:.2f}",
        "comma": lambda r: f"{r.randint(0, 9999)},{r.randint(0, 99):02}",
        "thousands": lambda r: f"{r.randint(1, 9)},{r.randint(0, 999):03}",
        "both": lambda r: f"{r.randint(1, 9)}.{r.randint(0, 999):03},{r.randint(0, 99):02}",
        "signed": lambda r: r.choice(["€ 5", "USD 7.50", "(12)", "-3", "$9", "12 %", "1e3"]),
        "odd": lambda r: r.choice(["free", "", "-", "twelve"]),
    },
    "Account": {
        "id": lambda r: f"A{r.randint(1, 20)}",
        "blank": lambda r: r.choice(["", " ", "N/A", " A1 ", "Ä\u0308", "Total", "Grand Total", "Widget subtotal"]),
        "quoted": lambda r: r.choice(['"a ""b"""', '"x, y"', '"A1"']),
    },
    "Minutes": {
        "number": lambda r: f"{r.randint(0, 90)}.5",
        "blank": lambda r: "",
        "odd": lambda r: r.choice(["1,5", "x", "1,234"]),
    },
    "Times": {"number": lambda r: str(r.randint(1, 9)), "odd": lambda r: r.choice(["1.5", "many", "1,000"])},
}


def messy_file(r: random.Random, columns: list[str]) -> str:
    """Rows of a usual spelling for each column, with now and then another, and what exports put around them."""
    usual = {name: r.choice(list(SPELLINGS[name])) for name in columns}
    others = {name: r.choice(list(SPELLINGS[name])) for name in columns}
    how_often = r.choice([0, 0.002, 0.05])
    lines = [",".join(columns)]
    for _ in range(r.randint(200, 900)):
        kinds = {name: others[name] if r.random() < how_often else usual[name] for name in columns}
        lines.append(",".join(cell_of(name, kinds[name], r) for name in columns))
    if r.random() < 0.2:
        lines.insert(r.randint(150, len(lines)), lines[0])
    if r.random() < 0.2:
        lines.append("Total" + "," * (len(columns) - 1))
    if r.random() < 0.2:
        lines.append("Exported by us" + "," * (len(columns) - 1))
    if r.random() < 0.2:
        lines.insert(r.randint(150, len(lines)), "," * (len(columns) - 1))
    return r.choice(["\n", "\r\n"]).join(lines) + r.choice(["", "\n", "\n\n"])


def cell_of(name: str, kind: str, r: random.Random) -> str:
    cell = SPELLINGS[name][kind](r)
    return f'"{cell}"' if "," in cell and not cell.startswith('"') else cell


def random_file(seed: int, path: Path) -> FileMapping:
    r = random.Random(seed)
    events = ["When", "Account", "Minutes", "Times"]
    mapping, columns = r.choice([(EVENTS, events), (INVOICES, ["When", "Account", "Amount"])])
    if r.random() < 0.3:
        mapping = FileMapping(mapping.kind, None, mapping.columns, options=Options(timezone="Europe/Berlin"))
    path.write_bytes(messy_file(r, columns).encode(r.choice(["utf-8", "utf-8-sig", "utf-16"])))
    return mapping


@pytest.mark.parametrize("first", range(0, 60, 10))
def test_messy_regular_files_come_out_alike_both_ways(first: int, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    by_block = [assert_alike(path, random_file(seed, path)) for seed in range(first, first + 10)]
    assert sum(by_block) >= 5
