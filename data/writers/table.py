"""Plain delimited files and the ways in which the tools write a moment."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the exports write UTC without a zone


def write_table(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    quote_all: bool = False,
) -> Path:
    """Write one file with a header row; None becomes an empty cell. Returns `path`."""
    text = io.StringIO()
    writer = csv.writer(
        text, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    )
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def day_text(day: int | None) -> str:
    """`YYYY-MM-DD`, or nothing."""
    return "" if day is None else date.fromordinal(day).isoformat()


def minute_text(day: int | None, minute: int) -> str:
    """`YYYY-MM-DD HH:MM` at `minute` of the day, or nothing."""
    return "" if day is None else f"{date.fromordinal(day).isoformat()} {minute // 60:02d}:{minute % 60:02d}"


def second_text(second: int | None) -> str:
    """`YYYY-MM-DD HH:MM:SS` of epoch seconds, UTC, or nothing."""
    return "" if second is None else str(_EPOCH + timedelta(seconds=second))
