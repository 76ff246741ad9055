"""Which line of a grid holds the headers, and what the headers are called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from csm_core.intake.batch import Issue
from csm_core.intake.headers import compact
from csm_core.intake.shapes import is_month, is_value, shape, usual_shape
from csm_core.intake.synonyms import SYNONYMS
from csm_core.safe_cell import original_text

Row = Sequence[str | None]
_USUAL = frozenset(compact(word) for words in SYNONYMS.values() for word in words)


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
    index = _index(rows)
    issues: list[Issue] = []
    if _headless(rows, index):
        message = "The first line looks like data, not like headers. The columns were named Column 1, Column 2 …"
        names = tuple(f"Column {j + 1}" for j in range(len(rows[index])))
        return Header(None, index, names, (Issue("no_header", "warning", message),))
    start, cells = index + 1, [*rows[index], *extra]
    if start < len(rows) and _continues(rows[index], rows[start]):
        cells = _joined(rows[index], rows[start])
        start += 1
        issues.append(Issue("two_header_lines", "info", "Two lines of headers were joined."))
    labels = _label_rows(rows, start)
    if labels == 1 and _known(rows[start]) > _known(rows[index]):
        # A line of groups over the headers: the second line has the names that tools and people use.
        index, start, cells, labels = start, start + 1, [*rows[start], *extra], 0
    if labels:
        lines = "line" if labels == 1 else "lines"
        message = f"{labels} {lines} of explanations below the headers were left out."
        issues.append(Issue("label_rows", "info", message))
    if index:
        above = " | ".join(cell for row in rows[:index] for cell in row if cell)[:200]
        message = f"{index} line{'s' * (index > 1)} above the headers were left out."
        issues.append(Issue("preamble", "info", message, value=above))
    names, renamed = _unique(cells, _groups(rows, index))
    told = _with_zones(rows[start], rows[start + labels - 1]) if labels else ()
    return Header(index, start + labels, names, (*issues, *renamed), told)


def _known(row: Row) -> int:
    """How many cells are called as columns are usually called."""
    return sum(cell is not None and compact(cell) in _USUAL for cell in row)


def _index(rows: Sequence[Row]) -> int:
    """The first line that is as filled as any line below it (one blank header is forgiven)."""
    filled = [sum(cell is not None for cell in row) for row in rows]
    below = list(filled)
    for i in range(len(below) - 2, -1, -1):
        below[i] = max(below[i], below[i + 1])
    for i in range(min(len(rows), 40)):
        most = max(below[i + 1 :], default=filled[i])
        if filled[i] >= (most if most < 4 else most - 1) and (filled[i] > 1 or len(rows[i]) == 1 or most <= 1):
            return i
    return 0


def _headless(rows: Sequence[Row], index: int) -> bool:
    body = rows[index + 1 :]
    header = rows[index]
    filled = [j for j, cell in enumerate(header) if cell is not None]
    alike = [
        j
        for j in filled
        if is_value(header[j]) and (not body or shape(header[j]) == usual_shape(row[j] for row in body))
    ]
    return bool(filled) and len(alike) >= max(1, len(filled) / 3)


def _continues(first: Row, second: Row) -> bool:
    """True when the second line only fills what a merged or spanning first line left open, all in words."""
    gaps = [j for j, cell in enumerate(first) if cell is None]
    told = [j for j, cell in enumerate(second) if cell is not None]
    words = all(not is_value(second[j]) for j in told)
    open_ended = {"response", "open-ended response"} & {str(second[j]).strip().casefold() for j in told}
    return bool(gaps or open_ended) and bool(told) and words and (set(gaps) <= set(told)) and len(told) < len(first)


def _joined(first: Row, second: Row) -> list[str | None]:
    cells: list[str | None] = []
    group: str | None = None
    for upper, lower in zip(first, second, strict=True):
        group = upper or group
        plain = lower is None or lower.strip().casefold() in ("response", "open-ended response")
        cells.append(upper if plain and upper else f"{group} | {lower}" if group and lower else upper or lower)
    return cells


def _label_rows(rows: Sequence[Row], start: int) -> int:
    """Lines of question texts, import ids or units between headers and data."""
    for i in range(start, min(start + 3, len(rows))):
        if any(cell and re.match(r'^\{"ImportId"', cell.strip()) for cell in rows[i]):
            return i - start + 1
    body = rows[start + 1 :]
    if len(body) < 2:
        return 0
    row = rows[start]
    if any(shape(cell) in ("number", "date", "email") for cell in row):
        return 0
    typed = [j for j in range(len(row)) if usual_shape(line[j] for line in body) in ("number", "date")]
    odd = [j for j in typed if row[j] is not None and re.search(r"[^\W\d]{2}|[$€£%]", str(row[j]))]
    return int(len(odd) >= 2 and len(odd) >= 0.5 * len(typed) and not _spells_nothing(row, odd))


def _with_zones(labels: Row, ids: Row) -> Row:
    """The labels, with the time zone in brackets where the line of import ids below them states one."""
    zones = [re.search(r'"timeZone"\s*:\s*"([A-Za-z_/+-]+)"', cell or "") for cell in ids]
    return [f"{cell or ''} ({zone[1]})" if zone else cell for cell, zone in zip(labels, zones, strict=True)]


def _spells_nothing(row: Row, columns: Sequence[int]) -> bool:
    words = {"na", "n/a", "none", "null", "nil", "nan", "unknown", "not set", "tbd", "tba", "pending"}
    return any(str(row[j]).strip().casefold().strip("()#") in words for j in columns)


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


def _unique(cells: Sequence[str | None], groups: Row) -> tuple[tuple[str, ...], list[Issue]]:
    texts = [" ".join(original_text(cell or "").split()) for cell in cells]
    repeated = {text.casefold() for text in texts if text and sum(t.casefold() == text.casefold() for t in texts) > 1}
    names: list[str] = []
    taken: set[str] = set()
    issues: list[Issue] = []
    for j, text in enumerate(texts):
        name = text or f"Column {j + 1}"
        if text.casefold() in repeated and j < len(groups) and groups[j] and not is_month(text):
            name = f"{groups[j]} {text}"
        base, number = name, 2
        while name.casefold() in taken:
            name = f"{base} ({number})"
            number += 1
        if name != base:
            message = f"The header '{base}' stands there more than once; this one is called '{name}'."
            issues.append(Issue("duplicate_header", "warning", message, column=name))
        taken.add(name.casefold())
        names.append(name)
    return tuple(names), issues
