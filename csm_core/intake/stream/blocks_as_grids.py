"""The text of a large CSV file as grids, block by block."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from csm_core.intake.batch import Issue
from csm_core.intake.layout.grid import Grid
from csm_core.intake.read.csv_text import refuse_too_wide, regular_grid, width_of
from csm_core.intake.read.delimiters import delimiter_of_signs, likely_delimiter
from csm_core.intake.read.sniff import Format, sniff
from csm_core.intake.stream.blocks import BLOCK, Irregular, TextFile
from csm_core.intake.stream.layout import StreamLayout
from csm_core.text.plural import plural

_SNIFFED = 1 << 20


@dataclass(frozen=True, slots=True)
class StreamText:
    """How a file's letters, cells and lines are written."""

    name: str
    file: TextFile
    delimiter: str
    width: int
    form: Format = Format.TEXT

    @classmethod
    def opened(cls, name: str, file: TextFile) -> StreamText:
        """As the first block tells it. Raises Irregular, and UnreadableFile where it is far too wide."""
        for block in file.in_small_blocks().blocks(_quiet):
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

    @property
    def encoding(self) -> str | None:
        """How letters are written."""
        return self.file.encoding.removesuffix("-sig")

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What is to be said of the letters."""
        return self.file.issues

    def grids(self, progress: Callable[[float], None]) -> Iterator[Grid]:
        """All rows that are not blank. Raises Irregular where a line is no whole record."""
        size = max(self.file.path.stat().st_size, 1)
        first = 1
        for block in self.file.blocks(lambda done: progress(min(done / size, 1.0))):
            grid = regular_grid(block, self.delimiter, self.width, first)
            if grid is None:
                raise Irregular(_odd_line(block, self.delimiter, self.width, first))
            first += block.count(b"\n")
            if len(grid):
                yield grid

    def in_small_blocks(self) -> StreamText:
        """The same, to look at the first rows alone."""
        return replace(self, file=self.file.in_small_blocks())

    def layout(self, head: Grid) -> StreamLayout:
        """Headers, remarks and totals, as the first rows tell them."""
        return StreamLayout(head)


def _odd_line(block: bytes, delimiter: str, width: int, first: int) -> str:
    """What makes a block irregular, '' where no single line does; `first`: the number of its first line."""
    for number, line in enumerate(block.decode(errors="replace").split("\n")[:-1], start=first):
        try:
            records = list(csv.reader([line], delimiter=delimiter, strict=True))
        except csv.Error:
            return f"quotation marks on line {number:,} do not pair up, or a cell goes on below it"
        cells = len(records[0]) if records else 0
        if not cells:
            return f"line {number:,} is blank"
        if cells != width:
            return f"line {number:,} has {plural(cells, 'cell')} and the first line has {width}"
    return ""


def text_file(name: str, path: Path, block: int = BLOCK) -> tuple[TextFile, Format]:
    """The file as text (or JSON), to be read in blocks. Raises Irregular for archives and whatever is neither."""
    with path.open("rb") as stream:
        start = stream.read(_SNIFFED)
    if start.startswith((b"\x1f\x8b", b"PK")):
        raise Irregular
    form = sniff(name, start)
    if form not in (Format.TEXT, Format.JSON):
        raise Irregular
    return TextFile.of(path, block), form


def _quiet(done: int) -> None:
    del done
