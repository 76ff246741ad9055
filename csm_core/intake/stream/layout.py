"""Which lines of a large regular file are headers, totals and remarks, found while its blocks pass by."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from csm_core.intake.batch import Issue
from csm_core.intake.layout.grid import Grid
from csm_core.intake.layout.header import Header
from csm_core.intake.layout.lines import FOOTER, HEAD, REPEATED, header_of, last_full, repeats_of, rows_above
from csm_core.intake.layout.row_marks import SAMPLE, RowMarks
from csm_core.intake.layout.rows_to_tables import is_report
from csm_core.intake.layout.stacked_tables import may_hold_tables
from csm_core.intake.layout.totals import Totals, may_hold_totals, totals_of
from csm_core.intake.stream.blocks import Irregular

_TAIL = 60
Aside = dict[int, tuple[str, str]]


class StreamLayout:
    """The header of a file, from its first rows, and what one pass over its blocks has told of the others."""

    def __init__(self, head: Grid) -> None:
        if len(head) <= HEAD + _TAIL:
            raise Irregular
        self.header: Header = header_of(head)
        if rows_above(head, self.header) or is_report(head):
            raise Irregular
        self.width = len(head.columns)
        self._top = None if self.header.index is None else head.rows([self.header.index])[0]
        self._begins: int = head.row_numbers[self.header.data_start].as_py()
        self.header_row: int | None = (
            None if self.header.index is None else head.row_numbers[self.header.index].as_py()
        )
        start = self.header.data_start
        self._marks = RowMarks.of(head.rows(range(start, min(start + SAMPLE, len(head)))))
        self.issues: tuple[Issue, ...] = ()
        self.begin()

    def begin(self) -> None:
        """Forget what was counted: a new pass begins."""
        self._may_hold_totals = False
        self._tail: Grid | None = None

    def data(self, grid: Grid) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Count a block in. Masks of its rows below the headers, and of those that repeat the headers."""
        self._may_hold_totals = self._may_hold_totals or may_hold_totals(self._below_headers(grid), self._marks)
        across = () if self._tail is None else (_together(self._tail, _slice(grid, 0, 3)),)
        if may_hold_tables(grid, self._tail is None) or any(may_hold_tables(one, False) for one in across):
            raise Irregular
        self._tail = _last_rows(self._tail, grid)
        numbers = np.asarray(grid.row_numbers)
        body = numbers >= self._begins
        return body, self.repeated(grid) & body

    def repeated(self, grid: Grid) -> npt.NDArray[np.bool_]:
        """Mask of the rows that say what the headers say."""
        return np.zeros(len(grid), dtype=np.bool_) if self._top is None else repeats_of(grid, self._top)

    def aside(self, grids: Callable[[], Iterator[Grid]]) -> Aside:
        """Line → (code, message) of the remarks at the end and of the totals, once all blocks have passed.

        `grids` gives the blocks again: only all the rows above can tell whether one is their sum. What is to be
        asked about totals is then in `issues`.
        """
        if self._tail is None:
            raise Irregular
        last_row = last_full(self._tail, range(len(self._tail)))
        if last_row < 0:
            raise Irregular
        last = int(self._tail.row_numbers[last_row].as_py())
        asides: dict[int, tuple[str, str]] = {}
        if self.width > 2:
            asides = {number: FOOTER for number in self._tail.row_numbers.to_pylist() if number > last}
        if self._may_hold_totals:
            totals = self._totals(grids, last, self._tail)
            self.issues = totals.issues
            asides = {**totals.rows, **asides}
        return asides

    def _totals(self, grids: Callable[[], Iterator[Grid]], last: int, tail: Grid) -> Totals:
        end = self._below_headers(tail)
        return totals_of(self._marks, lambda: map(self._below_headers, grids()), last, end)

    def _below_headers(self, grid: Grid) -> Grid:
        if not len(grid) or grid.row_numbers[0].as_py() >= self._begins:
            return grid
        start = int(np.searchsorted(np.asarray(grid.row_numbers), self._begins))
        return _slice(grid, start)


def marks(numbers: pa.Array, aside: Aside, repeated: npt.NDArray[np.bool_]) -> dict[int, tuple[str, str]]:
    """Index in a block → (code, message) of its rows that are quarantined."""
    lines = np.asarray(numbers)
    by_row = {int(index): REPEATED for index in np.flatnonzero(repeated)}
    if aside:
        marked_lines = np.fromiter(aside, dtype=np.int64)
        by_row |= {int(index): aside[int(lines[index])] for index in np.flatnonzero(np.isin(lines, marked_lines))}
    return by_row


def _last_rows(before: Grid | None, grid: Grid) -> Grid:
    start = max(len(grid) - _TAIL, 0)
    tail = _slice(grid, start)
    if before is None or len(tail) >= _TAIL:
        return tail
    return _last_rows(None, _together(before, tail))


def _slice(grid: Grid, start: int, length: int | None = None) -> Grid:
    columns = tuple(column.slice(start, length) for column in grid.columns)
    return Grid(columns, grid.row_numbers.slice(start, length))


def _together(before: Grid, grid: Grid) -> Grid:
    columns = tuple(pa.concat_arrays([a, b]) for a, b in zip(before.columns, grid.columns, strict=True))
    return Grid(columns, pa.concat_arrays([before.row_numbers, grid.row_numbers]))
