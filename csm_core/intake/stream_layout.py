"""Which lines of a large regular file are headers, totals and remarks, found while its blocks pass by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from csm_core.intake.grid import Grid
from csm_core.intake.header import Header
from csm_core.intake.layout import FOOTER, HEAD, REPEATED, header_of, last_full, repeats_of
from csm_core.intake.read_blocks import Irregular
from csm_core.intake.running_sums import RunningSums
from csm_core.intake.totals import TOTAL, is_emptier, may_be_sum, total_marks

_TAIL = 60
Aside = dict[int, tuple[str, str]]


class StreamLayout:
    """The header of a file, from its first rows, and what one pass over its blocks has told of the others."""

    def __init__(self, head: Grid) -> None:
        if len(head) <= HEAD + _TAIL:
            raise Irregular
        self.header: Header = header_of(head)
        self.width = len(head.columns)
        self._top = None if self.header.index is None else head.rows([self.header.index])[0]
        self._begins: int = head.row_numbers[self.header.data_start].as_py()
        self.header_row: int | None = (
            None if self.header.index is None else head.row_numbers[self.header.index].as_py()
        )
        self.begin()

    def begin(self) -> None:
        """Forget what was counted: a new pass begins."""
        self._rows = 0
        self._nulls = np.zeros(self.width, dtype=np.int64)
        self._labelled: dict[int, tuple[Sequence[str | None], bool]] = {}
        self._tail: Grid | None = None

    def data(self, grid: Grid) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Count a block in. Masks of its rows below the headers, and of those that repeat the headers."""
        self._rows += len(grid)
        self._nulls += np.array([column.null_count for column in grid.columns])
        self._note_totals(grid)
        self._tail = _last_rows(self._tail, grid)
        numbers = np.asarray(grid.row_numbers)
        body = numbers >= self._begins
        return body, self.repeated(grid) & body

    def repeated(self, grid: Grid) -> npt.NDArray[np.bool_]:
        """Mask of the rows that say what the headers say."""
        return np.zeros(len(grid), dtype=np.bool_) if self._top is None else repeats_of(grid, self._top)

    def aside(self, grids: Callable[[], Iterator[Grid]]) -> Aside:
        """Line → (code, message) of the remarks at the end and of the totals, once all blocks have passed.

        `grids` gives the blocks again, for rows of which only all the rows above can tell whether they are sums.
        """
        if self._tail is None:
            raise Irregular
        place = last_full(self._tail, range(len(self._tail)))
        if place < 0:
            raise Irregular
        last = int(self._tail.row_numbers[place].as_py())
        found: dict[int, tuple[str, str]] = {}
        if self.width > 2:
            found = {number: FOOTER for number in self._tail.row_numbers.to_pylist() if number > last}
        nulls = [int(count) for count in self._nulls]
        unsure: list[int] = []
        for number, (cells, is_word) in sorted(self._labelled.items()):
            if is_emptier(cells, nulls, self._rows) or (is_word and number >= last):
                found.setdefault(number, TOTAL)
            elif is_word and may_be_sum(cells):
                unsure.append(number)
        for number in self._sums(np.array(unsure, dtype=np.int64), grids) if unsure else ():
            found.setdefault(number, TOTAL)
        return found

    def _sums(self, unsure: npt.NDArray[np.int64], grids: Callable[[], Iterator[Grid]]) -> Iterator[int]:
        """Those of the lines whose figures are the sums of those above."""
        running = RunningSums(self.width)
        for grid in grids():
            numbers = np.asarray(grid.row_numbers)
            body = np.flatnonzero(numbers >= self._begins)
            if len(body):
                columns = [column.slice(int(body[0])) for column in grid.columns]
                places = np.flatnonzero(np.isin(numbers[body[0] :], unsure))
                yield from (int(n) for n in numbers[body[0] :][places[running.are_sums(columns, places)]])
            if numbers[-1] >= unsure[-1]:
                return

    def _note_totals(self, grid: Grid) -> None:
        words, endings = total_marks(grid)
        places = np.flatnonzero(words | endings)
        if len(places) > 100_000:
            raise Irregular
        for place, cells in zip(places, grid.rows([int(place) for place in places]), strict=True):
            number = int(grid.row_numbers[int(place)].as_py())
            if number >= self._begins:
                self._labelled[number] = (cells, bool(words[place]))


def marks(numbers: pa.Array, aside: Aside, repeated: npt.NDArray[np.bool_]) -> dict[int, tuple[str, str]]:
    """Index in a block → (code, message) of its rows that are set aside."""
    lines = np.asarray(numbers)
    found = {int(index): REPEATED for index in np.flatnonzero(repeated)}
    if aside:
        known = np.fromiter(aside, dtype=np.int64)
        found |= {int(index): aside[int(lines[index])] for index in np.flatnonzero(np.isin(lines, known))}
    return found


def _last_rows(before: Grid | None, grid: Grid) -> Grid:
    start = max(len(grid) - _TAIL, 0)
    tail = Grid(tuple(column.slice(start) for column in grid.columns), grid.row_numbers.slice(start))
    if before is None or len(tail) >= _TAIL:
        return tail
    columns = tuple(pa.concat_arrays([a, b]) for a, b in zip(before.columns, tail.columns, strict=True))
    joined = Grid(columns, pa.concat_arrays([before.row_numbers, tail.row_numbers]))
    return _last_rows(None, joined)
