"""A large CSV, JSON lines or Parquet file taken in block by block: the outcome is that of reading it whole, the
memory is not.

Each pass over the file types and judges its rows under what is assumed of the whole (the mapping, how columns are
read, which rows are totals), first from the file's head, and finds out what is true of the whole. Where that is what
was assumed, the pass is the outcome; else another pass follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import FileReport, Issue
from csm_core.intake.check.all_rows import AllRows
from csm_core.intake.check.causes import quarantine_issues
from csm_core.intake.check.running_totals import ASSUMED as RUNNING
from csm_core.intake.check.validate import Checked, check, dialect_of, fitted, report_of
from csm_core.intake.layout.month_columns import months_as_rows
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.noted_cells import NotedCells
from csm_core.intake.propose.propose import Proposal
from csm_core.intake.read.sniff import Format, misnamed
from csm_core.intake.read.source import Source
from csm_core.intake.stream.blocks import BLOCK, Irregular
from csm_core.intake.stream.blocks_as_grids import StreamText, text_file
from csm_core.intake.stream.json_rows import JsonRows
from csm_core.intake.stream.layout import Aside
from csm_core.intake.stream.one_pass import Assumed, Pass, PassOutcome
from csm_core.intake.stream.parquet_rows import ParquetRows, is_parquet
from csm_core.intake.stream.rows_of_records import HEAD_ROWS, StreamRows, head_of
from csm_core.intake.stream.witnesses import Witnesses
from csm_core.intake.values.wide_months import is_wide
from csm_core.tables.catalogue import KINDS, TABLES, Column

WHY_WHOLE = "why_whole.txt"
_MOST_PASSES = 4
# Scales of answers and scores, attributes of accounts and what ends of contracts mean are decided over all rows.
READ_WHOLE = frozenset({"surveys", "health_scores", "accounts", "subscriptions", "mrr_movements"})
Choose = Callable[[RawTable], Proposal]


@dataclass(frozen=True, slots=True)
class Streamed:
    """A file that was taken in: the report, and what its rows (in files of the folder) are rows of.

    `raw` is the head of the file. `mapping` is None, and there are no rows, where nothing fitted.
    """

    raw: RawTable
    rows_in: int
    proposal: Proposal
    report: FileReport | None
    mapping: FileMapping | None
    content_hash: str
    rows: int
    quarantined: int


def stream(
    source: Source,
    choose: Choose,
    progress: Callable[[str, float], None],
    folder: Path,
    block: int = BLOCK,
    head_rows: int = HEAD_ROWS,
) -> Streamed | None:
    """Take the file in block by block; None where it has to be read whole, with a note of why in the folder.

    `choose` gives the mapping for the head of the file, its first `head_rows` or more. Raises BadMapping, and
    UnreadableFile for what is no table.
    """
    path = source.content
    if not isinstance(path, Path):
        return None
    with ThreadPoolExecutor(max_workers=1) as beside:
        hashed = beside.submit(lambda: source.sha256)
        reasons: list[str] = []
        with suppress(Irregular):
            for opened in _openings(source.name, path, block):
                try:
                    way = _Way(opened(), choose, folder, head_rows)
                    return way.taken(lambda share: progress("Reading", share), hashed.result)
                except Irregular as error:
                    reasons.append(str(error))
    # Kept outside this process, which may not outlive reading the file whole.
    (folder / WHY_WHOLE).write_text(next(filter(None, reasons), ""), encoding="utf-8")
    return None


def _openings(name: str, path: Path, block: int) -> Iterator[Callable[[], StreamRows]]:
    """How the file may be read in blocks, the likeliest way first. Raises Irregular where no further one is left."""
    if is_parquet(path):
        yield lambda: ParquetRows.opened(name, path, block)
        return
    file, form = text_file(name, path, block)
    while True:
        opened = JsonRows.opened if form is Format.JSON else StreamText.opened
        yield partial(opened, name, file)
        file = file.otherwise()


class _Way:
    """The way of one file through as many passes as it needs."""

    def __init__(self, text: StreamRows, choose: Choose, folder: Path, head_rows: int) -> None:
        self._text, self._choose, self._folder = text, choose, folder
        self._head = head_of(text, head_rows)
        self._layout = text.layout(self._head)

    def taken(self, progress: Callable[[float], None], content_hash: Callable[[], str]) -> Streamed:
        """Pass after pass, until what was assumed is what was found."""
        assumed, proposal = self._assumption(PassOutcome(), {}, None)
        for _ in range(_MOST_PASSES):
            one = Pass(self._text, self._layout, assumed)
            outcome = one.run(self._folder, progress)
            true, proposal = self._assumption(outcome, self._layout.aside(lambda: self._text.grids(_quiet)), one)
            if (true.mapping, true.aside, true.unnamed) != (assumed.mapping, assumed.aside, assumed.unnamed):
                assumed = true
                continue
            same, assumed = true.whole == assumed.whole, replace(assumed, whole=true.whole)
            # The witnesses know more now than when the pass began: would that have changed anything?
            again = Pass(self._text, self._layout, assumed)
            if same and again.decisions == one.decisions:
                return self._streamed(assumed, proposal, outcome, again.decided, content_hash())
        raise Irregular

    def _assumption(self, outcome: PassOutcome, aside: Aside, last: Pass | None) -> tuple[Assumed, Proposal]:
        """What is to be assumed of the file by its head and what the last pass found."""
        raw = self._head_table(outcome, aside)
        if months_as_rows(raw) is not raw:
            raise Irregular
        proposal = self._choose(raw)
        if len(proposal.mappings) > 1:
            raise Irregular
        unnamed = frozenset(set(self._layout.header.names) - set(raw.headers))
        if proposal.mapping is None:
            return Assumed(None, None, Witnesses({}), aside, unnamed), proposal
        mapping = fitted(raw, proposal.mapping)
        dialect = dialect_of(raw.headers, mapping)
        odd = dialect is not None and (dialect.adapt is not None or dialect.leave_out is not None)
        if odd or KINDS[mapping.kind] in READ_WHOLE or is_wide(raw.headers, mapping) or mapping.attributes:
            raise Irregular
        witnesses = Witnesses(_columns(mapping))
        witnesses.keep(0, raw.cells, raw.row_numbers)
        rows = AllRows(mapping, raw.headers)
        typed = check(raw, mapping, rows=rows).typed
        if mapping.options.counts == "running" or any(one.code == RUNNING for one in typed.issues):
            raise Irregular
        witnesses.look(typed.texts, raw.cells, raw.row_numbers)
        if last is not None and last.rows is not None and last.mapping == mapping:
            rows = last.rows
        return Assumed(mapping, rows.shown(), witnesses, aside, unnamed), proposal

    def _head_table(self, outcome: PassOutcome, aside: Aside) -> RawTable:
        """The head as a table; for each column that is filled there but not everywhere, one row more shows it."""
        header, start = self._layout.header, self._layout.header.data_start
        aside_rows = pc.is_in(self._head.row_numbers, pa.array(list(aside), pa.int64()))
        keep = pc.invert(pc.or_(aside_rows, pa.array(self._layout.repeated(self._head)))).slice(start)
        columns = {
            name: column.slice(start).filter(keep)
            for name, column in zip(header.names, self._head.columns, strict=True)
        }
        for j, name in enumerate(header.names):
            if name == f"Column {j + 1}" and self._is_empty(columns[name], name, outcome):
                del columns[name]
        numbers = self._head.row_numbers.slice(start).filter(keep)
        cells = pa.table(columns)
        for name, (row, number) in outcome.first_null.items():
            if name in columns and not cells.column(name).null_count and number not in aside:
                cells = pa.concat_tables([cells, row.select(cells.column_names)])
                numbers = pa.concat_arrays([numbers, pa.array([number], pa.int64())])
        labels = {name: label for name, label in zip(header.names, header.labels, strict=False) if label}
        issue = misnamed(self._text.name, self._text.form)
        issues: tuple[Issue, ...] = (*issue, *self._text.issues, *header.issues, *self._layout.issues)
        layout = (self._text.encoding, self._text.delimiter, self._layout.header_row)
        return RawTable(self._text.name, None, cells.combine_chunks(), numbers, *layout, issues, labels)

    @staticmethod
    def _is_empty(column: pa.Array, name: str, outcome: PassOutcome) -> bool:
        if outcome.cells:
            return outcome.nulls[name] == outcome.cells
        return bool(column.null_count == len(column))

    def _streamed(
        self, assumed: Assumed, proposal: Proposal, outcome: PassOutcome, decided: Checked | None, content_hash: str
    ) -> Streamed:
        raw = self._head_table(outcome, assumed.aside)
        report = None
        if decided is not None:
            remarks = [
                outcome.wrong[one.code, one.header].issue() if isinstance(one, NotedCells) else one
                for one in decided.typed.remarks
            ]
            issues = (*raw.issues, *remarks, *quarantine_issues(outcome.causes))
            counts = (outcome.rows, outcome.kept, outcome.bad, outcome.causes.unanswered)
            report = report_of(raw, decided, proposal.confidence, counts, issues)
        mapping = decided.mapping if decided is not None else None
        return Streamed(raw, outcome.rows, proposal, report, mapping, content_hash, outcome.kept, outcome.bad)


def _columns(mapping: FileMapping) -> dict[str, Column]:
    table = TABLES[KINDS[mapping.kind]]
    wanted = {name: table.column(name) for name in (*mapping.columns, *mapping.constants)}
    return {name: column for name, column in wanted.items() if column is not None}


def _quiet(share: float) -> None:
    del share
