"""A file as a rectangle of text, before headers and data are told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

MAX_COLUMNS = 5_000
_HABIT = 0.34


@dataclass(frozen=True, slots=True)
class Grid:
    """`columns`: text with blank cells null, all of one length. `row_numbers`: where each row stands in the file.

    `short` and `long` name the rows (by index) that were written with fewer or more cells than the rectangle
    has; a long row's further cells are kept as text.
    """

    columns: tuple[pa.Array, ...]
    row_numbers: pa.Array
    short: frozenset[int] = frozenset()
    long: Mapping[int, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def __len__(self) -> int:
        return len(self.row_numbers)

    def rows(self, indices: Sequence[int]) -> list[list[str | None]]:
        """The cells of these rows."""
        taken = [column.take(pa.array(indices, pa.int64())).to_pylist() for column in self.columns]
        return [list(row) for row in zip(*taken, strict=True)] if taken else [[] for _ in indices]


def blank_to_null(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The column as one chunk with cells that hold nothing but space made null."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
        if isinstance(column, pa.ChunkedArray):  # pragma: no cover - pyarrow keeps chunks beyond 2 GB of text
            column = pa.concat_arrays(column.chunks)
    blank = pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(column)), 0)
    return pc.if_else(pc.fill_null(blank, True), pa.scalar(None, pa.string()), column)


def from_rows(rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> Grid:
    """A grid from parsed lines: blank lines are dropped, uneven ones remembered.

    The width is that of most lines, or of the longest line before the data where that is wider (a header
    over trailing blanks).
    """
    kept = [index for index, row in enumerate(rows) if any(cell.strip() for cell in row)]
    rows = [rows[index] for index in kept]
    numbers = [numbers[index] for index in kept]
    if not rows:
        return Grid((), pa.array([], pa.int64()))
    width = usual_width(rows)
    columns = tuple(
        blank_to_null(pa.array([row[j] if j < len(row) else None for row in rows], pa.string())) for j in range(width)
    )
    short = frozenset(index for index, row in enumerate(rows) if len(row) < width)
    further = {index: tuple(row[width:]) for index, row in enumerate(rows) if len(row) > width}
    # Delimiters at the end of many lines are a habit; on a few lines, cells may have slipped.
    habit = len(further) > _HABIT * len(rows)
    long = {i: cells for i, cells in further.items() if not habit or any(cell.strip() for cell in cells)}
    return Grid(columns, pa.array(numbers, pa.int64()), short, MappingProxyType(long))


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    """The number of cells that most lines have, remarks (#) at the top apart; of equally frequent ones the larger."""
    first = next((i for i, row in enumerate(rows) if not (row and row[0].lstrip().startswith("#"))), 0)
    rows = rows[first:]
    counts = Counter(len(row) for row in rows)
    return max(counts, key=lambda width: (counts[width], width))
