"""The words around a picture: periods, values, intervals and lists as a reader would say them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from csm_core.charts.cells import Cell
from csm_core.periods import Calendar, Grain, Weekday
from csm_core.units import Unit, write_value

# A sum or a count rests on all that there is: it has no noise.
IS_SUM = (Unit.MONEY, Unit.COUNT)

# Said of a period that is running, or that the dates asked for cut.
INCOMPLETE = "incomplete: not over yet, or cut by the dates shown"


def period_words(day: date, calendar: Calendar) -> str:
    """A period by its first day: 'Jan 2026', 'Q1 2026', '2026', 'week of 5 Jan 2026', '5 Jan 2026'; in other
    calendars 'FY 2026 Q1' and 'FY 2026', by the year in which the fiscal year ends, and 'week of Sun 4 Jan 2026'."""
    match calendar.grain:
        case Grain.YEAR if calendar.is_fiscal:
            return f"FY {calendar.fiscal_year(day)}"
        case Grain.QUARTER if calendar.is_fiscal:
            return f"FY {calendar.fiscal_year(day)} Q{calendar.months_into_year(day) // 3 + 1}"
        case Grain.WEEK if calendar.week_start is not Weekday.MONDAY:
            return f"week of {day:%a} {day.day} {day:%b} {day.year}"
        case Grain.YEAR:
            return f"{day.year}"
        case Grain.QUARTER:
            return f"Q{(day.month + 2) // 3} {day.year}"
        case Grain.MONTH:
            return f"{day:%b} {day.year}"
        case Grain.WEEK:
            return f"week of {day.day} {day:%b} {day.year}"
        case Grain.DAY:
            return f"{day.day} {day:%b} {day.year}"


def band_words(low: float | None, high: float | None, unit: Unit, currency: str | None) -> str | None:
    """'25.1 to 43.0', or None where there is no interval."""
    if low is None or high is None:
        return None
    return f"{write_value(low, unit, currency)} to {write_value(high, unit, currency)}"


def trust_words(cell: Cell, unit: Unit, currency: str | None) -> str:
    """' (95 % band 25.1 to 43.0, n = 212)' with what there is; empty where there is nothing."""
    band = band_words(cell.low, cell.high, unit, currency)
    parts = [f"95 % band {band}"] if band else []
    parts += [f"n = {cell.n:,}"] if cell.n is not None else []
    return f" ({', '.join(parts)})" if parts else ""


def list_words(names: Sequence[str], most: int = 12) -> str:
    """'a, b and c'; after `most`, 'and N more'."""
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def change_words(first: float, last: float, unit: Unit, currency: str | None) -> str:
    """'rose', 'fell' or 'stayed' as the written values say: a change too small to be written is none."""
    if write_value(first, unit, currency) == write_value(last, unit, currency):
        return "stayed"
    return "rose" if last > first else "fell"


def age_words(age: int, grain: Grain) -> str:
    """'1 month', '6 months'."""
    return f"{age} {grain.value}" if age == 1 else f"{age} {grain.value}s"
