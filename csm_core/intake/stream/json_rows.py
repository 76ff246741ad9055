"""The records of a large file of JSON lines as grids, block by block."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pyarrow as pa

from csm_core.intake.batch import Issue
from csm_core.intake.layout.grid import MAX_COLUMNS, Grid, blank_to_null
from csm_core.intake.read.json_text import LINES_ISSUE, are_lines, record_of
from csm_core.intake.read.sniff import Format
from csm_core.intake.stream.blocks import Irregular, TextFile
from csm_core.intake.stream.rows_of_records import RecordLayout

_BLOCK = 4 << 20
_NAMELESS = re.compile(r"^Column \d+$")


@dataclass(frozen=True, slots=True)
class JsonRows:
    """`names`: the fields of all records, in the order in which they first appear."""

    name: str
    file: TextFile
    names: tuple[str, ...]
    form: Format = Format.JSON
    delimiter: str | None = None

    @classmethod
    def opened(cls, name: str, file: TextFile) -> JsonRows:
        """Read once for the names of its fields. Raises Irregular where it is one value, or a line is no plain
        record."""
        # Records take many times the memory of their text.
        file = replace(file, block=min(file.block, _BLOCK))
        names: dict[str, None] = {}
        for _, records in _records(file, lambda _done: None):
            for record in records:
                names.update(dict.fromkeys(record))
            if len(names) > MAX_COLUMNS:
                raise Irregular
        if not names or any(map(_NAMELESS.match, names)):
            raise Irregular
        return cls(name, file, tuple(names))

    @property
    def encoding(self) -> str | None:
        """How letters are written."""
        return self.file.encoding.removesuffix("-sig")

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What is to be said of the letters and of the layout."""
        return (*self.file.issues, LINES_ISSUE)

    def grids(self, progress: Callable[[float], None]) -> Iterator[Grid]:
        """All records."""
        size = max(self.file.path.stat().st_size, 1)
        for lines, records in _records(self.file, lambda done: progress(min(done / size, 1.0))):
            columns = [pa.array([record.get(name) for record in records], pa.string()) for name in self.names]
            yield Grid(tuple(map(blank_to_null, columns)), pa.array(lines, pa.int64()))

    def in_small_blocks(self) -> JsonRows:
        """The same, to look at the first rows alone."""
        return replace(self, file=self.file.in_small_blocks())

    def layout(self, head: Grid) -> RecordLayout:
        """Known headers over nothing but data."""
        del head
        return RecordLayout(self.names)


def _records(file: TextFile, progress: Callable[[int], None]) -> Iterator[tuple[list[int], list[dict[str, str]]]]:
    """The lines and the cells of the records of each block."""
    first = 1
    for block in file.blocks(progress):
        texts = block.decode().split("\n")[:-1]
        if first == 1 and not are_lines("\n".join(texts[:2])):
            raise Irregular
        lines, records = [], []
        for line, text in enumerate(texts, start=first):
            if text.strip():
                record = record_of(text)
                if record is None:
                    raise Irregular(f"line {line:,} is not one JSON record that becomes one row")
                lines.append(line)
                records.append(record)
        first += len(texts)
        yield lines, records
