"""Benchmarks from a file of any format that can be read: one row each."""

from __future__ import annotations

import json
from collections.abc import Iterator

from csm_core.errors import BadValue, CsmError
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from csm_core.metrics.compare.benchmarks import Benchmark, benchmark_of

_NEEDED = ("metric", "value", "source")
COLUMNS = (*_NEEDED, "measure", "date", "segment", "currency")


def benchmarks_in(source: Source, currency: str | None = None) -> list[Benchmark]:
    """The benchmarks of a file with the columns `COLUMNS`, of which the first three are needed; other columns are not
    looked at. `currency` is that of money for which the file names none.

    Raises
    ------
    UnreadableFile
        When it can't be read.
    BadValue
        When a column is missing or a row can't be used, with the row's number: a file is taken as a whole or not.
    """
    kept: list[Benchmark] = []
    for table in read(source):
        names = {header: header.strip().lower() for header in table.headers}
        missing = [name for name in _NEEDED if name not in names.values()]
        if missing:
            raise BadValue.of("the file", source.name, f"the columns {', '.join(_NEEDED)}; {missing[0]} is missing")
        for number, row in _rows(table):
            try:
                kept.append(benchmark_of({names[header]: text for header, text in row.items()}, currency))
            except CsmError as error:
                raise BadValue(f"Row {number} of {source.name}: {error}") from error
    return kept


def _rows(table: RawTable) -> Iterator[tuple[int, dict[str, str | None]]]:
    """Every row with its number: also those that look like a total or an average of the others, which in a list of
    benchmarks are benchmarks."""
    yield from zip(table.row_numbers.to_pylist(), table.cells.to_pylist(), strict=True)
    for row in table.quarantined.to_pylist():
        yield row["source_row"], json.loads(row["raw"])
