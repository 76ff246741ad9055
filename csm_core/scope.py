"""Scope: all that the reader is looking at, and its form in an address bar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from csm_core.errors import BadValue
from csm_core.periods import Grain, Period, add_months, add_periods, period_start, periods_between
from csm_core.timezones import known_timezones, read_timezone

NOT_SET = "(not set)"
_FILTER = "f."
# No customer's data lies outside; a year beyond is a typing error, and calendars end before such a look-back does.
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


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
    """What the data itself says: its first and last recorded day, and its usual currency."""

    first: date
    last: date
    currency: str | None


@dataclass(frozen=True, slots=True)
class Scope:
    """Period, grain, split, filters and as-of date. `None` means: as the data says.

    `end` is exclusive. `filters` is kept in one canonical order (attributes and values sorted, doubles and
    attributes without values dropped), so that equal questions are equal objects.
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

    def __post_init__(self) -> None:
        merged: dict[str, set[str]] = {}
        for attribute, values in self.filters:
            merged.setdefault(attribute, set()).update(values)
        canonical = tuple((name, tuple(sorted(merged[name]))) for name in sorted(merged) if merged[name])
        object.__setattr__(self, "filters", canonical)
        object.__setattr__(self, "split", self.split or None)
        object.__setattr__(self, "currency", self.currency or None)
        if self.timezone not in known_timezones():
            raise BadValue.of("timezone", self.timezone, "a name such as 'Europe/Berlin'")
        if self.start and self.end and self.end <= self.start:
            raise BadValue.of("end", self.end.isoformat(), f"a day after the start ({self.start.isoformat()})")

    def resolved(self, span: Span) -> Scope:
        """The same question with every date and the currency filled in from the data.

        Raises
        ------
        BadValue
            When the start or the as-of day lies centuries away.
        """
        for name, day in (("start", self.start), ("as_of", self.as_of)):
            if day and not _FIRST_DAY <= day <= _LAST_DAY:
                raise BadValue.of(name, day.isoformat(), f"a day from {_FIRST_DAY} to {_LAST_DAY}")
        as_of = self.as_of or span.last
        start = self.start or min(period_start(span.first, self.grain), as_of)
        end = self.end or add_periods(period_start(as_of, self.grain), 1, self.grain)
        if end <= start:
            # A start after the data's last day: one empty period, which says so, rather than an error.
            end = add_periods(period_start(start, self.grain), 1, self.grain)
        return replace(self, start=start, end=end, as_of=as_of, currency=self.currency or span.currency)

    def periods(self) -> tuple[Period, ...]:
        """The periods of a resolved scope, in order."""
        start, end, as_of = self.window()
        return periods_between(start, end, self.grain, as_of)

    def from_whole_period(self) -> Scope:
        """The same resolved scope from the beginning of the period in which its start lies."""
        start, _, _ = self.window()
        return replace(self, start=period_start(start, self.grain))

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
                ("end", self.end, default.end),
                ("grain", self.grain, default.grain),
                ("split", self.split, default.split),
                ("as_of", self.as_of, default.as_of),
                ("compare", self.compare, default.compare),
                ("currency", self.currency, default.currency),
                ("timezone", self.timezone, default.timezone),
                ("roll_up", self.roll_up, default.roll_up),
            )
            if value != usual and value is not None
        ]
        pairs += [(_FILTER + attribute, value) for attribute, values in self.filters for value in values]
        return tuple(pairs)

    @classmethod
    def from_query(cls, pairs: Iterable[tuple[str, str]]) -> tuple[Scope, tuple[str, ...]]:
        """The Scope that the pairs describe, and a sentence for each pair that had to be dropped.

        Names that are not a Scope's are left to others. Nothing is executed; an unusable value is dropped.
        """
        known: dict[str, str] = {}
        filters: dict[str, list[str]] = {}
        dropped: list[str] = []
        for name, value in pairs:
            if name.startswith(_FILTER):
                filters.setdefault(name.removeprefix(_FILTER), []).append(value)
            elif name in _READERS:
                known[name] = value
        usable: dict[str, object] = {}
        for name, text in known.items():
            try:
                usable[name] = _READERS[name](text)
            except ValueError:
                dropped.append(f"'{text}' is no {name} that can be used; the usual one is shown instead.")
        start, end = usable.get("start"), usable.get("end")
        if isinstance(start, date) and isinstance(end, date) and end <= start:
            dropped.append(f"The end {end} is not after the start {start}; both are left out.")
            del usable["start"], usable["end"]
        chosen = tuple((attribute, tuple(values)) for attribute, values in filters.items())
        return replace(cls(), filters=chosen, **usable), tuple(dropped)  # type: ignore[arg-type]

    def describe(self) -> str:
        """One sentence of what is shown, for over a chart: period, grain, filters, split, as-of."""
        parts: list[str] = []
        if self.start and self.end:
            parts.append(f"{_day(self.start)} to {_day(self.end - timedelta(days=1))}, by {self.grain}")
        else:
            parts.append(f"All data, by {self.grain}")
        parts += [f"{attribute}: {', '.join(values)}" for attribute, values in self.filters]
        if self.split:
            parts.append(f"split by {self.split}")
        if self.roll_up is RollUp.PARENT:
            parts.append("whole customer groups")
        if self.as_of:
            parts.append(f"as of {_day(self.as_of)}")
        return " · ".join(parts)


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _read_day(text: str) -> date:
    day = date.fromisoformat(text)
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise ValueError(text)
    return day


def _read_currency(text: str) -> str:
    if len(text) != 3 or not (text.isascii() and text.isalpha()):
        raise ValueError(text)
    return text.upper()


def _read_split(text: str) -> str:
    if not text:
        raise ValueError(text)
    return text


_READERS: dict[str, Callable[[str], object]] = {
    "start": _read_day,
    "end": _read_day,
    "as_of": _read_day,
    "grain": Grain,
    "compare": Compare,
    "split": _read_split,
    "currency": _read_currency,
    "timezone": read_timezone,
    "roll_up": RollUp,
}


def filters_of(pairs: Sequence[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Filters from 'attribute=value' texts, as the command line takes them.

    Raises
    ------
    BadValue
        When a text has no '='.
    """
    for pair in pairs:
        if "=" not in pair:
            raise BadValue.of("--where", pair, "attribute=value")
    split = [pair.split("=", 1) for pair in pairs]
    return tuple((attribute, (value,)) for attribute, value in split)
