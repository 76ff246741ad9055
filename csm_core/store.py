"""Workspace: one DuckDB file with the canonical rows, where each came from, and the facts built from them."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar, Literal
from weakref import WeakValueDictionary

import duckdb
import pyarrow as pa

from csm_core.engine import connect
from csm_core.errors import WorkspaceUnusable
from csm_core.intake.batch import Batch
from csm_core.tables import KINDS, SQL, TABLES

Parameter = str | int | float | bool | date | None | Sequence[str] | Sequence[date] | Sequence[int]
Parameters = Mapping[str, Parameter]
_FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Load:
    """One file or sheet that was loaded: where its rows came from and what became of them."""

    load_id: int
    file: str
    sheet: str | None
    kind: str
    table: str
    source: str | None
    content_hash: str
    mapping: str
    rows_in: int
    rows_kept: int
    rows_quarantined: int
    loaded_at: datetime
    superseded_by: int | None


class Workspace:
    """The loaded data of one visitor or one team.

    One process owns a workspace file. Every query runs on a cursor of its own and is materialised before it
    is returned: an open DuckDB result blocks its connection, and a connection shared by threads mixes answers.
    """

    _open: ClassVar[WeakValueDictionary[str, Workspace]] = WeakValueDictionary()
    _open_lock = threading.Lock()

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path | None) -> None:
        self._connection = connection
        self.path = path
        self._write_lock = threading.RLock()
        # What is derived from the data, by name, and the fingerprint of the data it was derived from.
        self.building = threading.RLock()
        self.built: dict[str, str] = {}
        self._fingerprint: str | None = None

    @classmethod
    def in_memory(cls) -> Workspace:
        """A private workspace that ends with the process."""
        return cls(_prepared(connect(":memory:")), None)

    @classmethod
    def open(cls, path: Path) -> Workspace:
        """The workspace in a file, made when there is none. The same file gives the same object in one process.

        Raises
        ------
        WorkspaceUnusable
            When the file is damaged, of another program, or owned by another process.
        """
        key = str(path.resolve())
        with cls._open_lock:
            known = cls._open.get(key)
            if known is None:
                try:
                    known = cls(_prepared(connect(key)), path)
                except duckdb.Error as error:
                    reason = (
                        "another program has it open; close that first."
                        if "lock" in str(error).lower()
                        else "it is damaged, or it is not a workspace. Restore a copy, or choose a new name."
                    )
                    raise WorkspaceUnusable.because(f"{path.name}: {reason}") from error
                cls._open[key] = known
            return known

    def close(self) -> None:
        """Let go of the file; the object can't be used any more."""
        with self._open_lock:
            self._connection.close()
            if self.path:
                self._open.pop(str(self.path.resolve()), None)

    def query(self, sql: str, parameters: Parameters | None = None) -> pa.Table:
        """The answer of one statement; values only ever come in as named parameters."""
        with self._connection.cursor() as cursor:
            table: pa.Table = cursor.sql(sql, params=dict(parameters) if parameters else None).to_arrow_table()
            return table

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One transaction on a cursor of its own: all of it is kept, or none."""
        with self._write_lock, self._connection.cursor() as cursor:
            cursor.execute("begin transaction")
            try:
                yield cursor
            except BaseException:
                cursor.execute("rollback")
                raise
            cursor.execute("commit")
            self._fingerprint = None

    def load(self, batches: Sequence[Batch], loaded_at: datetime, mode: Literal["add", "replace"]) -> list[Load]:
        """Load whole files in one transaction; what was loaded before in the same way changes nothing.

        Parameters
        ----------
        loaded_at
            Time of the load, given from outside: the core reads no clock. Attributes are dated by it.
        mode
            'replace': earlier loads of the same kind are set aside (undo brings them back); 'add': they stay,
            and a row with the same id in a newer load takes the place of the older one.
        """
        done: list[Load] = []
        with self.writing() as cursor:
            for batch in batches:
                known = cursor.execute(
                    "select 1 from meta.loads where content_hash = $hash and mapping = $mapping "
                    "and coalesce(sheet, '') = $sheet and superseded_by is null",
                    {"hash": batch.content_hash, "mapping": batch.mapping, "sheet": batch.report.sheet or ""},
                ).fetchone()
                if known is None:
                    done.append(_insert(cursor, batch, loaded_at, mode, [load.load_id for load in done]))
        return done

    def undo(self, load_id: int) -> None:
        """Take one load back; what it had set aside is in force again."""
        with self.writing() as cursor:
            for table in (*TABLES, "attributes"):
                cursor.execute(f"delete from canonical.{table} where load_id = $load_id", {"load_id": load_id})
            cursor.execute("delete from meta.quarantine where load_id = $load_id", {"load_id": load_id})
            cursor.execute(
                "update meta.loads set superseded_by = null where superseded_by = $load_id",
                {"load_id": load_id},
            )
            cursor.execute("delete from meta.loads where load_id = $load_id", {"load_id": load_id})

    def loads(self) -> list[Load]:
        """Every load in order, also those that a newer one set aside."""
        rows = self.query(
            'select load_id, file, sheet, kind, "table", source, content_hash, mapping, rows_in, rows_kept, '
            "rows_quarantined, loaded_at, superseded_by from meta.loads order by load_id"
        ).to_pylist()
        return [Load(**row) for row in rows]

    def quarantine(self, load_id: int) -> pa.Table:
        """The quarantined rows of one load: source_row, code, column, value, message, raw."""
        return self.query(
            'select source_row, code, "column", value, message, raw from meta.quarantine '
            "where load_id = $load_id order by source_row, code",
            {"load_id": load_id},
        )

    def row_counts(self) -> dict[str, int]:
        """Rows in force for each canonical table that has any."""
        rows = self.query(
            'select "table", sum(rows_kept)::bigint as kept from meta.loads where superseded_by is null group by 1'
        ).to_pylist()
        return {row["table"]: row["kept"] for row in rows if row["kept"]}

    @property
    def fingerprint(self) -> str:
        """16 hex digits that depend on nothing but the files in force and how they were mapped."""
        if self._fingerprint is None:
            content = sorted(
                [load.table, load.content_hash, load.sheet, json.loads(load.mapping)]
                for load in self.loads()
                if load.superseded_by is None
            )
            self._fingerprint = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
        return self._fingerprint

    def note(self, key: str) -> str | None:
        """A remembered text of the workspace itself, such as which data its facts were built from."""
        row = self.query("select value from meta.notes where key = $key", {"key": key}).to_pylist()
        return row[0]["value"] if row else None


def _prepared(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    statements = [
        "create schema if not exists meta",
        "create schema if not exists canonical",
        "create schema if not exists facts",
        "create sequence if not exists meta.load_ids",
        """create table if not exists meta.loads (
            load_id bigint primary key, file varchar, sheet varchar, kind varchar, "table" varchar, source varchar,
            content_hash varchar, mapping varchar, rows_in bigint, rows_kept bigint, rows_quarantined bigint,
            loaded_at timestamp, superseded_by bigint, report varchar)""",
        """create table if not exists meta.quarantine (
            load_id bigint, source_row bigint, code varchar, "column" varchar, value varchar, message varchar,
            raw varchar)""",
        "create table if not exists meta.notes (key varchar primary key, value varchar)",
        """create table if not exists canonical.attributes (
            load_id bigint, account_id varchar, attribute varchar, value varchar)""",
    ]
    for table in TABLES.values():
        columns = ", ".join(f'"{column.name}" {SQL[column.type]}' for column in table.columns)
        statements.append(
            f"create table if not exists canonical.{table.name} (load_id bigint, source_row bigint, {columns})"
        )
    connection.execute("begin transaction")
    for statement in statements:
        connection.execute(statement)
    connection.execute(
        "insert into meta.notes select 'format', $version where not exists "
        "(select 1 from meta.notes where key = 'format')",
        {"version": str(_FORMAT_VERSION)},
    )
    connection.execute("commit")
    return connection


def _insert(
    cursor: duckdb.DuckDBPyConnection,
    batch: Batch,
    loaded_at: datetime,
    mode: Literal["add", "replace"],
    together: Sequence[int],
) -> Load:
    """Insert one batch; files of one and the same load (`together`) never set each other aside."""
    report = batch.report
    row = cursor.execute("select nextval('meta.load_ids')").fetchone()
    load_id = int(row[0]) if row else 0
    kind = report.kind or batch.table
    cursor.execute(
        'insert into meta.loads (load_id, file, sheet, kind, "table", source, content_hash, mapping, rows_in, '
        "rows_kept, rows_quarantined, loaded_at, report) values ($load_id, $file, $sheet, $kind, $table, $source, "
        "$content_hash, $mapping, $rows_in, $rows_kept, $rows_quarantined, $loaded_at, $report)",
        {
            "load_id": load_id,
            "file": report.file,
            "sheet": report.sheet,
            "kind": kind,
            "table": batch.table,
            "source": report.source,
            "content_hash": batch.content_hash,
            "mapping": batch.mapping,
            "rows_in": report.rows_in,
            "rows_kept": report.rows_kept,
            "rows_quarantined": report.rows_quarantined,
            "loaded_at": loaded_at,
            "report": json.dumps(asdict(report)),
        },
    )
    if mode == "replace":
        kinds = [name for name, table in KINDS.items() if table == batch.table]
        cursor.execute(
            "update meta.loads set superseded_by = $load_id where kind = any($kinds) and superseded_by is null "
            "and load_id <> $load_id and not load_id = any($together::bigint[])",
            {"load_id": load_id, "kinds": kinds, "together": list(together)},
        )
    _append(cursor, f"canonical.{batch.table}", batch.rows, load_id)
    _append(cursor, "canonical.attributes", batch.attributes, load_id)
    _append(cursor, "meta.quarantine", batch.quarantined, load_id)
    return Load(
        load_id, report.file, report.sheet, kind, batch.table, report.source, batch.content_hash, batch.mapping,
        report.rows_in, report.rows_kept, report.rows_quarantined, loaded_at, None,
    )  # fmt: skip


def _append(cursor: duckdb.DuckDBPyConnection, target: str, rows: pa.Table, load_id: int) -> None:
    if rows.num_rows == 0:
        return
    cursor.register("incoming", rows)
    names = ", ".join(f'"{name}"' for name in rows.column_names)
    cursor.execute(f"insert into {target} (load_id, {names}) select {load_id}, {names} from incoming")
    cursor.unregister("incoming")
