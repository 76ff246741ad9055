"""How the numbers and dates along the axes are written. The expressions are ours; no text of a file is in them."""

from __future__ import annotations

from typing import Literal

import altair as alt

from csm_core.periods import Calendar, Grain
from csm_core.units import Unit

_SPACE = "\N{NO-BREAK SPACE}"
_PLAIN = "format(datum.value, ',~f')"
_COMPACT = (
    "abs(datum.value) >= 1e9 ? format(datum.value / 1e9, '~r') + 'bn'"
    " : abs(datum.value) >= 1e6 ? format(datum.value / 1e6, '~r') + 'M'"
    " : abs(datum.value) >= 1e4 ? format(datum.value / 1e3, '~r') + 'k' : format(datum.value, ',~f')"
)
_ENDINGS = {Unit.MONTHS: "mo", Unit.DAYS: "d", Unit.HOURS: "h", Unit.MINUTES: "min"}
_WITH_YEAR = "(datum.index == 0 || utcmonth(datum.value) == 0) ? utcFormat(datum.value, '%Y') : ''"


def value_axis(unit: Unit, grid: bool = True) -> alt.Axis:
    """An axis of values: shares as per cent, money and counts compact, durations with their unit."""
    match unit:
        case Unit.RATE:
            text = f"format(100 * datum.value, '~r') + '{_SPACE}%'"
        case Unit.MONEY | Unit.MONEY_PER_ACCOUNT | Unit.COUNT:
            text = _COMPACT
        case Unit.MONTHS | Unit.DAYS | Unit.HOURS | Unit.MINUTES:
            text = f"{_PLAIN} + '{_SPACE}{_ENDINGS[unit]}'"
        case _:
            text = _PLAIN
    return alt.Axis(title=None, labelExpr=text, tickCount=5, grid=grid)


def time_axis(calendar: Calendar, few: bool) -> alt.Axis:
    """An axis of moments in UTC: the year stands once, under the first label and each January. `few` periods each
    have their label; of many, the axis chooses."""
    if calendar.is_fiscal:
        return _fiscal_axis(calendar, few)
    month = f"[utcFormat(datum.value, '%b'), {_WITH_YEAR}]"
    day = f"[utcFormat(datum.value, '%-d %b'), {_WITH_YEAR}]"
    match calendar.grain:
        case Grain.YEAR:
            return _time("utcFormat(datum.value, '%Y')", ("year", 1))
        case Grain.QUARTER if few:
            return _time(f"['Q' + utcquarter(datum.value), {_WITH_YEAR}]", ("month", 3))
        case Grain.QUARTER:
            return _time("utcFormat(datum.value, '%Y')", ("year", 1))
        case Grain.MONTH:
            return _time(month, ("month", 1) if few else None)
        case Grain.WEEK | Grain.DAY if few:
            return _time(day, ("day", 1) if calendar.grain is Grain.DAY else None)
        case _:
            return _time(day, None)


def _fiscal_axis(calendar: Calendar, few: bool) -> alt.Axis:
    """The first days of fiscal years and, of few quarters, of these; the year stands under the first label and each
    first quarter."""
    begins = calendar.fiscal_start.number - 1  # as Vega counts months, from 0
    year = f"'FY ' + (utcyear(datum.value) + (utcmonth(datum.value) >= {begins} ? 1 : 0))"
    passed = f"(utcmonth(datum.value) + {12 - begins}) % 12"
    quarters = calendar.grain is Grain.QUARTER and few
    with_year = f"(datum.index == 0 || {passed} < 3) ? {year} : ''"
    text = f"['Q' + (floor({passed} / 3) + 1), {with_year}]" if quarters else year
    starts = f"utcSequence('month', utc(1900, {begins}, 1), utc(2200, 0, 1), {3 if quarters else 12})"
    return alt.Axis(title=None, grid=False, labelExpr=text, values=alt.expr(starts))


def _time(text: str, step: tuple[Literal["year", "month", "day"], int] | None) -> alt.Axis:
    if step is None:
        return alt.Axis(title=None, grid=False, labelExpr=text)
    return alt.Axis(title=None, grid=False, labelExpr=text, tickCount={"interval": step[0], "step": step[1]})
