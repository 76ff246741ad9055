"""Lines: which are drawn, in what order, and the rows that draw them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from csm_core.charts.cells import Cell
from csm_core.charts.words import INCOMPLETE, band_words, list_words
from csm_core.units import Unit, write_value

MOST_LINES = 5
MOST_BANDS = 3  # more lie over each other and say nothing
# A point and its wider, unseen target for the pointer are two marks.
MOST_POINTS = 900
# Of the range of the points, on either side of it.
_ROOM = 0.5
_LABEL_GAP = 0.065  # of the drawn height: one line of text

LINE_SCHEMA = pa.schema(
    [
        ("part", pa.string()),  # solid, open (incomplete), join (repeats the point before it), end (label), note
        ("x", pa.float64()),
        ("place", pa.string()),  # '1' … '5', '0' for a line alone: the colour, never the name
        ("stroke", pa.string()),  # of the point: the place, or 'thin'
        ("fill", pa.string()),  # of the point: the place, 'thin' or 'open'
        ("name", pa.string()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("label_at", pa.float64()),
        ("tier", pa.float64()),  # of a note: which of three heights
        ("side", pa.string()),  # of a note: the text's alignment
        ("when", pa.string()),
        ("value_text", pa.string()),
        ("band_text", pa.string()),
        ("n_text", pa.string()),
        ("state", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Point:
    """A cell with its place along the axis and that place in words."""

    x: float
    when: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a name (may come from a file) and its points in order, with values or gaps.

    `end` is the last point with a value. `first` and `last` are those that a sentence may rest on: complete and not
    on too few, where there are such.
    """

    name: str
    points: tuple[Point, ...]
    first: tuple[Point, float]
    last: tuple[Point, float]
    end: tuple[Point, float]

    @classmethod
    def of(cls, name: str, points: Sequence[Point], unit: Unit) -> Line | None:
        """The line through the points, or None where no point has a value."""
        ordered = tuple(sorted(points, key=lambda point: point.x))
        valued = [(point, point.cell.value) for point in ordered if point.cell.value is not None]
        if not valued:
            return None
        complete = [entry for entry in valued if entry[0].cell.complete]
        # Two periods that are not complete are no change: a sentence may only name the last of them.
        firm = [entry for entry in complete if not entry[0].cell.is_thin(unit)] or complete or valued[-1:]
        return cls(name, ordered, firm[0], firm[-1], valued[-1])

    @property
    def weight(self) -> int:
        """How much it rests on: the sum of n."""
        return sum(point.cell.n for point in self.points if point.cell.n is not None)


def lines_of(points: Sequence[Point], unit: Unit) -> tuple[list[Line], tuple[str, ...]]:
    """The lines to draw, those that rest on most first, and notes on what is left out.

    At most five: rates of the rest can't be added up to an 'other' line. Each is cut to its last points where a
    browser could not draw them all.
    """
    by_name: dict[str, list[Point]] = {}
    for point in points:
        by_name.setdefault(point.cell.line, []).append(point)
    # Before the first value of any line there is nothing to draw, and no axis for it.
    begins = min((point.x for point in points if point.cell.value is not None), default=0.0)
    shown = {name: [point for point in cells if point.x >= begins] for name, cells in by_name.items()}
    lines = [line for name, cells in shown.items() if (line := Line.of(name, cells, unit))]
    lines.sort(key=lambda line: (-line.weight, line.name))
    left = sorted(line.name for line in lines[MOST_LINES:])
    notes = [f"The {MOST_LINES} with the largest n are drawn. Not drawn: {list_words(left)}."] if left else []
    kept = lines[:MOST_LINES]
    room = MOST_POINTS // max(len(kept), 1)
    if any(len(line.points) > room for line in kept):
        kept = [cut for line in kept if (cut := Line.of(line.name, line.points[-room:], unit))]
        notes.append(f"The last {room} points of each line are drawn.")
    return kept, tuple(notes)


