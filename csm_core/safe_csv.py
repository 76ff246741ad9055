"""Tables as CSV that a spreadsheet can't be tricked with: no text cell begins a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import pyarrow as pa

# What spreadsheets take for the beginning of a formula, also in full width, which some of them fold.
_STARTERS = (
    "=+-@\t\r\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)


def safe_csv(table: pa.Table) -> bytes:
    """The table as UTF-8 CSV with a header and a byte-order mark, so that spreadsheets read accents right.

    Text that would begin a formula, also after blanks, gets an apostrophe before it; numbers and dates stay what
    they are. Missing cells are empty.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(_harmless(name) for name in table.column_names)
    for batch in table.to_batches(max_chunksize=10_000):
        columns = [column.to_pylist() for column in batch.columns]
        writer.writerows(_row(row) for row in zip(*columns, strict=True))
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _row(cells: Iterable[object]) -> list[object]:
    return [_harmless(cell) if isinstance(cell, str) else cell for cell in cells]


def _harmless(text: str) -> str:
    if text[:1] in ("\t", "\r") and text:
        return "'" + text
    return "'" + text if text.lstrip()[:1] and text.lstrip()[0] in _STARTERS else text
