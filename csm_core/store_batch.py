"""Inserting one batch of a load: where it comes from, its rows, and what it sets aside."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Literal

import duckdb
import pyarrow as pa

from csm_core.intake.batch import Batch
from csm_core.intake.rows_on_disk import RowsOnDisk
from csm_core.load import Load
from csm_core.tables import KINDS

Mode = Literal["add", "replace"]


def insert_batch(
    cursor: duckdb.DuckDBPyConnection,
    batch: Batch,
    loaded_at: datetime,
    mode: Mode,
    corrected: Collection[str],
    together: Sequence[int],
) -> Load:
    """Insert one batch; files of one and the same load (`together`) never set each other aside."""
    load = _recorded(cursor, batch, loaded_at)
    if mode == "replace" or load.file in corrected:
        kinds = [name for name, table in KINDS.items() if table == batch.table]
        cursor.execute(
            "update meta.loads set superseded_by = $load_id where kind = any($kinds) and superseded_by is null "
            "and load_id <> $load_id and not load_id = any($together::bigint[]) "
            "and ($whole or (file = $file and sheet is not distinct from $sheet))",
            {"load_id": load.load_id, "kinds": kinds, "together": list(together)}
            | {"whole": mode == "replace", "file": load.file, "sheet": load.sheet},
        )
    _append(cursor, f"canonical.{batch.table}", batch.rows, load.load_id)
    _append(cursor, "canonical.attributes", batch.attributes, load.load_id)
    _append(cursor, "meta.quarantine", batch.quarantined, load.load_id)
    return load


def _recorded(cursor: duckdb.DuckDBPyConnection, batch: Batch, loaded_at: datetime) -> Load:
    """Note where the rows come from, under a new number."""
    row = cursor.execute("select nextval('meta.load_ids')").fetchone()
    load = Load.of(int(row[0]) if row else 0, batch, loaded_at)
    names = [field.name for field in fields(Load)]
    columns = ", ".join(f'"{name}"' for name in names)
    values_sql = ", ".join(f"${name}" for name in names)
    cursor.execute(
        f"insert into meta.loads ({columns}, report) values ({values_sql}, $report)",
        {name: getattr(load, name) for name in names} | {"report": json.dumps(asdict(batch.report))},
    )
    return load


def _append(cursor: duckdb.DuckDBPyConnection, target: str, rows: pa.Table | RowsOnDisk, load_id: int) -> None:
    if rows.num_rows == 0:
        return
    cursor.register("incoming", rows.reader() if isinstance(rows, RowsOnDisk) else rows)
    names = ", ".join(f'"{name}"' for name in rows.column_names)
    cursor.execute(f"insert into {target} (load_id, {names}) select {load_id}, {names} from incoming")
    cursor.unregister("incoming")
