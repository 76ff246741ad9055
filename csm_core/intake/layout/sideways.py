"""A table on its side: its headers in the first column, each row of it in a column."""

from __future__ import annotations

from collections.abc import Sequence

from csm_core.intake.batch import Issue
from csm_core.intake.cells.shapes import is_value, shape
from csm_core.intake.layout.header_line import count_known
from csm_core.intake.vocabulary.headers import compact

Row = Sequence[str]
_TURNED = (
    "The table is transposed: its headers are in the first column. It was turned around. If that is wrong, export "
    "it with one record per row."
)
MOST_LINES = 100  # lines, beyond which nobody writes headers down the side


def upright(rows: Sequence[Row]) -> tuple[list[list[str]], tuple[Issue, ...]] | None:
    """The rows turned round, with what is to be said of it; None where the table stands as it should.

    It lies on its side where each line is of one shape (all dates, all figures) and no column is.
    """
    lines = [row for row in rows if any(cell.strip() for cell in row)]
    width = len(lines[0]) if lines else 0
    if not 3 <= len(lines) <= MOST_LINES or width < 3 or any(len(row) != width for row in lines):
        return None
    names = [row[0].strip() for row in lines]
    if any(not name or is_value(name) for name in names) or len({compact(name) for name in names}) < len(names):
        return None
    # Who stands upright has the usual names in the first line.
    if count_known(names) <= count_known(lines[0]):
        return None
    shapes = [[shape(cell) for cell in row[1:]] for row in lines[1:]]
    kinds = [_one(cells) for cells in shapes]
    if None in kinds or len(set(kinds)) < 2 or not {"number", "date"} & set(kinds):
        return None
    if any(_one(cells) is not None for cells in zip(*shapes, strict=True)):
        return None
    turned = [list(row) for row in zip(*lines, strict=True)]
    return turned, (Issue("sideways_assumed", "warning", _TURNED, headers=tuple(names)),)


def _one(shapes: Sequence[str]) -> str | None:
    """The shape that all filled cells have; None where they differ or there is none."""
    filled = set(shapes) - {"blank"}
    return next(iter(filled)) if len(filled) == 1 else None