def line_rows(lines: Sequence[Line], unit: Unit, currency: str | None) -> list[dict[str, object]]:
    """The rows of LINE_SCHEMA that draw the lines: points, the joins to incomplete ones, and the end labels."""
    rows: list[dict[str, object]] = []
    spots = spread([line.end[1] for line in lines], _extent(lines, len(lines) <= MOST_BANDS))
    for rank, (line, spot) in enumerate(zip(lines, spots, strict=True), start=1):
        order = str(rank) if len(lines) > 1 else "0"
        keys = {"place": order, "name": line.name}
        for before, point in zip((None, *line.points), line.points, strict=False):
            if before and not point.cell.complete and before.cell.complete and before.cell.value is not None:
                rows.append({"part": "join", "place": order, "x": before.x, "value": before.cell.value})
            rows.append(_row(point, order, unit, currency) | keys)
            if before and point.cell.complete and not before.cell.complete and before.cell.value is not None:
                rows += _join_from(point, order)
        labelled = line.end if len(lines) > 1 else line.last
        rows.append(_row(labelled[0], order, unit, currency) | keys | {"part": "end", "label_at": spot})
    floor, ceiling = _room(lines)
    for row in rows:
        for side in ("low", "high"):
            bound = row.get(side)
            if isinstance(bound, float):
                row[side] = min(max(bound, floor), ceiling)
    return rows


def cut_bands(lines: Sequence[Line]) -> tuple[str, ...]:
    """Said where a band leaves the range that the points are drawn in."""
    floor, ceiling = _room(lines)
    bounds = [bound for line in lines for point in line.points for bound in (point.cell.low, point.cell.high)]
    if all(bound is None or floor <= bound <= ceiling for bound in bounds):
        return ()
    return ("Bands are cut where they leave the range of the points.",)


def _room(lines: Sequence[Line]) -> tuple[float, float]:
    """The range that is drawn: that of the points, and half of it on either side, so that the wide band of a month
    with few cases does not press all points flat."""
    values = [point.cell.value for line in lines for point in line.points if point.cell.value is not None]
    low, high = min(values), max(values)
    room = _ROOM * (high - low) or _ROOM * abs(high)
    return low - room, high + room


def _join_from(point: Point, rank: str) -> list[dict[str, object]]:
    """The end of the dashed way from an incomplete first period; a gap after it, so that it leads no further."""
    reached = {"part": "join", "place": rank, "x": point.x, "value": point.cell.value}
    return [reached, reached | {"x": math.nextafter(point.x, math.inf), "value": None}]


def spread(values: Sequence[float], extent: float) -> list[float]:
    """Heights for the labels of `values`, moved apart until none is nearer to the next than a line of text."""
    gap = extent * _LABEL_GAP
    order = sorted(range(len(values)), key=values.__getitem__)
    groups: list[list[int]] = [[index] for index in order]
    merged = True
    while merged:
        merged = False
        for at in range(len(groups) - 1):
            if _top(groups[at], values, gap) + gap > _bottom(groups[at + 1], values, gap) + 1e-12 * extent:
                groups[at : at + 2] = [groups[at] + groups[at + 1]]
                merged = True
                break
    spots = [0.0] * len(values)
    for group in groups:
        for step, index in enumerate(group):
            spots[index] = _bottom(group, values, gap) + step * gap
    return spots


def _bottom(group: Sequence[int], values: Sequence[float], gap: float) -> float:
    middle = sum(values[index] for index in group) / len(group)
    return middle - gap * (len(group) - 1) / 2


def _top(group: Sequence[int], values: Sequence[float], gap: float) -> float:
    return _bottom(group, values, gap) + gap * (len(group) - 1)


def _extent(lines: Sequence[Line], banded: bool) -> float:
    shown = [
        number
        for line in lines
        for point in line.points
        for number in ((point.cell.value, point.cell.low, point.cell.high) if banded else (point.cell.value,))
        if number is not None
    ]
    return max(shown) - min(shown)


def _row(point: Point, rank: str, unit: Unit, currency: str | None) -> dict[str, object]:
    cell = point.cell
    tone = "thin" if cell.is_thin(unit) else rank
    state = [] if cell.complete else [INCOMPLETE]
    state += ["few answers: n below 5"] if cell.is_thin(unit) else []
    return {
        "part": "solid" if cell.complete else "open",
        "x": point.x,
        "value": cell.value,
        "low": cell.low,
        "high": cell.high,
        "stroke": tone,
        "fill": tone if cell.complete else "open",
        "when": point.when,
        "value_text": write_value(cell.value, unit, currency),
        "band_text": band_words(cell.low, cell.high, unit, currency) or "—",
        "n_text": "—" if cell.n is None else f"{cell.n:,}",
        "state": ", ".join(state) or "complete",
    }
