"""Which line of a grid holds the headers, and what the headers are called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from csm_core.intake.batch import Issue
from csm_core.intake.cells.shapes import is_month
from csm_core.intake.layout.dated_months import dated_month, dated_months
from csm_core.intake.layout.header_line import continues, count_known, header_line
from csm_core.intake.layout.label_rows import label_rows, with_zones
from csm_core.intake.vocabulary.headers import compact
from csm_core.text.plural import plural
from csm_core.text.spreadsheet import original_text

Row = Sequence[str | None]
ROW_NUMBER = "Row number"
_UNNAMED = re.compile(r"(?i)^(unnamed: ?\d+|index)$")


@dataclass(frozen=True, slots=True)
class Header:
    """Index of the header line (None: the file has none), index of the first data row, unique names.

    `labels`: the explanation below each header (a question's wording, a unit), where the file has such a line.
    """

    index: int | None
    data_start: int
    names: tuple[str, ...]
    issues: tuple[Issue, ...]
    labels: Row = ()


def find_header(rows: Sequence[Row], extra: Sequence[str] = ()) -> Header:
    """The header among the first rows of a file. `extra`: further header cells beyond the grid's width."""
    is_header, index = header_line(rows)
    issues: list[Issue] = []
    if is_header is None:
        message = "The first line looks like data, not like headers. The columns were named Column 1, Column 2 …"
        names = tuple(f"Column {j + 1}" for j in range(len(rows[index])))
        notes = (Issue("no_header", "warning", message), *_above(rows, index))
        return Header(None, index, names, notes)
    start, cells = index + 1, [*rows[index], *extra]
    if start < len(rows) and continues(rows[index], rows[start]):
        cells = _joined(rows[index], rows[start])
        start += 1
        issues.append(Issue("two_header_lines", "info", "Two header lines were joined."))
    labels = label_rows(rows, cells, start)
    if labels == 1 and count_known(rows[start]) > count_known(rows[index]) and not _agree(rows[index], rows[start]):
        # A line of groups over the headers: the second line has the names that tools and people use.
        index, start, cells, labels = start, start + 1, [*rows[start], *extra], 0
    if labels:
        message = f"Left out: {plural(labels, 'line')} of explanation below the headers."
        issues.append(Issue("label_rows", "info", message))
    dated = dated_months(cells, rows[index - 1]) if index else cells
    if dated != cells:
        issues.append(Issue("two_header_lines", "info", "The months take their years from the line above."))
    issues += _above(rows, index if dated == cells else index - 1)
    cells = dated
    names, renamed = _unique(cells, _groups(rows, index), _numbering(cells, rows[start + labels :]))
    told_labels = with_zones(rows[start], rows[start + labels - 1]) if labels else ()
    unnamed = _unnamed(cells, rows[start + labels :])
    return Header(index, start + labels, names, (*issues, *renamed, *unnamed), told_labels)


def _agree(row: Row, other: Row) -> bool:
    """Whether some column is called the same in both lines, which then both name columns."""
    pairs = zip(row, other, strict=True)
    return any(a is not None and b is not None and compact(a) == compact(b) for a, b in pairs)


def _above(rows: Sequence[Row], index: int) -> tuple[Issue, ...]:
    """What is said of the lines above the headers."""
    if not index:
        return ()
    above = " | ".join(cell for row in rows[:index] for cell in row if cell)[:200]
    message = f"Left out: {plural(index, 'line')} above the headers."
    return (Issue("preamble", "info", message, value=above),)


def _numbering(cells: Sequence[str | None], body: Sequence[Row]) -> int | None:
    """The first column, where it has no name of its own and counts the rows."""
    if not cells or len(body) < 2 or (cells[0] is not None and not _UNNAMED.match(cells[0].strip())):
        return None
    numbers = [row[0] for row in body]
    first = numbers[0]
    if first not in ("0", "1") or numbers != [str(int(first) + i) for i in range(len(numbers))]:
        return None
    return 0


def _unnamed(cells: Sequence[str | None], body: Sequence[Row]) -> tuple[Issue, ...]:
    """What is said of columns that hold something and have no header."""
    width = len(body[0]) if body else 0
    names = [f"Column {j + 1}" for j in range(width) if j >= len(cells) or not (cells[j] or "").strip()]
    names = [name for name in names if any(row[int(name.split()[1]) - 1] is not None for row in body)]
    if not names:
        return ()
    shown = ", ".join(f"'{name}'" for name in names[:5])
    message = f"{plural(len(names), 'column')} without a header, named {shown}."
    return (Issue("unnamed_columns", "info", message),)


def _joined(first: Row, second: Row) -> list[str | None]:
    cells: list[str | None] = []
    group: str | None = None
    for upper, lower in zip(first, second, strict=True):
        group = upper or group
        dated = dated_month(group, lower)
        if dated is not None:
            cells.append(dated)
            continue
        plain = lower is None or lower.strip().casefold() in ("response", "open-ended response")
        cells.append(upper if plain and upper else f"{group} | {lower}" if group and lower else upper or lower)
    return cells


def _groups(rows: Sequence[Row], index: int) -> Row:
    """The line over the headers, its cells spread to the right, where it groups columns."""
    if not index or sum(cell is not None for cell in rows[index - 1]) < 2:
        return ()
    spread: list[str | None] = []
    last: str | None = None
    for cell in rows[index - 1]:
        last = cell or last
        spread.append(last)
    return spread


def _unique(
    cells: Sequence[str | None], groups: Row, numbering: int | None = None
) -> tuple[tuple[str, ...], list[Issue]]:
    texts = [" ".join(original_text(cell or "").split()) for cell in cells]
    repeated = {text.casefold() for text in texts if text and sum(t.casefold() == text.casefold() for t in texts) > 1}
    names: list[str] = []
    taken: set[str] = set()
    issues: list[Issue] = []
    for j, text in enumerate(texts):
        name = ROW_NUMBER if j == numbering else text or f"Column {j + 1}"
        if text.casefold() in repeated and j < len(groups) and groups[j] and not is_month(text):
            name = f"{groups[j]} {text}"
        base, number = name, 2
        while name.casefold() in taken:
            name = f"{base} ({number})"
            number += 1
        if name != base:
            message = f"The header '{base}' appears more than once; this column was named '{name}'."
            issues.append(Issue("duplicate_header", "warning", message, column=name))
        taken.add(name.casefold())
        names.append(name)
    return tuple(names), issues
