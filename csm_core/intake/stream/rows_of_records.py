"""Files of records under known headers: no line of theirs is a header, a total or a remark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from csm_core.intake.batch import Issue
from csm_core.intake.layout.grid import Grid
from csm_core.intake.layout.header import Header
from csm_core.intake.read.sniff import Format
from csm_core.intake.stream.blocks import Irregular
from csm_core.intake.stream.layout import Aside, StreamLayout


class StreamRows(Protocol):
    """The rows of a large file, again and again from its beginning, a grid at a time."""

    @property
    def name(self) -> str:
        """What the reader knows the file by."""

    @property
    def form(self) -> Format:
        """What it is by its bytes."""

    @property
    def encoding(self) -> str | None:
        """As in RawTable."""

    @property
    def delimiter(self) -> str | None:
        """As in RawTable."""

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What is to be said of how it is written."""

    def grids(self, progress: Callable[[float], None]) -> Iterator[Grid]:
        """All rows that are not blank. Raises Irregular for what only the careful way can judge."""

    def in_small_blocks(self) -> StreamRows:
        """The same, to look at the first rows alone."""

    def layout(self, head: Grid) -> StreamLayout | RecordLayout:
        """Which of its lines are headers, totals and remarks."""


HEAD_ROWS = 21_000  # more than a proposal looks at


def head_of(file: StreamRows, rows: int) -> Grid:
    """The first so many rows, or all where there are less. Raises Irregular where there are none."""
    grids: list[Grid] = []
    for grid in file.in_small_blocks().grids(lambda _share: None):
        grids.append(grid)
        if sum(map(len, grids)) >= rows:
            break
    if not grids:
        raise Irregular
    parts = zip(*(grid.columns for grid in grids), strict=True)
    # No more than that: whatever is looked at here cell by cell is looked at again in the passes.
    columns = tuple(pa.concat_arrays(part).slice(0, rows) for part in parts)
    return Grid(columns, pa.concat_arrays([grid.row_numbers for grid in grids]).slice(0, rows))


class RecordLayout:
    """As StreamLayout, where the headers are known and all rows are data."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.header = Header(None, 0, names, ())
        self.header_row: int | None = None
        self.issues: tuple[Issue, ...] = ()

    def begin(self) -> None:
        """A new pass begins."""

    def data(self, grid: Grid) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """All rows of a block are data, none repeats the headers."""
        return np.ones(len(grid), dtype=np.bool_), self.repeated(grid)

    def repeated(self, grid: Grid) -> npt.NDArray[np.bool_]:
        """None of the rows."""
        return np.zeros(len(grid), dtype=np.bool_)

    def aside(self, grids: Callable[[], Iterator[Grid]]) -> Aside:
        """No line."""
        del grids
        return {}
