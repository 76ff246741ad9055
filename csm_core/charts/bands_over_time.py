"""Bands and classes over time: each period's whole as one bar, and what of it calls for somebody."""

from __future__ import annotations

from datetime import date

from csm_core.charts.cells import cells_of
from csm_core.charts.look import Look
from csm_core.charts.picture import MOST_MARKS, Picture
from csm_core.charts.tone_stack import Stack, stacked
from csm_core.charts.tones import tone_of
from csm_core.charts.words import period_words
from csm_core.result import Result
from csm_core.units import Unit, write_value

_SUMS = (Unit.MONEY, Unit.COUNT)


def bands_over_time(result: Result, look: Look, *, name: str, measure: str | None = None) -> Picture | None:
    """A bar a period of what adds up, with the bands or classes of the Result's series on each other, segments added
    up. None where fewer than two periods have a value, or the series are no bands."""
    unit, calendar = look.unit or result.unit, result.scope.calendar
    cells = [
        cell
        for cell in cells_of(result, measure)
        if cell.period and cell.series is not None and cell.value is not None
    ]
    if unit not in _SUMS or not cells or any(tone_of(str(cell.series)) == "value" for cell in cells):
        return None
    parts: dict[date, dict[str, tuple[float, int | None]]] = {}
    complete: dict[date, bool] = {}
    for cell in cells:
        if cell.period is not None and cell.value is not None:
            of_period = parts.setdefault(cell.period, {})
            value, n = of_period.get(str(cell.series), (0.0, None))
            of_period[str(cell.series)] = value + cell.value, _sum(n, cell.n)
            complete[cell.period] = complete.get(cell.period, True) and cell.complete
    most = MOST_MARKS // (1 + max(len(of_period) for of_period in parts.values()))
    stacks = [Stack(period, parts[period], complete[period]) for period in sorted(parts)][-most:]
    over = [stack for stack in stacks if stack.complete]
    if len(over) < 2:
        return None
    spec, data = stacked(stacks, look, unit, calendar)
    before, now = over[-2], over[-1]
    title = f"{name}: {_bad(now, unit, look.currency)} in {period_words(now.period, calendar)}, "
    title += f"{_bad(before, unit, look.currency)} in {period_words(before.period, calendar)}"
    words = ", ".join(
        f"{word} {write_value(value, unit, look.currency)}" for word, (value, _) in now.parts.items() if value
    )
    notes = (f"The last {most} periods are drawn.",) if len(parts) > most else ()
    return Picture(spec, data, title, f"{title}. All of {period_words(now.period, calendar)}: {words}.", notes)


def _bad(stack: Stack, unit: Unit, currency: str | None) -> str:
    """'16 at risk': of what calls for somebody, the largest."""
    bad = {word: value for word, (value, _) in stack.parts.items() if tone_of(word) == "bad"}
    word = max(sorted(bad), key=lambda one: bad[one], default="")
    return f"{write_value(bad.get(word, 0.0), unit, currency)} {word}".strip()


def _sum(one: int | None, other: int | None) -> int | None:
    return one if other is None else other if one is None else one + other
