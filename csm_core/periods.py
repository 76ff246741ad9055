"""Calendar periods: half-open stretches of days, and when they count as complete."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from csm_core.errors import BadValue

# A chart of more marks than this can't be read, and a range of centuries is a typing error.
MOST_PERIODS = 4000


class Grain(StrEnum):
    """How long one period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Weekday(StrEnum):
    """The days of a week, in the order of ISO 8601."""

    MONDAY = "Monday"
    TUESDAY = "Tuesday"
    WEDNESDAY = "Wednesday"
    THURSDAY = "Thursday"
    FRIDAY = "Friday"
    SATURDAY = "Saturday"
    SUNDAY = "Sunday"

    @property
    def days_after_monday(self) -> int:
        """0 for Monday to 6 for Sunday."""
        return tuple(Weekday).index(self)


class Month(StrEnum):
    """The months of a year."""

    JANUARY = "January"
    FEBRUARY = "February"
    MARCH = "March"
    APRIL = "April"
    MAY = "May"
    JUNE = "June"
    JULY = "July"
    AUGUST = "August"
    SEPTEMBER = "September"
    OCTOBER = "October"
    NOVEMBER = "November"
    DECEMBER = "December"

    @property
    def number(self) -> int:
        """1 for January to 12 for December."""
        return tuple(Month).index(self) + 1


@dataclass(frozen=True, slots=True)
class Calendar:
    """Periods of one grain, and where they begin: weeks on `week_start`, years and their quarters on the first of
    `fiscal_start`. Days and months begin where they always do."""

    grain: Grain
    week_start: Weekday = Weekday.MONDAY
    fiscal_start: Month = Month.JANUARY

    @property
    def is_fiscal(self) -> bool:
        """Whether its years and quarters are not those of the plain calendar."""
        return self.fiscal_start is not Month.JANUARY and self.grain in (Grain.QUARTER, Grain.YEAR)

    def fiscal_year(self, day: date) -> int:
        """The year by which the year of `day` is called: that in which it ends."""
        is_later = self.fiscal_start is not Month.JANUARY and day.month >= self.fiscal_start.number
        return day.year + 1 if is_later else day.year

    def months_into_year(self, day: date) -> int:
        """How many whole months of its year lie before the month of `day`, 0 to 11."""
        return (day.month - self.fiscal_start.number) % 12


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` to the day before `end`. `complete` when it is whole, not cut by the range asked for, and
    the as-of date reached its last day: only complete periods may be compared, averaged or fitted."""

    start: date
    end: date
    complete: bool

    @property
    def last_day(self) -> date:
        """The day before `end`."""
        return self.end - timedelta(days=1)


def period_start(day: date, calendar: Calendar) -> date:
    """The first day of the period of the calendar in which `day` lies."""
    match calendar.grain:
        case Grain.DAY:
            return day
        case Grain.WEEK:
            return day - timedelta(days=(day.weekday() - calendar.week_start.days_after_monday) % 7)
        case Grain.MONTH:
            return day.replace(day=1)
        case Grain.QUARTER:
            return add_months(day.replace(day=1), -(calendar.months_into_year(day) % 3))
        case Grain.YEAR:
            return add_months(day.replace(day=1), -calendar.months_into_year(day))


def add_months(day: date, months: int) -> date:
    """`day` moved by whole months, cut to the target month's length (31 Jan + 1 = 28 or 29 Feb)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_months_to_close(instant: date, months: int) -> date:
    """The midnight that closes the day so many months from the day that `instant` closes. A month's last day stays
    one (28 Feb 2025 - 12 = 29 Feb 2024); any other is cut to the target month's length (30 Mar - 1 = 28 Feb 2025)."""
    if instant.day == 1:
        return add_months(instant, months)
    return add_months(instant - timedelta(days=1), months) + timedelta(days=1)


def add_periods(day: date, count: int, grain: Grain) -> date:
    """`day` moved by `count` periods; years and quarters are months, so 29 Feb and month ends hold."""
    match grain:
        case Grain.DAY:
            return day + timedelta(days=count)
        case Grain.WEEK:
            return day + timedelta(weeks=count)
        case Grain.MONTH:
            return add_months(day, count)
        case Grain.QUARTER:
            return add_months(day, 3 * count)
        case Grain.YEAR:
            return add_months(day, 12 * count)


def is_whole(start: date, end: date, calendar: Calendar) -> bool:
    """Whether [start, end) is exactly one period of the calendar."""
    return period_start(start, calendar) == start and add_periods(start, 1, calendar.grain) == end


@lru_cache(maxsize=64)  # one page asks for the same few hundreds of times
def periods_between(start: date, end: date, calendar: Calendar, as_of: date) -> tuple[Period, ...]:
    """The periods that cover [start, end), in order. The first and last are cut to the range asked for, and not
    complete where that cuts them.

    Periods that begin after `as_of` are left out: nothing is known of them.

    Raises
    ------
    BadValue
        When the range is empty or holds more than `MOST_PERIODS` periods.
    """
    if end <= start:
        raise BadValue.of("end", end.isoformat(), f"a date after the start ({start.isoformat()})")
    periods: list[Period] = []
    first = start
    while first < end and first <= as_of:
        following = min(add_periods(period_start(first, calendar), 1, calendar.grain), end)
        is_over = following - timedelta(days=1) <= as_of
        periods.append(Period(first, following, is_over and is_whole(first, following, calendar)))
        first = following
        if len(periods) > MOST_PERIODS:
            raise BadValue.of("grain", calendar.grain.value, f"a range of at most {MOST_PERIODS} periods")
    return tuple(periods)
