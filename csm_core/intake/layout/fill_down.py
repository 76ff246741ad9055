"""Tables as pivots print them: what a group is called stands on its first line only."""

from __future__ import annotations

import re
from collections.abc import Sequence

from csm_core.intake.batch import Issue
from csm_core.intake.cells.shapes import shape
from csm_core.intake.layout.header_line import header_line
from csm_core.intake.vocabulary.headers import compact

Row = Sequence[str]
_HEAD = 80
_TOTAL = re.compile(r"(?i)^\W*(sub|grand )?(total|summe|somme|suma|soma|totaal|gesamt\w*)\b|\btotal\W*$")
_FEWEST = 0.4  # of the lines, that leave the column blank


def filled_down(rows: Sequence[Row]) -> tuple[list[list[str]], tuple[Issue, ...]] | None:
    """The lines with the blank cells below a group's name filled with it; None where no column is of that kind.

    Where totals bear the groups out, this is certain; else it is asked about.
    """
    wide = [i for i, row in enumerate(rows) if any(cell.strip() for cell in row)]
    width = max((len(rows[i]) for i in wide[:_HEAD]), default=0)
    if len(wide) < 4 or width < 3:
        return None
    cells = [[cell.strip() or None for cell in (*rows[i], *[""] * (width - len(rows[i])))][:width] for i in wide]
    start = header_line(cells[:_HEAD])[0]
    if start is None:
        return None
    body = cells[start + 1 :]
    names: list[str] = []
    totals = 0
    for j in range(width - 2):
        if cells[start][j] is None or not _is_group(body, j):
            break
        totals += _totals(body, j)
        _fill(body, j)
        names.append(str(cells[start][j]))
    if not names:
        return None
    taken = [list(row) for row in rows]
    for i, row in zip(wide[start + 1 :], body, strict=True):
        for j in range(min(len(names), len(taken[i]))):
            taken[i][j] = row[j] or ""
    return taken, (_issue(names, bool(totals)),)


def _is_group(body: Sequence[Sequence[str | None]], j: int) -> bool:
    """Whether each text stands once (within what is left of it), on the first of the lines that it is meant for."""
    lines = [row for row in body if not _is_total(row[: j + 1])]
    blanks = sum(row[j] is None for row in lines)
    if not lines or lines[0][j] is None or blanks < _FEWEST * len(lines):
        return False
    texts = [(row[:j], row[j]) for row in lines if row[j] is not None]
    if len({(tuple(before), text) for before, text in texts}) < len(texts) or len(texts) < 2:
        return False
    if any(shape(text) != "text" for _, text in texts) or len(texts) == len(lines):
        return False
    # A line without the text must be a whole line otherwise.
    rest = [row[j + 1 :] for row in lines]
    usual = [k for k in range(len(rest[0])) if sum(row[k] is not None for row in rest) >= 0.8 * len(rest)]
    whole = all(sum(row[k] is not None for k in usual) >= 0.7 * len(usual) for row in rest)
    return len(usual) > 1 and whole and (_totals(body, j) > 0 or _is_sorted(texts) or blanks >= 0.6 * len(lines))


def _is_sorted(texts: Sequence[tuple[Sequence[str | None], str | None]]) -> bool:
    keys = [(tuple(str(cell) for cell in before), str(text).casefold()) for before, text in texts]
    return keys == sorted(keys)


def _is_total(cells: Sequence[str | None]) -> bool:
    return any(cell is not None and _TOTAL.search(cell) for cell in cells)


def _totals(body: Sequence[Sequence[str | None]], j: int) -> int:
    """How many lines are called the total of one of the texts."""
    texts = {compact(row[j]) for row in body if row[j] is not None and not _TOTAL.search(row[j] or "")}
    named = (compact(_TOTAL.sub("", row[j] or "")) for row in body if row[j] and _TOTAL.search(row[j] or ""))
    return sum(name in texts for name in named)


def _fill(body: Sequence[list[str | None]], j: int) -> None:
    last: str | None = None
    for row in body:
        if _is_total(row[: j + 1]):
            last = None
        elif row[j] is None:
            row[j] = last
        else:
            last = row[j]


def _issue(names: Sequence[str], certain: bool) -> Issue:
    columns = ", ".join(f"'{name}'" for name in names)
    message = f"Blank cells in {columns} were filled from the cell above, as in a pivot table."
    if certain:
        return Issue("filled_down", "info", message, column=names[0], headers=tuple(names))
    message = f"{message} If they are blank because the value is unknown, fill them in and upload the file again."
    return Issue("fill_down_assumed", "warning", message, column=names[0], headers=tuple(names))
