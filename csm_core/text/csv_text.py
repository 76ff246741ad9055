"""Tables as CSV that a spreadsheet can't be tricked with: no text cell begins a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import pyarrow as pa

from csm_core.text.spreadsheet import safe_text


def safe_csv(table: pa.Table) -> bytes:
    """The table as UTF-8 CSV with a header and a byte-order mark, so that spreadsheets read accents right."""
    return b"\xef\xbb\xbf" + safe_csv_text(table).encode()


def safe_csv_text(table: pa.Table, line_end: str = "\r\n") -> str:
    """The table as CSV text with a header, without a mark.

    Text that would begin a formula, also after blanks, gets an apostrophe before it; numbers and dates stay what
    they are, and reading the file here gives the text back. Missing cells are empty.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator=line_end)
    writer.writerow(safe_text(name) for name in table.column_names)
    for batch in table.to_batches(max_chunksize=10_000):
        columns = [column.to_pylist() for column in batch.columns]
        writer.writerows(_row(row) for row in zip(*columns, strict=True))
    return stream.getvalue()


def _row(cells: Iterable[object]) -> list[object]:
    return [safe_text(cell) if isinstance(cell, str) else cell for cell in cells]
