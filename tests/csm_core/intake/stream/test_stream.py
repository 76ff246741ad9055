"""A large file taken in block by block comes out exactly as the same file read whole."""

from __future__ import annotations

import gc
import random
from datetime import datetime
from pathlib import Path

import pytest

from csm_core.intake.kept_folder import KeptFolder
from csm_core.intake.mapping import FileMapping, Options
from csm_core.intake.read.source import Source
from csm_core.intake.rows_on_disk import RowsOnDisk
from csm_core.intake.worker import wire
from csm_core.intake.worker.wire import read_ingested, write_streamed
from csm_core.intake.worker.work import ingest_source, inspect_source, stream_inspection, stream_source
from csm_core.store.workspace import Workspace
from tests.csm_core.intake.both_ways import assert_alike, by_blocks, quiet, whole

EVENTS = FileMapping(
    "events",
    None,
    {"event_at": "When", "account_id": "Account", "duration_minutes": "Minutes", "event_count": "Times"},
)
INVOICES = FileMapping("invoices", None, {"invoice_date": "When", "account_id": "Account", "total": "Amount"})

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
        "far": lambda r: r.choice(["2052-05-05", "9999-12-31", "1900-01-01", "0000-00-00", "24-03-30", "Q1 2024"]),
    },
    "Amount": {
        "point": lambda r: f"{r.randint(0, 99999) / 100:.2f}",
        "comma": lambda r: f"{r.randint(0, 9999)},{r.randint(0, 99):02}",
        "thousands": lambda r: f"{r.randint(1, 9)},{r.randint(0, 999):03}",
        "both": lambda r: f"{r.randint(1, 9)}.{r.randint(0, 999):03},{r.randint(0, 99):02}",
        "signed": lambda r: r.choice(["€ 5", "USD 7.50", "(12)", "-3", "$9", "12 %", "1e3"]),
        "odd": lambda r: r.choice(["free", "", "-", "twelve"]),
        "short": lambda r: r.choice(["12K", "1.2M", "#N/A", "5/yr", "1,5", "1.23456", "$2"]),
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
        lines.insert(
            1, ",".join({"When": "date", "Amount": "EUR", "Minutes": "min"}.get(name, "") for name in columns)
        )
    if r.random() < 0.2:
        lines.insert(0, "Made by hand" + "," * (len(columns) - 1))
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


@pytest.mark.parametrize("first", range(0, 20, 10))
def test_messy_regular_files_come_out_alike_both_ways(first: int, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    by_block = [assert_alike(path, random_file(seed, path)) for seed in range(first, first + 10)]
    assert sum(by_block) >= 5


LINES = "".join(f"2024-05-{day % 28 + 1:02} 10:00:00,A{day % 9},{day % 5}\n" for day in range(400))


def test_a_proposal_and_an_inspection_are_those_of_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("event_at,account_id,duration_minutes\n" + LINES)
    source = Source("events.csv", path)
    assert stream_inspection(source, None, quiet, tmp_path) == inspect_source(source, None, quiet)
    streamed = stream_source(source, None, quiet, tmp_path)
    assert streamed is not None
    assert [streamed[1]] == list(ingest_source(source, None, quiet).reports)


def test_what_nobody_knows_is_told_with_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "poems.csv"
    path.write_text("verse,line\n" + "roses,red\n" * 300)
    streamed = stream_source(Source("poems.csv", path), None, quiet, tmp_path)
    assert streamed is not None
    assert [streamed[1]] == list(ingest_source(Source("poems.csv", path), None, quiet).reports)


@pytest.mark.parametrize(
    "late",
    [
        "13/02/2024 10:00:00,A,1\n",  # days first, which nothing before it tells
        "02/13/2024 10:00:00,A,1\n",
        '02/01/2024 10:00:00,A,"1.234,5"\n',  # a decimal comma
        "02/01/2024 10:00:00,,1\n",  # the first empty account
        "Total,,800\n",
        "02/01/2024,Total,400\n",
    ],
)
def test_what_the_last_line_tells_holds_for_the_first(late: str, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    lines = "".join(f"{day % 12 + 1:02}/{day % 11 + 1:02}/2024,A{day % 9},1\n" for day in range(400))
    path.write_text("When,Account,Minutes\n" + lines * 3 + late)
    mapping = FileMapping("events", None, dict(list(EVENTS.columns.items())[:3]))
    assert assert_alike(path, mapping)


def test_sums_of_groups_are_told_by_arithmetic_however_far_apart_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "invoices.csv"
    parts = []
    for group in range(6):
        amounts = [7 * row % 31 + 1 for row in range(200 + group)]
        parts += [f"2024-01-{row % 28 + 1:02},A{group}-{row},{amount}\n" for row, amount in enumerate(amounts)]
        parts.append(f",Group {group},{sum(amounts)}\n")
    path.write_text("When,Account,Amount\n" + "".join(parts))
    assert assert_alike(path, INVOICES)
    assert whole(path, INVOICES).report.rows_quarantined == 6


def test_a_first_column_with_gaps_is_no_report_and_is_read_in_blocks(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    lines = (f"{'' if row % 3 else row % 11},2024-05-{row % 28 + 1:02},A{row % 7}\n" for row in range(900))
    path.write_text("Minutes,When,Account\n" + "".join(lines))
    assert assert_alike(path, FileMapping("events", None, dict(list(EVENTS.columns.items())[:3])))


def test_letters_of_another_encoding_are_found_wherever_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(("When,Account,Minutes\n" + "2024-05-01,A,1\n" * 2_000 + "2024-05-02,Käse,2\n").encode("cp1252"))
    mapping = FileMapping("events", None, dict(list(EVENTS.columns.items())[:3]))
    assert assert_alike(path, mapping)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ('2024-05-01,"two\nlines",1\n', "quotation marks on line 902 do not pair up, or a cell goes on below it"),
        ("2024-05-01,A\n", "line 902 has 2 cells and the first line has 3"),
        ("2024-05-01,A,1,more\n", "line 902 has 4 cells and the first line has 3"),
        ("\n2024-05-01,A,1\n", "line 902 is blank"),
        ('2024-05-01,A "B" C,1\n', ""),
        ("2024-05-01,A\r,1\n", ""),
    ],
)
def test_what_is_not_regular_goes_the_careful_way_and_the_line_is_noted(lines: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(("When,Account,Minutes\n" + "2024-05-01,A,1\n" * 900 + lines + "2024-05-01,A,1\n" * 9).encode())
    mapping = FileMapping("events", None, dict(list(EVENTS.columns.items())[:3]))
    assert by_blocks(path, mapping) is None
    assert wire.why_whole(tmp_path) == why


def test_a_large_file_is_loaded_from_disk_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In this process, with the marks of what is large lowered: a large file itself would take minutes here.
    path = tmp_path / "events.csv"
    path.write_text("event_at,account_id,duration_minutes\n" + LINES)
    streamed = stream_source(Source("events.csv", path), None, quiet, tmp_path)
    assert streamed is not None
    write_streamed(tmp_path, *streamed)
    kept = KeptFolder("intake")
    for name in ("0.rows.arrow", "0.quarantined.arrow", "0.attributes.arrow", "result.json"):
        (kept.path / name).write_bytes((tmp_path / name).read_bytes())
    monkeypatch.setattr(wire, "_IN_MEMORY", 0)
    ingested = read_ingested(kept)
    assert isinstance(ingested.batches[0].rows, RowsOnDisk)
    whole = ingest_source(Source("events.csv", path), None, quiet)
    workspaces = []
    for one in (ingested, whole):
        workspace = Workspace.in_memory()
        workspace.load(one.batches, datetime(2026, 1, 1), "add")  # noqa: DTZ001 - the store keeps plain UTC
        workspaces.append(workspace)
    rows = [workspace.query("select * from canonical.events order by source_row") for workspace in workspaces]
    assert rows[0].num_rows == 400
    assert rows[0].equals(rows[1])
    assert workspaces[0].fingerprint == workspaces[1].fingerprint
    path = kept.path
    del ingested, one, kept
    gc.collect()
    assert not path.exists()


DOUBTFUL = {
    "years": ("23-01-05 23-02-17 24-03-30 24-11-02 25-01-15", "12.50 99,90 1,234 12K"),
    "far": ("2024-01-05 2024-02-05 2024-03-05 2024-04-05 2052-05-05 1970-01-01 9999-12-31", "1.23456 $2m 5m"),
    "parts": ("2025-Q1 2025W10 45658 1735689600 2025-03 2025-04-01", "5/yr 9/month 7 n/a #N/A"),
    "zones": ("2025-07-03T10:00IST 2025-07-03T10:00CST 2025-07-03", "€5 $9 1.2E+11"),
}


@pytest.mark.parametrize("moments", DOUBTFUL)
@pytest.mark.parametrize("amounts", DOUBTFUL)
def test_doubtful_cells_come_out_alike_both_ways(moments: str, amounts: str, tmp_path: Path) -> None:
    r = random.Random(f"{moments} {amounts}")
    whens, figures = DOUBTFUL[moments][0].split(), DOUBTFUL[amounts][1].split()
    accounts = ["A1", "Null", "None", "1.2E+11"]
    rows = [f'{r.choice(whens)},{r.choice(accounts)},"{r.choice(figures)}",{n}' for n in range(600)]
    # What tells comes late: the head of the file shows one spelling alone.
    plain = [f"{whens[0]},A2,{n}.25,{n + 600}" for n in range(600)]
    path = tmp_path / "file.csv"
    path.write_text("\n".join(["When,Account,Amount,Id", *plain, *rows]) + "\n", encoding="utf-8")
    # Equal rows are looked for in a file that is read whole alone.
    once = Options(duplicates="keep")
    mapping = FileMapping("invoices", None, {**INVOICES.columns, "invoice_id": "Id"}, options=once)
    assert assert_alike(path, mapping)
