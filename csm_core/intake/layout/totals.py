"""Which rows of a grid are sums of the others, or averages and shares of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from csm_core.intake.batch import Issue
from csm_core.intake.layout.grid import Grid
from csm_core.intake.layout.row_marks import SAMPLE, RowMarks
from csm_core.intake.layout.running_sums import Candidates, RunningSums
from csm_core.intake.layout.total_words import TotalWords

TOTAL = ("totals_row", "This line is a total or subtotal, not a row.")
DERIVED = ("totals_row", "This line is computed from the others (an average, a share), not a row.")
_END = 12  # the last rows, among which averages and shares stand


@dataclass(frozen=True, slots=True)
class Totals:
    """`rows`: line of the file → (code, message). `issues`: rows that may be totals and were kept."""

    rows: Mapping[int, tuple[str, str]]
    issues: tuple[Issue, ...] = ()


def find_totals(grid: Grid, body: range, last: int) -> Totals:
    """The totals among the rows of `body`, of which `last` is the last that is no remark.

    A row is a total where every figure in it is the sum of those above (or since the last total) and nothing marks
    it as a row of its own; where it is called so and is emptier than the others, or some figure is such a sum; and
    where it merely reads 'Total', also as the last row: else a customer may be called so.
    """
    if not len(body) or not grid.columns or last < body.start:
        return Totals({})
    part = _slice(grid, body)
    marks = RowMarks.of(part.rows(range(min(SAMPLE, len(part)))))
    if not may_hold_totals(part, marks):
        return Totals({})
    return totals_of(marks, lambda: iter((part,)), _line(grid, last), part)


def totals_of(marks: RowMarks, grids: Callable[[], Iterator[Grid]], last: int, end: Grid) -> Totals:
    """The totals of a table that comes as `grids`, of which `end` holds the last rows and `last` is the last line."""
    sums = RunningSums(marks, last)
    for grid in grids():
        numbers = np.asarray(grid.row_numbers, dtype=np.int64)
        sums.take(grid.columns, numbers, candidates(grid, marks, last, numbers))
    lines, doubtful = sums.outcome()
    rows = dict.fromkeys(lines, TOTAL)
    rows |= dict.fromkeys(_derived(end, marks, rows, last), DERIVED)
    return Totals(rows, tuple(_question(line) for line in doubtful if line not in rows))


def candidates(grid: Grid, marks: RowMarks, last: int, numbers: npt.NDArray[np.int64]) -> Candidates:
    """Which rows are to be held against the sums above them, by what they are called and what they lack."""
    words = TotalWords.of(grid)
    free = marks.may_be_sums(grid.columns)
    named = words.plain | (words.beside & free)
    sure = words.plain & (numbers >= last)
    emptier = marks.emptier(grid.columns, marks.usual)
    says = words.plain | (words.beside & free & marks.have_figures(grid.columns))
    sure |= says & marks.emptier(grid.columns, marks.always)
    return Candidates(sure, named, free, emptier)


def may_hold_totals(grid: Grid, marks: RowMarks) -> bool:
    """Whether some row is called a total or has no mark of its own."""
    return bool(marks.may_be_sums(grid.columns).any() or TotalWords.of(grid).plain.any())


def _derived(grid: Grid, marks: RowMarks, totals: Mapping[int, tuple[str, str]], last: int) -> Iterator[int]:
    """The lines at the end that are computed from the rows above them."""
    start = max(len(grid) - _END, 1)  # above the first row is nothing to compute it from
    words = TotalWords.of(grid, end=_END)
    free = marks.may_be_sums(grid.columns)
    before = False
    emptier = marks.emptier(grid.columns, marks.always)
    for index, row in zip(range(start, len(grid)), grid.rows(range(start, len(grid))), strict=True):
        line = _line(grid, index)
        if line in totals:
            before = True
            continue
        shares = [row[j] for j in marks.figures if row[j] is not None]
        only_shares = bool(shares) and all("%" in str(cell) for cell in shares)
        is_named = bool(words.derived[index]) and (before or bool(emptier[index]))
        is_named |= before and bool(words.measure[index])
        before = bool(free[index]) and (is_named or (before and only_shares))
        if before and line <= last:
            yield line


def _question(line: int) -> Issue:
    message = (
        f"Every figure in line {line} is the sum of those above it. It was kept as a row; if it is a total, delete "
        "it and upload the file again."
    )
    return Issue("total_row_assumed", "warning", message, row=line)


def _slice(grid: Grid, body: range) -> Grid:
    columns = tuple(column.slice(body.start, len(body)) for column in grid.columns)
    return Grid(columns, grid.row_numbers.slice(body.start, len(body)))


def _line(grid: Grid, index: int) -> int:
    return int(grid.row_numbers[index].as_py())
