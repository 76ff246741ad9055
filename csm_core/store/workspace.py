"""Workspace: one DuckDB file with the canonical rows, where each came from, and the facts built from them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar
from weakref import WeakValueDictionary

import duckdb
import pyarrow as pa

from csm_core.engines.duckdb import connect
from csm_core.engines.file_trouble import file_trouble
from csm_core.engines.limits import UNLIMITED, Limits
from csm_core.engines.parsed import run
from csm_core.engines.workspace_unusable import WorkspaceUnusable
from csm_core.errors import NotAllowed
from csm_core.intake.batch import Batch
from csm_core.store.derived_tables import DerivedTables
from csm_core.store.format import prepared
from csm_core.store.insert import Mode, insert_batches, take_back
from csm_core.store.known_state import KnownState
from csm_core.store.load import COUNTS_SQL, LOADS_SQL, QUARANTINE_SQL, Load
from csm_core.store.recent_answers import RecentAnswers
from csm_core.store.revision import Revision
from csm_core.store.seals import seal
from csm_core.store.witness import Witness

Parameter = str | int | float | bool | date | None | Sequence[str] | Sequence[date] | Sequence[int]
Parameters = Mapping[str, Parameter]
Cursor = duckdb.DuckDBPyConnection


class Workspace:
    """The loaded data of one visitor or one team.

    One process owns a workspace file. Every query runs on a cursor of its own and is materialised before it
    is returned: an open DuckDB result blocks its connection, and a connection shared by threads mixes answers.
    """

    _open: ClassVar[WeakValueDictionary[str, Workspace]] = WeakValueDictionary()
    _open_lock = threading.Lock()

    def __init__(self, connection: Cursor, path: Path | None, limits: Limits = UNLIMITED) -> None:
        self._connection, self.path, self.limits = connection, path, limits
        self._write_lock, self.building = threading.RLock(), threading.RLock()
        # Each one object that all views share, so that a reader's is never stale and knows what the owner's does.
        self.built = DerivedTables()
        self.state = KnownState()
        self.recent = RecentAnswers(limits.answers_bytes)
        self.is_read_only = self._is_closed = False
        self._original: Workspace | None = None
        # Is told of each change once it is in force, and whether it was one of the rows; `permit` is asked before.
        self.journal: Callable[[bool], object] | None = None
        self.permit: Callable[[], object] | None = None

    def for_reading(self) -> Workspace:
        """The same data for somebody who may look and not change: whatever would write is refused."""
        reader = self.telling(self.journal, self.permit)
        reader.is_read_only = True
        return reader

    def telling(self, journal: Callable[[bool], object] | None, permit: Callable[[], object] | None) -> Workspace:
        """The same data, whose changes through this view are told to `journal`, unless `permit` raises before."""
        view = copy(self)
        # Alive as long as its views are: a file is open once in a process.
        view._original, view.journal, view.permit = self._original or self, journal, permit
        return view

    def raise_if_not_permitted(self) -> None:
        """NotAllowed where whoever has this view may not change the data, or not any more."""
        if self.is_read_only:
            raise NotAllowed.to_change()
        if self.permit:
            self.permit()

    @property
    def is_closed(self) -> bool:
        """Whether the file was let go of, through whichever view of it."""
        return (self._original or self)._is_closed

    @classmethod
    def in_memory(cls, limits: Limits = UNLIMITED) -> Workspace:
        """A private workspace that ends with the process."""
        return cls(prepared(connect(":memory:", limits), "in memory", is_new=True), None, limits)

    @classmethod
    def open(cls, path: Path, limits: Limits = UNLIMITED, takes_changes: bool = False) -> Workspace:
        """The workspace in a file, made when there is none. The same file gives the same object in one process.

        `takes_changes`: rows and documents may be others than were saved.

        Raises
        ------
        WorkspaceUnusable
            When the file is damaged, of another program, or owned by another process.
        """
        key = str(path.resolve())
        with cls._open_lock:
            workspace = cls._open.get(key)
            if workspace is None:
                witness = Witness(path, takes_changes)
                with file_trouble(path, opening=True):
                    is_new = not path.exists()
                    workspace = cls(prepared(connect(key, limits), path.name, is_new, witness), path, limits)
                cls._open[key] = workspace
            return workspace

    @classmethod
    def let_go(cls, path: Path) -> None:
        """Close the workspace of a file where it is open in this process."""
        if workspace := cls._open.get(str(path.resolve())):
            workspace.close()

    def close(self) -> None:
        """Let go of the file; the object and every view of it can't be used any more."""
        held = self._original or self
        with self._open_lock:
            held._is_closed = True
            held._connection.close()
            if self.path and self._open.get(str(self.path.resolve())) is held:  # not who opened the file since
                self._open.pop(str(self.path.resolve()))
                Witness(self.path).note_whole()

    def query(self, sql: str, parameters: Parameters | None = None) -> pa.Table:
        """The answer of one statement; values only ever come in as named parameters."""
        with self._guarded(), self._connection.cursor() as cursor:
            return run(cursor, sql, parameters).to_arrow_table()

    def recall(self, sql: str, parameters: Parameters | None = None, of_files: bool = False) -> pa.Table:
        """The same, asked once until something is written: for small answers that many questions share.

        `of_files`: it reads only what people loaded and saved, so that it outlives what is derived from that.
        """
        return self.state.get((sql, repr(parameters)), lambda: self.query(sql, parameters), of_files)

    @contextmanager
    def writing(self, derived: bool = False, rows: bool = False) -> Iterator[Cursor]:
        """One transaction on a cursor of its own: all of it is kept, or none.

        `derived`: what is written follows from the data alone, so that a reader's question may write it. `rows`: it
        writes canonical rows or quarantine, whose sums are taken anew. Raises as `raise_if_not_permitted`.
        """
        if not derived:
            self.raise_if_not_permitted()
        with self._write_lock, self._guarded(), self._connection.cursor() as cursor:
            cursor.execute("begin transaction")
            try:
                yield cursor
                changes = seal(cursor, rows) if self.path and not derived else None
            except BaseException:
                with suppress(duckdb.Error):  # a broken file ends the transaction by itself
                    cursor.execute("rollback")
                raise
            with self.state.changing(derived):
                cursor.execute("commit")
            if self.path and changes is not None:
                Witness(self.path).note(changes)
            if self.journal and not derived:
                self.journal(rows)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else writes meanwhile; each writing inside is a transaction of its own. Raises as it does."""
        self.raise_if_not_permitted()
        with self._write_lock:
            yield

    def load(
        self,
        batches: Sequence[Batch],
        loaded_at: datetime,
        mode: Mode,
        corrected: Collection[str] = (),
        prove: Callable[[Cursor], object] | None = None,
    ) -> list[Load]:
        """Load whole files in one transaction; what was loaded before in the same way changes nothing.

        Parameters
        ----------
        loaded_at
            Time of the load, given from outside: the core reads no clock. Attributes are dated by it.
        mode
            'replace': earlier loads of the same kind are superseded (undo brings them back); 'add': they stay,
            and a row with the same id in a newer load of the same source takes the place of the older one.
        corrected
            Names of files that take the place of what was loaded from a file (and sheet) of the same name.
        prove
            Called inside the transaction when all rows are in: what it raises takes the whole load back.
        """
        with self.writing(rows=True) as cursor:
            done = insert_batches(cursor, batches, loaded_at, mode, corrected)
            Revision.read(cursor)
            if prove is not None:
                prove(cursor)
        return done

    def undo(self, load_id: int) -> None:
        """Take one load back; what it superseded is in force again."""
        with self.writing(rows=True) as cursor:
            take_back(cursor, load_id)

    def loads(self) -> list[Load]:
        """Every load in order, also those that a newer one superseded."""
        return [Load(**row) for row in self.recall(LOADS_SQL, of_files=True).to_pylist()]

    def quarantine(self, load_id: int) -> pa.Table:
        """The quarantined rows of one load: source_row, code, column, value, message, raw."""
        return self.query(QUARANTINE_SQL, {"load_id": load_id})

    def row_counts(self) -> dict[str, int]:
        """Rows in force for each canonical table that has any."""
        rows = self.recall(COUNTS_SQL, of_files=True).to_pylist()
        return {row["table"]: row["kept"] for row in rows if row["kept"]}

    @property
    def fingerprint(self) -> str:
        """16 hex digits that depend on nothing but the files in force, how they were mapped and who was matched."""
        return self.state.get("revision", self._read_revision, of_files=True).fingerprint

    @property
    def revision(self) -> str:
        """Changes with what is derived from the data: it also knows the order and time of the loads."""
        return self.state.get("revision", self._read_revision, of_files=True).mark

    def _read_revision(self) -> Revision:
        with self._guarded(), self._connection.cursor() as cursor:
            return Revision.of_one_moment(cursor)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Trouble with the file in words. A database that gave itself up is closed: opened anew it may be whole."""
        try:
            with file_trouble(self.path):
                yield
        except WorkspaceUnusable as error:
            if self.path and isinstance(error.__cause__, duckdb.FatalException):
                self.close()
            raise

    def note(self, key: str) -> str | None:
        """A remembered text of the workspace itself, such as which data its facts were built from."""
        row = self.recall("select value from meta.notes where key = $key", {"key": key}).to_pylist()
        return row[0]["value"] if row else None
