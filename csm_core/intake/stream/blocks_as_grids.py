"""The text of a large CSV file as grids, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from csm_core.intake.layout.grid import Grid
from csm_core.intake.read.csv_text import refuse_too_wide, regular_grid, width_of
from csm_core.intake.read.delimiters import delimiter_of_signs, likely_delimiter
from csm_core.intake.read.sniff import Format, sniff
from csm_core.intake.stream.blocks import BLOCK, Irregular, TextFile

HEAD_ROWS = 21_000  # more than a proposal looks at
_HEAD_BLOCK = 2 << 20
_SNIFFED = 1 << 20


@dataclass(frozen=True, slots=True)
class StreamText:
    """How a file's letters, cells and lines are written."""

    name: str
    file: TextFile
    delimiter: str
    width: int

    @classmethod
    def opened(cls, name: str, file: TextFile) -> StreamText:
        """As the first block tells it. Raises Irregular, and UnreadableFile where it is far too wide."""
        for block in _in_small_blocks(file).blocks(_quiet):
            text = block.decode(errors="replace")
            refuse_too_wide(name, text)
            if delimiter_of_signs(text) is not None:
                raise Irregular
            delimiter = likely_delimiter(text)
            width = width_of(block, delimiter)
            if width is not None:
                return cls(name, file, delimiter, width)
            break
        raise Irregular

    def grids(self, progress: Callable[[float], None]) -> Iterator[Grid]:
        """All rows that are not blank. Raises Irregular where a line is no whole record."""
        size = max(self.file.path.stat().st_size, 1)
        first = 1
        for block in self.file.blocks(lambda done: progress(min(done / size, 1.0))):
            grid = regular_grid(block, self.delimiter, self.width, first)
            if grid is None:
                raise Irregular
            first += block.count(b"\n")
            if len(grid):
                yield grid

    def head(self, rows: int = HEAD_ROWS) -> Grid:
        """The first rows, as far as a proposal looks."""
        grids: list[Grid] = []
        for grid in replace(self, file=_in_small_blocks(self.file)).grids(lambda _share: None):
            grids.append(grid)
            if sum(map(len, grids)) > rows:
                break
        if not grids:
            raise Irregular
        parts = [[grid.columns[j] for grid in grids] for j in range(self.width)]
        # No more than that: whatever is looked at here cell by cell is looked at again in the passes.
        columns = tuple(pa.concat_arrays(part).slice(0, rows) for part in parts)
        return Grid(columns, pa.concat_arrays([grid.row_numbers for grid in grids]).slice(0, rows))


def text_file(name: str, path: Path, block: int = BLOCK) -> TextFile:
    """The file as text, to be read in blocks. Raises Irregular for archives and whatever is no plain text."""
    with path.open("rb") as stream:
        start = stream.read(_SNIFFED)
    if start.startswith((b"\x1f\x8b", b"PK")) or sniff(name, start) is not Format.TEXT:
        raise Irregular
    return TextFile.of(path, block)


def _in_small_blocks(file: TextFile) -> TextFile:
    """To look at the file's first lines alone."""
    return replace(file, block=min(file.block, _HEAD_BLOCK))


def _quiet(done: int) -> None:
    del done
