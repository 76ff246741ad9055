"""Reports whose rows stand below headings of groups, as accounting tools write them: the headings become a column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from csm_core.intake.batch import Issue
from csm_core.intake.cells.shapes import is_value, shape, usual_shape
from csm_core.intake.layout.grid import Grid
from csm_core.intake.layout.header_line import header_line
from csm_core.intake.vocabulary.headers import compact
from csm_core.text.plural import plural

Row = Sequence[str]
HEAD = 200
_TOTAL = re.compile(
    r"(?i)^\W*(sub|grand )?(total|summe|somme|suma|soma|totaal|gesamt\w*)\b\W*(for|of|für|pour|de|di)?\W*"
)
_BY = re.compile(r"(?i)\b(?:by|per|pro|nach|par|por) (customer|client|account|contact|company|vendor|kunde|cliente?)")
_CUSTOMERS = re.compile(
    r"(?i)receivable|customer|invoice|rechnung|facture|factura|beleg|kunde|client|transaction|debitor"
)


@dataclass(frozen=True, slots=True)
class Grouped:
    """The lines with what the headings say in a column, the headings themselves left out."""

    rows: list[list[str]]
    numbers: list[int]
    issues: tuple[Issue, ...]


def may_be_grouped(grid: Grid) -> bool:
    """Whether some of the first lines have nothing but a first cell, or many lack it."""
    rows = grid.rows(range(min(len(grid), HEAD)))
    begun = False
    blank = 0
    for row in rows:
        filled = sum(cell is not None for cell in row)
        if begun and filled == 1 and row[0] is not None and len(row) > 2:
            return True
        begun = begun or filled > 1
        blank += row[0] is None
    return blank > 0.2 * len(rows)


def ungrouped(rows: Sequence[Row], numbers: Sequence[int]) -> Grouped | None:
    """None where the first line below the headers, or the one over them, is no heading of a group."""
    start = _header(rows)
    if start is None:
        return None
    marked = [_is_heading(row) for row in rows]
    body = [i for i in range(start + 1, len(rows)) if any(cell.strip() for cell in rows[i])]
    headings = _sections(rows, start, body, marked) or _headings(body, marked)
    if not headings:
        return None
    data = [i for i in body if not (marked[i] or _is_total(rows[i][0]) or _same(rows[i], rows[start]))]
    last = max((i for i in data if not rows[i][0].strip()), default=-1)
    is_free = sum(not rows[i][0].strip() for i in data) >= 0.95 * sum(i <= last for i in data) > 0
    if not data or not (is_free or _stands_out(rows, data, headings)):
        return None
    return _filled(rows, numbers, start, headings, is_free)


def _header(rows: Sequence[Row]) -> int | None:
    """The line of the headers, the headings of groups not looked at."""
    wide = [i for i, row in enumerate(rows) if any(cell.strip() for cell in row[1:])][:HEAD]
    width = max((len(rows[i]) for i in wide), default=0)
    if width < 3:
        return None
    cells = [[cell.strip() or None for cell in (*rows[i], *[""] * (width - len(rows[i])))] for i in wide]
    index, _ = header_line(cells)
    return None if index is None else wide[index]


def _is_heading(row: Row) -> bool:
    first = row[0].strip() if row else ""
    return bool(first) and len(row) > 2 and not is_value(first) and not any(cell.strip() for cell in row[1:])


def _is_total(cell: str) -> bool:
    return bool(_TOTAL.match(cell)) or bool(re.search(r"(?i)\btotal\W*$", cell))


def _headings(body: Sequence[int], marked: Sequence[bool]) -> list[int]:
    """The headings, where the first line is one; those with no row below them are remarks."""
    if not body or not marked[body[0]]:
        return []
    last = max((i for i in body if not marked[i]), default=-1)
    return [i for i in body if marked[i] and i < last]


def _sections(rows: Sequence[Row], start: int, body: Sequence[int], marked: Sequence[bool]) -> list[int]:
    """The titles of sections that each begin with the same headers again."""
    titles = [i for i in body if marked[i] and i + 1 < len(rows) and _same(rows[i + 1], rows[start])]
    return [start - 1, *titles] if titles and start and marked[start - 1] else []


def _same(row: Row, other: Row) -> bool:
    return [compact(cell) for cell in row] == [compact(cell) for cell in other]


def _stands_out(rows: Sequence[Row], data: Sequence[int], headings: Sequence[int]) -> bool:
    """Whether the headings are of another kind than what stands in their column below them, and more than one."""
    usual = usual_shape(rows[i][0] for i in data)
    others = {re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "a", rows[i][0].strip())) for i in data}
    kinds = {re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "a", rows[i][0].strip())) for i in headings}
    is_typed = usual != "text" or all("9" in other for other in others)
    return (
        len(headings) > 1 and is_typed and not kinds & others and all(shape(rows[i][0]) == "text" for i in headings)
    )


def _filled(
    rows: Sequence[Row], numbers: Sequence[int], start: int, headings: Sequence[int], is_free: bool
) -> Grouped:
    """With what the headings say in the first column, where that is free, else in one before it."""
    name = (rows[start][0].strip() if is_free else "") or _name(rows, start)
    path = _Path([rows[headings[0]][0].strip()] if headings[0] < start else [])
    marks = {i for i in headings if i > start}
    taken: list[list[str]] = []
    kept: list[int] = []
    for i, row in enumerate(rows):
        if i in marks:
            path.begin(row[0].strip())
            continue
        first = row[0] if row else ""
        is_row = i > start and any(cell.strip() for cell in row)
        if is_row:
            path.pass_by(first)
        is_header = i == start or (i > start and _same(row, rows[start]))
        text = name if is_header else path.text if is_row and not _is_total(first) else ""
        if is_free:
            taken.append([text if is_header or not first.strip() else first, *row[1:]])
        else:
            taken.append([text, *row])
        kept.append(numbers[i])
    message = f"{plural(len(headings), 'line')} are group headings; their text is in the column '{name}'."
    if len(headings) == 1:
        message = f"1 line is a group heading; its text is in the column '{name}'."
    return Grouped(taken, kept, (Issue("groups", "info", message, column=name),))


def _name(rows: Sequence[Row], start: int) -> str:
    """What the headings are, by the lines above the headers and by the headers."""
    above = " ".join(cell for row in rows[:start] for cell in row)
    named = _BY.search(above)
    if named is not None:
        return named[1].capitalize()
    return "Customer" if _CUSTOMERS.search(f"{above} {' '.join(rows[start])}") else "Group"


class _Path:
    """The headings that a line stands below, the widest first."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts
        self._after_heading = self._after_total = False

    @property
    def text(self) -> str:
        return ":".join(self._texts)

    def begin(self, heading: str) -> None:
        """A heading below a heading is one of its parts; after a row it takes the place of the last."""
        if not (self._after_heading or self._after_total):
            self._texts = self._texts[:-1]
        self._texts = [*self._texts, heading]
        self._after_heading, self._after_total = True, False

    def pass_by(self, first: str) -> None:
        """A row, or a total, which ends the group that it is called after."""
        self._after_heading = False
        if not _is_total(first):
            self._after_total = False
            return
        ended = compact(re.sub(r"(?i)\W*\btotal\W*$", "", _TOTAL.sub("", first)))
        places = [j for j, text in enumerate(self._texts) if compact(text) == ended]
        self._texts = self._texts[: places[-1]] if places else self._texts[:-1]
        self._after_total = True
