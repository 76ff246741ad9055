"""A file of 1 GB from the command line to facts: memory of all processes, time of each stage, bare readers beside.

Run by itself, `python -m bench.large_file [ROWS]`: it needs a few gigabytes of disk in the temporary folder.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from bench.clock import Timed, report, timed
from bench.row import Row
from csm_core.cli.files import LIMITS
from csm_core.intake.read.source import Source
from csm_core.intake.worker.ingest import ingest
from csm_core.store.workspace import Workspace

_ROWS = 25_000_000
_EACH = 1_000_000
_HUNDRED_MILLION = 100_000_000
_LOADED_AT = datetime(2026, 1, 1)  # noqa: DTZ001 - the store keeps plain UTC
_FEATURES = [
    *("login", "view", "edit", "export", "share", "invite"),
    *("search", "report", "comment", "upload", "filter", "print"),
]
_SCHEMA = pa.schema([(name, pa.string()) for name in ("event_at", "account_id", "user_id", "event_name")])


@dataclass
class Spent:
    """What a command took: seconds by the clock, most megabytes of all its processes, and when each stage began."""

    seconds: float = 0.0
    megabytes: int = 0
    stages: dict[str, float] = field(default_factory=dict)


def write_events(path: Path, rows: int) -> None:
    """Events of two years, 43 bytes each: 200,000 people of 5,000 accounts, twelve features."""
    random = np.random.default_rng(7)
    accounts = pa.array([f"acc{number:05d}" for number in range(5_000)])
    people = pa.array([f"u{number:06d}" for number in range(200_000)])
    options = arrow_csv.WriteOptions(quoting_style="none")
    with arrow_csv.CSVWriter(str(path), _SCHEMA, write_options=options) as writer:
        for start in range(0, rows, _EACH):
            count = min(_EACH, rows - start)
            person = random.integers(0, 200_000, count)
            seconds = 63_072_000 * start // rows + random.integers(0, 63_072_000 * count // rows + 1, count)
            moment = np.datetime64("2024-01-01T00:00:00") + seconds.astype("timedelta64[s]")
            texts = pc.utf8_slice_codeunits(pa.array(moment).cast(pa.string()), 0, 19)
            names = pa.array(_FEATURES).take(pa.array(random.integers(0, 12, count)))
            columns = [texts, accounts.take(pa.array(person % 5_000)), people.take(pa.array(person)), names]
            writer.write_table(pa.table(columns, schema=_SCHEMA))


def spent(arguments: list[str]) -> Spent:
    """Run `python -m csm_core` and watch it and its children."""
    usage, began = Spent(), time.perf_counter()
    command = [sys.executable, "-m", "csm_core", *arguments]
    with tempfile.TemporaryFile("w+") as output:
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=output, text=True) as process:
            while process.poll() is None:
                usage.megabytes = max(usage.megabytes, sum(map(_resident, _family(process.pid))))
                output.seek(0)
                for line in output.read().splitlines():
                    usage.stages.setdefault(line.split("%")[-1].strip(), time.perf_counter() - began)
                time.sleep(0.2)
        if process.returncode:
            output.seek(0)
            raise SystemExit(output.read())
    usage.seconds = time.perf_counter() - began
    return usage


def _family(process: int) -> list[int]:
    processes = [process]
    with suppress(OSError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            for child in (thread / "children").read_text().split():
                processes += _family(int(child))
    return processes


def _resident(process: int) -> int:
    with suppress(OSError, StopIteration, IndexError):
        # What processes share, as a fork does with its parent, counts for each in part.
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) >> 10
    return 0


def large_file(rows: int = _ROWS) -> list[Row]:
    """Make the file, take it in, and read it barely in the same run; a row for each thing that is asked of it."""
    with tempfile.TemporaryDirectory(prefix="csm-bench-") as name:
        folder = Path(name)
        path = folder / "events.csv"
        write_events(path, rows)
        title = f"{rows:,} events, {path.stat().st_size / 1e6:,.0f} MB"
        stored = _against_bare_readers(title, path, folder)
        file = folder / "command.duckdb"
        for what, arguments in (
            ("read", ["read", str(path)]),
            ("load", ["load", str(file), str(path)]),
        ):
            whole = spent(arguments)
            print(f"\n{title}: python -m csm_core {what}")
            print(f"  {whole.seconds:,.0f} s by the clock, at most {whole.megabytes:,} MB in all processes together")
            for stage, second in whole.stages.items():
                print(f"  {second:8.1f} s  {stage}")
        size = file.stat().st_size * _HUNDRED_MILLION / rows / 1e9
        opened = timed("opened again", lambda: Workspace.open(file, LIMITS).close(), runs=3)
        asked = [
            _asked("by the clock", whole.seconds, 40, "s"),
            _asked("memory of all processes", whole.megabytes, 1_200, "MB"),
            _asked("DuckDB's own reading and storing, by the clock", whole.seconds / stored.clock, 4.5, "×"),
            _asked("the workspace opened, by the clock", opened.clock, 0.5, "s"),
            _asked("the workspace's file at 100 million events, by proportion", size, 1, "GB"),
        ]
        for row in asked:
            print(f"  {row.what}: {row.ours}, target {row.target}: {'reached' if row.reached else 'NOT reached'}")
    return asked


def _asked(what: str, figure: float, most: float, unit: str) -> Row:
    """One thing asked of loading the file with all facts: at most so much."""
    return Row(
        f"load of 1 GB of CSV, {what}", f"{figure:,.2f} {unit}", target=f"≤ {most:,} {unit}", reached=figure <= most
    )


def _against_bare_readers(title: str, path: Path, folder: Path) -> Timed:
    """Read and stored, every cell judged, against readers that take the cells as they come; the last of them."""

    def ours() -> None:
        file = folder / "ours.duckdb"
        file.unlink(missing_ok=True)
        read = ingest(Source(path.name, path))
        workspace = Workspace.open(file, LIMITS)
        workspace.load(read.batches, _LOADED_AT, "add")
        workspace.close()

    def stored() -> None:
        file = folder / "bare.duckdb"
        file.unlink(missing_ok=True)
        with duckdb.connect(str(file), config=LIMITS.config()) as connection:
            connection.execute("create table events as select * from read_csv($path)", {"path": str(path)})

    def counted() -> None:
        with duckdb.connect() as connection:
            columns = ", ".join(f"max({column})" for column in _SCHEMA.names)
            connection.execute(f"select {columns} from read_csv($path)", {"path": str(path)}).fetchall()

    rivals: list[tuple[str, Callable[[], object]]] = [
        ("pyarrow, bare typed read", lambda: arrow_csv.read_csv(path)),
        ("DuckDB, bare typed read", counted),
        ("DuckDB, bare typed read, stored in a file", stored),
    ]
    read_only = timed("ours, read and judged", lambda: ingest(Source(path.name, path)), runs=1)
    both = timed("ours, read, judged and stored in a file", ours, runs=1)
    bare: list[Timed] = [timed(who, work, runs=1) for who, work in rivals]
    report(f"{title}: read", read_only, bare)
    report(f"{title}: read and stored", both, bare)
    return bare[-1]


if __name__ == "__main__":
    large_file(int(sys.argv[1]) if len(sys.argv) > 1 else _ROWS)
