"""What bars by series say in words: of counts the shares, of steps the largest loss, of rates the two ends."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from textwrap import shorten

from csm_core.charts.cells import Cell
from csm_core.charts.tones import band_word
from csm_core.charts.words import IS_SUM, period_words
from csm_core.metrics.compare.segment_comparison import ENOUGH
from csm_core.periods import Calendar
from csm_core.units import Unit, write_value

CHANCE = "chance"
_MOST_LISTED = 4
_SOON_MONTHS = 3
# From this share on, what is not known belongs in the sentence.
_MUCH = 0.1
_MONTH = re.compile(r"\d{4}-\d{2}")
# Themes are told by one of their comments.
_TYPICAL = "Typical: "
_LONGEST_QUOTE = 60
_STEP = re.compile(r"\d+\. ")


def cell_name(cell: Cell) -> str:
    """What a bar is called: its segment, its series, or both."""
    parts = [cell.segment, None if cell.series is None else band_word(cell.series)]
    return " · ".join(part for part in parts if part is not None) or "all"


def distribution_words(
    cells: Sequence[Cell], measure: str | None, name: str, unit: Unit, currency: str | None, calendar: Calendar
) -> tuple[str, str]:
    """Title and alt of the cells of one period; `name` says which period, too."""
    values = [cell.value for cell in cells if cell.value is not None]
    whole = sum(values)
    parts = unit in IS_SUM and whole > 0 and min(values) >= 0
    sentences = []
    for cell in cells:
        share = f" ({write_value(cell.value / whole, Unit.RATE)})" if parts and cell.value is not None else ""
        sentences.append(f"{cell_name(cell)} {write_value(cell.value, unit, currency)}{share}")
    alt = f"{name}: {', '.join(sentences)}."
    if parts:
        return f"{name}: {_of_parts(_by_series(cells), whole, unit, currency, calendar)}", alt
    if unit in IS_SUM and not whole:
        return f"{name}: none", alt
    if measure == CHANCE:
        return f"{name}: {_of_chances(cells)}", alt
    if len({cell.segment for cell in cells}) > 1:
        return f"{name}, by segment", alt
    return f"{name}: {_of_rates(cells, unit, currency)}", alt


def _by_series(cells: Sequence[Cell]) -> dict[str, float]:
    """All segments added up, in the order of the cells."""
    sums: dict[str, float] = {}
    for cell in cells:
        name = "all" if cell.series is None else band_word(cell.series)
        sums[name] = sums.get(name, 0.0) + (cell.value if cell.value is not None else 0.0)
    return sums


def _of_parts(sums: Mapping[str, float], whole: float, unit: Unit, currency: str | None, calendar: Calendar) -> str:
    def of_whole(value: float) -> str:
        share = f" ({write_value(value / whole, Unit.RATE)})" if unit is Unit.MONEY or whole >= ENOUGH else ""
        return f"{write_value(value, unit, currency)} of {write_value(whole, unit, currency)}{share}"

    if all(_MONTH.fullmatch(name) for name in sums):
        return _of_months(sums, whole, unit, currency, calendar)
    if "at risk" in sums:
        if sums.get("unknown") == whole:
            return f"all {write_value(whole, unit, currency)} unknown, none can be scored yet"
        unknown = sums.get("unknown", 0.0)
        rest = f", {write_value(unknown, unit, currency)} unknown" if unknown > _MUCH * whole else ""
        return f"{of_whole(sums['at risk'])} at risk{rest}"
    most = max(sums, key=lambda name: sums[name])
    if list(sums.values()).count(sums[most]) > 1:
        largest = sorted(sums.items(), key=lambda pair: -pair[1])[:3]
        counted = ", ".join(f"{name} {write_value(value, unit, currency)}" for name, value in largest)
        return f"{counted} of {write_value(whole, unit, currency)}"
    return f"{most} {of_whole(sums[most])}"


def _of_months(sums: Mapping[str, float], whole: float, unit: Unit, currency: str | None, calendar: Calendar) -> str:
    """What comes soonest, not what lies farthest."""
    soon = sorted(sums)[:_SOON_MONTHS]
    until = period_words(date.fromisoformat(f"{soon[-1]}-01"), calendar)
    near = write_value(sum(sums[month] for month in soon), unit, currency)
    return f"{near} until {until}, {write_value(whole, unit, currency)} in all"


def _of_chances(cells: Sequence[Cell]) -> str:
    likely = [cell for cell in cells if cell.value is not None and cell.value > 0.5]
    counted = [cell for cell in cells if cell.value is not None]
    least = min(counted, key=_value)
    chance = write_value(least.value, Unit.RATE)
    return f"{len(likely)} of {len(counted)} likely; least likely {cell_name(least)} ({chance})"


def _of_rates(cells: Sequence[Cell], unit: Unit, currency: str | None) -> str:
    valued = [cell for cell in cells if cell.value is not None]
    if len(valued) > 1 and all(_STEP.match(str(cell.series)) for cell in valued):
        return _of_steps(valued, unit, currency)
    enough = [cell for cell in valued if cell.n is None or cell.n >= ENOUGH]
    if not enough:
        return "too few behind each to compare"
    if len(enough) <= _MOST_LISTED:
        return ", ".join(f"{cell_name(cell)} {write_value(cell.value, unit, currency)}" for cell in enough)
    ranked = sorted(enough, key=lambda cell: -_value(cell))
    most, least = ranked[0], ranked[-1]
    if most.note and most.note.startswith(_TYPICAL):
        quote = shorten(most.note.removeprefix(_TYPICAL).strip("“”"), _LONGEST_QUOTE, placeholder="…")
        return f"{write_value(most.value, unit, currency)} write much as “{quote}”"
    return (
        f"most {cell_name(most)} ({write_value(most.value, unit, currency)}), "
        f"least {cell_name(least)} ({write_value(least.value, unit, currency)})"
    )


def _of_steps(steps: Sequence[Cell], unit: Unit, currency: str | None) -> str:
    """Where most are lost on the way."""
    began = steps[0].n
    if began is not None and began < ENOUGH:
        return f"{began} began, too few to name a step"
    _, at = max(
        (_value(before) - _value(after), index) for index, (before, after) in enumerate(pairwise(steps), start=1)
    )
    before, after = (write_value(steps[index].value, unit, currency) for index in (at - 1, at))
    return f"most are lost before {steps[at].series} ({before} → {after})"


def _value(cell: Cell) -> float:
    return cell.value if cell.value is not None else 0.0
