"""The rows of a large Parquet file as grids, some of them at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from csm_core.intake.batch import Issue
from csm_core.intake.layout.grid import MAX_COLUMNS, Grid
from csm_core.intake.read.parquet import MAX_CELLS, are_plain_names, has_pandas_index, named_texts
from csm_core.intake.read.sniff import Format
from csm_core.intake.stream.blocks import Irregular
from csm_core.intake.stream.rows_of_records import HEAD_ROWS, RecordLayout

MANY_CELLS = 4_000_000
_CELL_BYTES = 20  # in memory, about
_NAMELESS = re.compile(r"^Column( \d+)?$")


@dataclass(frozen=True, slots=True)
class ParquetRows:
    """`dates`: columns of moments without a zone that are all at midnight, and so are dates."""

    name: str
    path: Path
    names: tuple[str, ...]
    rows: int
    rows_at_a_time: int
    dates: frozenset[str]
    issues: tuple[Issue, ...]
    form: Format = Format.PARQUET
    encoding: str | None = None
    delimiter: str | None = None

    @classmethod
    def opened(cls, name: str, path: Path, block: int) -> ParquetRows:
        """As its footer and its moments tell; `block`: about how many bytes are held at a time. Raises Irregular for
        whatever has to be read whole, or can't be read."""
        with _open(path) as file:
            schema, rows = file.schema_arrow, file.metadata.num_rows
            names = tuple(schema.names)
            if not rows or not names or len(names) > MAX_COLUMNS or not are_plain_names(names):
                raise Irregular
            if has_pandas_index(schema) or any(map(_NAMELESS.match, names)):
                raise Irregular
            at_a_time = max(block // (_CELL_BYTES * len(names)), 1)
            moments = [one.name for one in schema if pa.types.is_timestamp(one.type) and one.type.tz is None]
            dates = set(moments)
            for batch in file.iter_batches(at_a_time, columns=moments) if moments else ():
                dates -= {one for one in dates if not _at_midnight(batch.column(one))}
                if not dates:
                    break
            _, issues = named_texts(pa.Table.from_batches([], schema), frozenset(dates))
        return cls(name, path, names, rows, at_a_time, frozenset(dates), issues)

    def grids(self, progress: Callable[[float], None]) -> Iterator[Grid]:
        """All rows."""
        first = 1
        with _open(self.path) as file:
            try:
                for batch in file.iter_batches(self.rows_at_a_time):
                    cells, issues = named_texts(pa.Table.from_batches([batch]), self.dates)
                    if issues != self.issues:  # a value that has no text
                        raise Irregular
                    numbers = pa.array(range(first, first + batch.num_rows), pa.int64())
                    yield Grid(tuple(cells[name] for name in self.names), numbers)
                    first += batch.num_rows
                    progress(min(first / self.rows, 1.0))
            except (pa.ArrowException, OSError) as error:
                raise Irregular from error

    def in_small_blocks(self) -> ParquetRows:
        """The same, to look at the first rows alone."""
        return replace(self, rows_at_a_time=min(self.rows_at_a_time, HEAD_ROWS))

    def layout(self, head: Grid) -> RecordLayout:
        """Known headers over nothing but data."""
        del head
        return RecordLayout(self.names)


def is_parquet(path: Path) -> bool:
    """Whether a file is Parquet by its own mark. What is no regular file is none, and is not waited for."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(4) == b"PAR1"


def has_many_cells(path: Path) -> bool:
    """Whether a Parquet file, packed as it is, holds more than should be in memory at once; what claims to hold more
    than any small file does is refused by whoever reads it whole."""
    if not is_parquet(path):
        return False
    try:
        footer = pq.read_metadata(path)
    except (pa.ArrowException, OSError, ValueError):
        return False
    return bool(MANY_CELLS < footer.num_rows * footer.num_columns <= MAX_CELLS)


def _open(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Irregular from error


def _at_midnight(moments: pa.Array) -> bool:
    """By the microsecond, as texts are."""
    plain = moments.cast(pa.timestamp("us"), safe=False)
    return bool(pc.all(pc.equal(plain.cast(pa.date32(), safe=False).cast(plain.type), plain), min_count=0).as_py())
