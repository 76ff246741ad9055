"""One pass over a large file: every row typed and judged under what is assumed of the whole."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import QUARANTINE_SCHEMA, Issue
from csm_core.intake.check.all_rows import AllRows, WholeFile
from csm_core.intake.check.causes import Causes
from csm_core.intake.check.validate import Checked, check
from csm_core.intake.layout.grid import Grid
from csm_core.intake.layout.lines import quarantined
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.noted_cells import NotedCells
from csm_core.intake.stream.ahead import one_ahead
from csm_core.intake.stream.layout import Aside, StreamLayout, marks
from csm_core.intake.stream.rows_file import RowsFile
from csm_core.intake.stream.rows_of_records import RecordLayout, StreamRows
from csm_core.intake.stream.witnesses import Witnesses
from csm_core.tables.catalogue import KINDS, TABLES

# As they are called on their way out of the child process.
ROWS, QUARANTINED = "0.rows.arrow", "0.quarantined.arrow"


@dataclass(frozen=True, slots=True)
class Assumed:
    """What a pass takes for true of the whole file.

    `mapping` and `whole` are None where nobody knows what the file is. `unnamed`: columns with neither a header nor a
    value.
    """

    mapping: FileMapping | None
    whole: WholeFile | None
    witnesses: Witnesses
    aside: Aside
    unnamed: frozenset[str]


@dataclass
class PassOutcome:
    """What a pass came to. `rows`: all below the headers; `cells`: those of them that are not quarantined.
    `first_null`: header → the first row that leaves it empty, and its line."""

    rows: int = 0
    cells: int = 0
    kept: int = 0
    bad: int = 0
    causes: Causes = field(default_factory=Causes)
    wrong: dict[tuple[str, str], NotedCells] = field(default_factory=dict)
    nulls: dict[str, int] = field(default_factory=dict)
    first_null: dict[str, tuple[pa.Table, int]] = field(default_factory=dict)


class Pass:
    """The pass itself; the witnesses of what is assumed take in what it finds on its way, and `rows` all rows.

    `decided`: the witnesses that it begins with, typed: how columns are read, and what is said of them.
    `decisions`: what of that changes how cells are read.
    """

    def __init__(self, text: StreamRows, layout: StreamLayout | RecordLayout, assumed: Assumed) -> None:
        self._text, self._layout, self._assumed = text, layout, assumed
        names = layout.header.names
        self._names = names
        self._schema = pa.schema([(name, pa.string()) for name in names if name not in assumed.unnamed])
        self._witnesses = RawTable(
            text.name, None, assumed.witnesses.cells(self._schema), assumed.witnesses.numbers()
        )
        count = self._witnesses.cells.num_rows
        self.rows = AllRows(assumed.mapping, self._schema.names, assumed.whole, count) if assumed.mapping else None
        self.decided = check(self._witnesses, assumed.mapping, None, self.rows) if assumed.mapping else None
        self.decisions = _decisions(self.decided, assumed.witnesses)
        self.outcome = PassOutcome()

    @property
    def mapping(self) -> FileMapping | None:
        """The mapping that the rows are judged under."""
        return self._assumed.mapping

    def run(self, folder: Path, progress: Callable[[float], None]) -> PassOutcome:
        """Write the kept rows and the quarantined ones to `folder`, and say what was found."""
        self._layout.begin()
        mapping = self._assumed.mapping
        schema = TABLES[KINDS[mapping.kind]].schema if mapping else pa.schema([])
        with RowsFile(folder / ROWS, schema) as rows, RowsFile(folder / QUARANTINED, QUARANTINE_SCHEMA) as bad:
            for grid in one_ahead(self._text.grids(progress)):
                self._take(grid, rows, bad)
            self.outcome.kept, self.outcome.bad = rows.num_rows, bad.num_rows
        return self.outcome

    def _take(self, grid: Grid, rows: RowsFile, bad: RowsFile) -> None:
        body, repeated = self._layout.data(grid)
        aside = marks(grid.row_numbers, self._assumed.aside, repeated)
        keep = body.copy()
        keep[list(aside)] = False
        cells, numbers = self._cells(grid, pa.array(keep))
        self.outcome.cells += len(numbers)
        self.outcome.rows += len(numbers) + len(aside)
        parts = [quarantined(grid, self._layout.header, aside)] if aside else []
        if self._assumed.mapping is not None and len(numbers):
            kept, judged = self._judged(cells.select(self._schema.names), numbers)
            rows.add(kept)
            parts.append(judged)
        if parts:
            wrong = pa.concat_tables(parts).sort_by("source_row").cast(QUARANTINE_SCHEMA)
            self.outcome.causes.add(wrong)
            bad.add(wrong)

    def _cells(self, grid: Grid, keep: pa.Array) -> tuple[pa.Table, pa.Array]:
        """The kept rows under their headers, and their lines; empty cells are counted."""
        whole = pc.all(keep, min_count=0).as_py()
        columns = [column if whole else column.filter(keep) for column in grid.columns]
        cells = pa.table(dict(zip(self._names, columns, strict=True)))
        numbers = grid.row_numbers if whole else grid.row_numbers.filter(keep)
        for name, column in zip(self._names, columns, strict=True):
            self.outcome.nulls[name] = self.outcome.nulls.get(name, 0) + column.null_count
            if column.null_count and name not in self.outcome.first_null:
                index = pc.index(pc.is_null(column), True).as_py()
                self.outcome.first_null[name] = (cells.slice(index, 1), numbers[index].as_py())
        return cells, numbers

    def _judged(self, cells: pa.Table, numbers: pa.Array) -> tuple[pa.Table, pa.Table]:
        """The rows that are kept, typed, and the quarantined ones. The witnesses go before, and are left out."""
        mapping, decided = self._assumed.mapping, self.decided
        if mapping is None or decided is None or self.rows is None:
            raise ValueError("a pass without a mapping judges nothing")
        first = self._witnesses.cells.num_rows
        together = pa.concat_tables([self._witnesses.cells, cells])
        raw = RawTable(self._text.name, None, together, pa.concat_arrays([self._witnesses.row_numbers, numbers]))
        checked = check(raw, mapping, decided.typed.readings, self.rows)
        texts = {name: text.slice(first) for name, text in checked.typed.texts.items()}
        self._assumed.witnesses.look(texts, cells, numbers)
        self._note_wrong(checked, decided, cells, numbers)
        kept = np.array(checked.quarantine.kept())
        kept[:first] = False
        return checked.typed.table(TABLES[KINDS[mapping.kind]].schema, pa.array(kept)), checked.quarantine.table(
            first
        )

    def _note_wrong(self, checked: Checked, decided: Checked, cells: pa.Table, numbers: pa.Array) -> None:
        before = _wrong(decided)
        for number, one in _wrong(checked).items():
            here = one.without_first(before[number].count) if number in before else one
            if not here.count:
                continue
            if number in self.outcome.wrong:
                self.outcome.wrong[number] = self.outcome.wrong[number].and_then(here)
            else:
                self.outcome.wrong[number] = here
                self._assumed.witnesses.keep(pc.index(numbers, here.rows[0]).as_py(), cells, numbers)


def _wrong(checked: Checked) -> Mapping[tuple[str, str], NotedCells]:
    return {(one.code, one.header): one for one in checked.typed.remarks if isinstance(one, NotedCells)}


def _decisions(checked: Checked | None, witnesses: Witnesses) -> Hashable:
    if checked is None:
        return None
    typed = checked.typed
    issues = tuple(one for one in typed.remarks if isinstance(one, Issue))
    return tuple(typed.readings.items()), issues, tuple(sorted(typed.columns)), witnesses.timed(typed.readings)
