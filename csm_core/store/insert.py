"""Inserting one batch of a load: where it comes from, its rows, and what it supersedes."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import date, datetime
from functools import partial
from typing import Literal

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.engines.parsed import run
from csm_core.intake.batch import Batch
from csm_core.intake.rows_on_disk import RowsOnDisk
from csm_core.sources.placing import origin_of
from csm_core.store.load import Load, day_of
from csm_core.tables.catalogue import KINDS, TABLES

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
    return load if load.origin is not None else replace(load, origin=_placed(cursor, load.load_id, load.table))


def insert_batches(
    cursor: duckdb.DuckDBPyConnection,
    batches: Sequence[Batch],
    loaded_at: datetime,
    mode: Mode,
    corrected: Collection[str],
) -> list[Load]:
    """Insert the batches of one load, in the order of their days, but for those that are in force already."""
    done: list[Load] = []
    together: list[int] = []
    for batch in in_order_of_days(batches, loaded_at):
        earlier = known_load(cursor, batch, loaded_at)
        if earlier is None:
            done.append(insert_batch(cursor, batch, loaded_at, mode, corrected, together))
        together.append(done[-1].load_id if earlier is None else earlier)
    return done


def take_back(cursor: duckdb.DuckDBPyConnection, load_id: int) -> None:
    """Delete the rows of one load; what it superseded is in force again."""
    for table in (*TABLES, "attributes"):
        cursor.execute(f"delete from canonical.{table} where load_id = $load_id", {"load_id": load_id})
    cursor.execute("delete from meta.quarantine where load_id = $load_id", {"load_id": load_id})
    cursor.execute(
        "update meta.loads set superseded_by = null where superseded_by = $load_id",
        {"load_id": load_id},
    )
    cursor.execute("delete from meta.loads where load_id = $load_id", {"load_id": load_id})


def known_load(cursor: duckdb.DuckDBPyConnection, batch: Batch, loaded_at: datetime) -> int | None:
    """The load in force that brought the same content in the same way, None where there is none."""
    row = run(
        cursor,
        "select load_id from meta.loads where content_hash = $hash and mapping = $mapping "
        "and coalesce(sheet, '') = $sheet and superseded_by is null "
        # The same list on another day says that nobody came or left.
        "and (\"table\" <> 'subscriptions' or listed_on is not distinct from $listed_on)",
        {"hash": batch.content_hash, "mapping": batch.mapping, "sheet": batch.report.sheet or ""}
        | {"listed_on": day_of(batch, loaded_at)},
    ).fetchone()
    return int(row[0]) if row else None


def place_loads(cursor: duckdb.DuckDBPyConnection) -> int:
    """Find the source of the loads that an older version of this program made, in their order; how many."""
    unplaced = cursor.execute('select load_id, "table" from meta.loads where origin is null order by load_id')
    rows = unplaced.fetchall()
    for load_id, table in rows:
        _placed(cursor, load_id, table)
    return len(rows)


def _placed(cursor: duckdb.DuckDBPyConnection, load_id: int, table: str) -> str:
    origin = origin_of(partial(_answer, cursor), load_id, table)
    columns = {"load_id": load_id, "origin": origin}
    run(cursor, "update meta.loads set origin = $origin where load_id = $load_id", columns)
    return origin


def _recorded(cursor: duckdb.DuckDBPyConnection, batch: Batch, loaded_at: datetime) -> Load:
    """Note where the rows come from, under a new number."""
    row = run(cursor, "select nextval('meta.load_ids')").fetchone()
    load = Load.of(int(row[0]) if row else 0, batch, loaded_at)
    names = [field.name for field in fields(Load)]
    columns = ", ".join(f'"{name}"' for name in names)
    values_sql = ", ".join(f"${name}" for name in names)
    run(
        cursor,
        f"insert into meta.loads ({columns}, report) values ({values_sql}, $report)",
        {name: getattr(load, name) for name in names} | {"report": json.dumps(asdict(batch.report))},
    )
    return load


def _append(cursor: duckdb.DuckDBPyConnection, target: str, rows: pa.Table | RowsOnDisk, load_id: int) -> None:
    if rows.num_rows == 0:
        return
    cursor.register("incoming", rows.reader() if isinstance(rows, RowsOnDisk) else rows)
    names = ", ".join(f'"{name}"' for name in rows.column_names)
    run(
        cursor,
        f"insert into {target} (load_id, {names}) select $load_id, {names} from incoming",
        {"load_id": load_id},
    )
    cursor.unregister("incoming")


def _answer(
    cursor: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, object]
) -> list[tuple[object, ...]]:
    return run(cursor, sql, parameters).fetchall()


def in_order_of_days(batches: Sequence[Batch], loaded_at: datetime) -> list[Batch]:
    """The batches of one load, of each table the oldest first: by the day that each is of, else the last recorded.

    Files that say no day go by their names: in which order somebody named them says nothing of what is newer.
    """
    tables = list(dict.fromkeys(one.table for one in batches))
    return sorted(
        batches,
        key=lambda one: (
            tables.index(one.table),
            str(day_of(one, loaded_at) or _last_day(one) or ""),
            one.report.file,
            one.report.sheet or "",
            one.content_hash,
            one.mapping,
        ),
    )


def _last_day(batch: Batch) -> date | None:
    """The last day on which something happened, as far as the rows are at hand."""
    if not isinstance(batch.rows, pa.Table):
        return None
    names = [column.name for column in TABLES[batch.table].columns if column.recorded]
    names = [name for name in names if name in batch.rows.column_names]
    last = [pc.max(batch.rows.column(name)).as_py() for name in names]
    return max((moment.date() for moment in last if moment is not None), default=None)
