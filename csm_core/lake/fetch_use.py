"""Use fetched from a cluster as one batch: all of a table, or what is new in it since the last time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pyarrow as pa

from csm_core.engines.cluster_trouble import ClusterTrouble
from csm_core.engines.spark_session import spark_session
from csm_core.engines.spark_source import LakeFile, LakeTable, OpenTable
from csm_core.engines.spark_use import UseRows
from csm_core.intake.batch import Batch, FileReport, Issue
from csm_core.intake.check.validate import mapping_text
from csm_core.intake.mapping import FileMapping, MappingFile
from csm_core.lake.decided_use import DecidedUse
from csm_core.lake.home_rows import rows_on_disk
from csm_core.lake.overlap import meets_rows_here
from csm_core.lake.seen_source import SeenSource, note_source, seen_sources, source_mark
from csm_core.lake.use_mapping import duration_ratio, use_mapping, zone_of
from csm_core.lake.use_report import quarantined_rows, reasons, use_report
from csm_core.store.workspace import Cursor, Workspace

Progress = Callable[[str, float], None]
_MOST_QUARANTINED = 1_000
_BETWEEN = (
    "New files alone could not be added, as their rows lie between those of the files before, or show that dates are "
    "to be read in another way: the whole table was read again."
)
_CHANGED = "Files that were read before have changed or are gone: the whole table was read again."
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the store's plain UTC


@dataclass(frozen=True, slots=True)
class FetchedUse:
    """`batch`: the rows, None where nothing is new. `changed_at`: when the source last changed (UTC). `replaces`:
    names of files of which earlier loads give way. `note`: writes down what the load is made of."""

    batch: Batch | None
    report: FileReport
    changed_at: datetime
    replaces: tuple[str, ...] = ()
    note: Callable[[Cursor], None] = lambda cursor: None


def fetch_use(
    workspace: Workspace,
    address: str,
    table: LakeTable,
    mapping: MappingFile | None,
    *,
    quarantine: str | None = None,
    progress: Progress = lambda stage, share: None,
) -> FetchedUse:
    """Judge the rows of `table` on the cluster at `address` and bring home what facts need of them.

    Parameters
    ----------
    quarantine
        A path to which the cluster writes all quarantined rows as Parquet; None: what does not come home is counted.
    progress
        Is told what is being done, and the share of it done (0 to 1).

    Raises
    ------
    BadMapping, BadValue
        When the table can't be read under the mapping, or what was given to the command line can't be.
    ClusterTrouble
        When the cluster can't be reached, or fails.
    """
    progress("Asking the cluster", 0.0)
    session = spark_session(address)
    try:
        source = table.opened(session)
        chosen = use_mapping(mapping, table.name, source.kinds)
        return _Fetch(workspace, source, chosen, quarantine, progress).use()
    finally:
        session.stop()


@dataclass(frozen=True, slots=True)
class _Read:
    batch: Batch
    decided: DecidedUse
    source: OpenTable
    is_read_otherwise: bool

    def fetched(self, changed_at: datetime, replaces: tuple[str, ...], because: str = "") -> FetchedUse:
        batch = self.batch
        if because:
            issue = Issue("read_whole", "info", because)
            batch = replace(batch, report=replace(batch.report, issues=(*batch.report.issues, issue)))

        def note(cursor: Cursor) -> None:
            note_source(cursor, batch.content_hash, self.source, self.decided)

        return FetchedUse(batch, batch.report, changed_at, replaces, note)


@dataclass(frozen=True, slots=True)
class _Fetch:
    workspace: Workspace
    source: OpenTable
    mapping: FileMapping
    quarantine: str | None
    progress: Progress

    def use(self) -> FetchedUse:
        source, name = self.source, self.source.table.name
        seen = seen_sources(self.workspace, name, mapping_text(self.mapping))
        here = frozenset[LakeFile]().union(*(one.files for one in seen))
        is_same_version = bool(seen) and seen[-1].version == source.version
        if is_same_version and here == set(source.files):
            return FetchedUse(None, _nothing_new(seen[-1]), seen[-1].load.loaded_at)
        changed_at = _EPOCH + timedelta(microseconds=max((file.changed_at for file in source.files), default=0))
        because = _CHANGED if seen else ""
        # A version of its own may also tell of rows that are gone, in files that are as they were.
        if here and here < set(source.files) and not source.version:
            added = self._read(source.of_files(set(source.files) - here), seen)
            if not added.is_read_otherwise and not meets_rows_here(
                self.workspace, added.batch, [one.load for one in seen]
            ):
                return added.fetched(changed_at, ())
            because = _BETWEEN
        return self._read(source, []).fetched(changed_at, (name,), because)

    def _read(self, source: OpenTable, seen: Sequence[SeenSource]) -> _Read:
        issues: list[Issue] = []
        name, mapping = source.table.name, self.mapping
        rows = UseRows(source, mapping, zone_of(mapping), duration_ratio(mapping, issues))
        self.progress(f"Judging the rows of {name}", 0.1)
        decided = DecidedUse.of(rows.tally(), mapping, [month for one in seen for month in one.months])
        bad = self._quarantined(rows, decided)
        self.progress(f"Putting the rows of {name} together", 0.4)
        at_home, row_count = rows_on_disk(
            self._with_progress(rows.stretches(decided.reading, decided.kept), name), decided.reading.grain
        )
        if row_count != decided.kept:
            raise ClusterTrouble.changed_meanwhile(name)
        report = use_report(name, mapping, decided, bad, list(source.kinds))
        issues = [*issues, *report.issues, _put_together(source.table, decided, at_home.num_rows)]
        report = replace(report, issues=tuple(issues))
        batch = Batch("events", at_home, bad, report, source_mark(source), mapping_text(mapping))
        return _Read(batch, decided, source, any(not one.is_read_as(decided.reading) for one in seen))

    def _quarantined(self, rows: UseRows, decided: DecidedUse) -> pa.Table:
        if self.quarantine is not None and decided.causes:
            rows.write_quarantined(decided.reading, self.quarantine)
        bad = rows.quarantined(decided.reading, _MOST_QUARANTINED) if decided.causes else pa.table({})
        return quarantined_rows(bad, reasons(decided, self.mapping))

    def _with_progress(self, stretches: Iterator[tuple[pa.Table, float]], name: str) -> Iterator[pa.Table]:
        for stretch, share in stretches:
            self.progress(f"Bringing home {name}", 0.5 + share / 2)
            yield stretch


def _put_together(table: LakeTable, decided: DecidedUse, rows: int) -> Issue:
    message = (
        f"The {decided.kept:,} rows kept on the cluster are {rows:,} here: of equal uses that follow each other "
        "within a quarter of an hour the first and the last are kept. Rows behind a figure are made of these; the "
        f"rows themselves stay in the lake: {table.listing}"
    )
    return Issue("put_together", "info", message)


def _nothing_new(seen: SeenSource) -> FileReport:
    load = seen.load
    message = f"Nothing is new in '{load.file}' since load {load.load_id}."
    counts = (load.rows_in, load.rows_kept, load.rows_quarantined)
    about = (load.file, None, load.kind, None, 1.0, None, None, None)
    return FileReport(*about, *counts, (), (Issue("nothing_new", "info", message),))
