"""Scope: all that the reader is looking at, and its form in an address bar."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from csm_core.errors import BadValue
from csm_core.last_day import last_day_before, read_last_day, with_last_day
from csm_core.named_pairs import FILTER, FIRST_DAY, LAST_DAY, read_currency, read_day, read_pairs, read_words
from csm_core.periods import (
    Calendar,
    Grain,
    Month,
    Period,
    Weekday,
    add_months,
    add_periods,
    period_start,
    periods_between,
)
from csm_core.timezones import known_timezones, read_timezone

NOT_SET = "(not set)"


class Compare(StrEnum):
    """Against what a figure's change is shown."""

    PREVIOUS = "previous"
    YEAR = "year"
    NONE = "none"


class RollUp(StrEnum):
    """What counts as one customer: each account, or all accounts under one topmost parent."""

    ACCOUNT = "account"
    PARENT = "parent"


@dataclass(frozen=True, slots=True)
class Span:
    """What the workspace itself says: the first and last recorded day, the usual currency, and the calendar."""

    first: date
    last: date
    currency: str | None
    week_start: Weekday = Weekday.MONDAY
    fiscal_start: Month = Month.JANUARY


# Attributes by the names that links and documents of earlier versions have.
_RENAMED = {"Health band (usual weights)": "Health band (default weights)"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Period, grain, split, filters and as-of date. `None` means: as the workspace says.

    `end` is exclusive; addresses and people say the last day, as `to`. `filters` is kept in one canonical order
    (attributes and values sorted, doubles and attributes without values dropped), so that equal questions are equal
    objects.
    """

    start: date | None = None
    end: date | None = None
    grain: Grain = Grain.MONTH
    split: str | None = None
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    as_of: date | None = None
    compare: Compare = Compare.PREVIOUS
    currency: str | None = None
    timezone: str = "UTC"
    roll_up: RollUp = RollUp.ACCOUNT
    week_start: Weekday | None = None
    fiscal_start: Month | None = None

    def __post_init__(self) -> None:
        merged: dict[str, set[str]] = {}
        for attribute, values in self.filters:
            merged.setdefault(_RENAMED.get(attribute, attribute), set()).update(values)
        canonical = tuple((name, tuple(sorted(merged[name]))) for name in sorted(merged) if merged[name])
        object.__setattr__(self, "filters", canonical)
        object.__setattr__(self, "split", _RENAMED.get(self.split or "", self.split) or None)
        object.__setattr__(self, "currency", self.currency or None)
        if self.timezone not in known_timezones():
            raise BadValue.of("timezone", self.timezone, "a name such as 'Europe/Berlin'")
        if self.start and self.end and self.end <= self.start:
            raise BadValue.of("end", self.end.isoformat(), f"a date after the start ({self.start.isoformat()})")

    @property
    def calendar(self) -> Calendar:
        """The calendar of its periods; the plain one where it says none."""
        return Calendar(self.grain, self.week_start or Weekday.MONDAY, self.fiscal_start or Month.JANUARY)

    def with_calendar(self, of: Scope | Span) -> Scope:
        """The same question with the calendar of another, where it says none itself."""
        week, year = self.week_start or of.week_start, self.fiscal_start or of.fiscal_start
        return replace(self, week_start=week, fiscal_start=year)

    def resolved(self, span: Span) -> Scope:
        """The same question with every date, the currency and the calendar filled in from the workspace.

        Raises
        ------
        BadValue
            When the start or the as-of day lies centuries away.
        """
        for name, day in (("start", self.start), ("as_of", self.as_of)):
            if day and not FIRST_DAY <= day <= LAST_DAY:
                raise BadValue.of(name, day.isoformat(), f"a day from {FIRST_DAY} to {LAST_DAY}")
        whole = self.with_calendar(span)
        as_of = self.as_of or span.last
        start = self.start or min(period_start(span.first, whole.calendar), as_of)
        end = self.end or add_periods(period_start(as_of, whole.calendar), 1, self.grain)
        if end <= start:
            # A start after the data's last day: one empty period, which says so, rather than an error.
            end = add_periods(period_start(start, whole.calendar), 1, self.grain)
        return replace(whole, start=start, end=end, as_of=as_of, currency=self.currency or span.currency)

    def periods(self) -> tuple[Period, ...]:
        """The periods of a resolved scope, in order."""
        start, end, as_of = self.window()
        return periods_between(start, end, self.calendar, as_of)

    def from_whole_period(self) -> Scope:
        """The same resolved scope from the beginning of the period in which its start lies."""
        start, _, _ = self.window()
        return replace(self, start=period_start(start, self.calendar))

    def window(self) -> tuple[date, date, date]:
        """`start`, `end`, `as_of` of a resolved scope.

        Raises
        ------
        BadValue
            When the scope was not resolved against data.
        """
        if self.start is None or self.end is None or self.as_of is None:
            raise BadValue.of("scope", "without dates", "a scope that was resolved against the data")
        return self.start, self.end, self.as_of

    def compared(self, period: Period) -> Scope | None:
        """The scope of the one whole period that `period` is compared with, or None when nothing is compared.

        A period that is not complete, running or cut by the dates asked for, is compared with none.
        """
        if self.compare is Compare.NONE or not period.complete:
            return None
        if self.compare is Compare.PREVIOUS:
            start = add_periods(period.start, -1, self.grain)
        elif self.grain is Grain.WEEK:
            # No week begins on the same day of the month a year before.
            start = add_periods(period.start, -52, self.grain)
        else:
            start = add_months(period.start, -12)
        return replace(self, start=start, end=add_periods(start, 1, self.grain))

    def to_query(self, default: Scope | None = None) -> tuple[tuple[str, str], ...]:
        """Plain name–value pairs for an address, only where they differ from `default` (an empty Scope)."""
        default = default or Scope()
        pairs = [
            (name, value.isoformat() if isinstance(value, date) else str(value))
            for name, value, usual in (
                ("start", self.start, default.start),
                ("to", self.end and last_day_before(self.end), default.end and last_day_before(default.end)),
                ("grain", self.grain, default.grain),
                ("split", self.split, default.split),
                ("as_of", self.as_of, default.as_of),
                ("compare", self.compare, default.compare),
                ("currency", self.currency, default.currency),
                ("timezone", self.timezone, default.timezone),
                ("roll_up", self.roll_up, default.roll_up),
                ("week_start", self.week_start, default.week_start),
                ("fiscal_start", self.fiscal_start, default.fiscal_start),
            )
            if value != usual and value is not None
        ]
        pairs += [(FILTER + attribute, value) for attribute, values in self.filters for value in values]
        return tuple(pairs)

    @classmethod
    def from_query(cls, pairs: Iterable[tuple[str, str]]) -> tuple[Scope, tuple[str, ...]]:
        """The Scope that the pairs describe, and a sentence for each pair that had to be dropped.

        Names that are not a Scope's are left to others. Nothing is executed; an unusable value is dropped.
        """
        usable, filters, dropped = read_pairs(with_last_day(pairs), _READERS)
        usable["end"] = usable.pop("to", None)
        start, end = usable.get("start"), usable.get("end")
        if isinstance(start, date) and isinstance(end, date) and end <= start:
            dropped.append(f"The last day, {last_day_before(end)}, is before the first, {start}.")
            del usable["start"], usable["end"]
        chosen = tuple((attribute, tuple(values)) for attribute, values in filters.items())
        return replace(cls(), filters=chosen, **usable), tuple(dropped)  # type: ignore[arg-type]

    def describe(self) -> str:
        """One sentence of what is shown, for over a chart: period, grain, filters, split, as-of."""
        parts: list[str] = []
        if self.start and self.end:
            parts.append(f"{_day(self.start)} to {_day(last_day_before(self.end))}, by {self._grain_words()}")
        else:
            parts.append(f"All data, by {self._grain_words()}")
        parts += [f"{attribute}: {', '.join(values)}" for attribute, values in self.filters]
        if self.split:
            parts.append(f"split by {self.split}")
        if self.roll_up is RollUp.PARENT:
            parts.append("whole customer groups")
        if self.as_of:
            parts.append(f"as of {_day(self.as_of)}")
        return " · ".join(parts)

    def _grain_words(self) -> str:
        calendar = self.calendar
        if calendar.is_fiscal:
            return f"fiscal {self.grain} from {calendar.fiscal_start}"
        if self.grain is Grain.WEEK and calendar.week_start is not Weekday.MONDAY:
            return f"week from {calendar.week_start}"
        return self.grain.value


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _read_month(text: str) -> Month:
    return tuple(Month)[int(text) - 1] if text in _MONTH_NUMBERS else Month(text.title())


_MONTH_NUMBERS = frozenset(str(month.number) for month in Month)
_READERS: dict[str, Callable[[str], object]] = {
    "start": read_day,
    "to": read_last_day,
    "end": read_day,
    "as_of": read_day,
    "grain": Grain,
    "compare": Compare,
    "split": read_words,
    "currency": read_currency,
    "timezone": read_timezone,
    "roll_up": RollUp,
    "week_start": lambda text: Weekday(text.title()),
    "fiscal_start": _read_month,
}
