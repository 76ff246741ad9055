"""What lines say, in words: the finding for a title, the takeaway for who can't see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from csm_core.charts.cells import Cell
from csm_core.charts.lines import Line, Point
from csm_core.charts.words import change_words, trust_words
from csm_core.metrics.compare.headline import Headline, change
from csm_core.units import Unit, write_value

IN: Final = "in"
AFTER: Final = "after"


def lines_words(lines: Sequence[Line], name: str, unit: Unit, currency: str | None, joined: str) -> tuple[str, str]:
    """Title and alt. `joined` stands between a value and its place: IN a period, AFTER an age."""
    if len(lines) == 1:
        return _one(lines[0], name, unit, currency, joined)
    return _many(lines, name, unit, currency, joined)


def _one(line: Line, name: str, unit: Unit, currency: str | None, joined: str) -> tuple[str, str]:
    (first, start), (last, stop) = line.first, line.last
    until = f"{write_value(stop, unit, currency)} {joined} {last.when}"
    if last is first or joined == AFTER:
        title = f"{name}: {until}"
    else:
        since = f"{write_value(start, unit, currency)} {joined} {first.when}"
        title = f"{name} {_way(line, since, until, unit, currency)}"
    sentence = f"{title}{trust_words(last.cell, unit, currency)}."
    end, so_far = line.end
    if end is last or end.cell.complete:
        return title, sentence
    return title, f"{sentence} {end.when} is not complete: {write_value(so_far, unit, currency)} so far."


def _way(line: Line, since: str, until: str, unit: Unit, currency: str | None) -> str:
    """'rose from … to …' only where the intervals of the two say that it did."""
    (first, start), (last, stop) = line.first, line.last
    verb = change_words(start, stop, unit, currency)
    if verb == "stayed":
        return f"stayed at {until}"
    moved = change(_headline(first.cell), _headline(last.cell))
    if moved is None or moved.is_certain:
        return f"{verb} from {since} to {until}"
    return f"was {until}: no clear change from {since}"


def _headline(cell: Cell) -> Headline:
    return Headline(cell.period, cell.value, cell.low, cell.high, cell.n, cell.complete, cell.note)


def _many(lines: Sequence[Line], name: str, unit: Unit, currency: str | None, joined: str) -> tuple[str, str]:
    shared = [{point.x: point for point in line.points if _counts(point, unit)} for line in lines]
    common = max(set.intersection(*(set(places) for places in shared)), default=None)
    ranked = sorted(lines, key=lambda line: -line.last[1])
    sentences = [
        f"{line.name} {write_value(line.last[1], unit, currency)} {joined} {line.last[0].when}"
        f"{trust_words(line.last[0].cell, unit, currency)}"
        for line in ranked
    ]
    alt = f"{name}, {len(lines)} lines. {'; '.join(sentences)}."
    if common is None:
        return f"{name}: {len(lines)} lines without a period in common", alt
    there = [(places[common].cell.value, line.name) for places, line in zip(shared, lines, strict=True)]
    (most, best), (least, worst) = max(there), min(there)
    when = shared[0][common].when
    if write_value(most, unit, currency) == write_value(least, unit, currency):
        return f"{name} {joined} {when}: {write_value(most, unit, currency)} in all {len(lines)}", alt
    title = (
        f"{name} {joined} {when}: highest in {best} ({write_value(most, unit, currency)}), "
        f"lowest in {worst} ({write_value(least, unit, currency)})"
    )
    return title, alt


def _counts(point: Point, unit: Unit) -> bool:
    return point.cell.complete and point.cell.value is not None and not point.cell.is_thin(unit)
