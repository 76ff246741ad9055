"""From a CSV file to facts, against only reading the file."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

import pyarrow.csv as arrow_csv

from bench.clock import timed
from bench.made_up import events
from bench.row import Row, compared
from csm_core.intake.read.source import Source
from csm_core.loading.load_files import load_files
from csm_core.store.workspace import Workspace


def way_in(rows: int) -> list[Row]:
    """Write `rows` events as CSV; read them with pyarrow, and take them in whole, into a workspace file."""
    with tempfile.TemporaryDirectory(prefix="csm-bench-") as folder:
        path = Path(folder) / "events.csv"
        arrow_csv.write_csv(events(rows), path)

        def taken_in() -> None:
            file = Path(folder) / "w.duckdb"
            file.unlink(missing_ok=True)
            workspace = Workspace.open(file)
            loaded = load_files(workspace, [Source(path.name, path)], loaded_at=datetime(2026, 1, 1))  # noqa: DTZ001
            if loaded.reports[0].rows_kept != rows:
                raise SystemExit(f"way in: {loaded.reports[0].rows_kept} of {rows} rows were kept")
            workspace.close()

        what = f"CSV to facts, {rows:,} events, {path.stat().st_size / 1e6:,.0f} MB"
        ours = timed("read, checked, stored in a file, facts built", taken_in, runs=1)
        bare = timed("pyarrow's bare read", lambda: arrow_csv.read_csv(path), runs=3)
        return [*compared(what, ours, [(bare, None)]), Row.within(f"{what}, alone", ours, 1.5)]
