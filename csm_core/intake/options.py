"""How the values of a file are written, and what else a person may say of it (MAP.json's "options")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast, get_args
from zoneinfo import ZoneInfo, available_timezones

from csm_core.errors import BadMapping
from csm_core.intake.cells.header_units import UNITS, Unit

DateOrder = Literal["dmy", "mdy", "ymd"]
Decimal = Literal[".", ","]
EndDate = Literal["inclusive", "exclusive"]
Grain = Literal["day", "week", "month", "quarter", "year"]
Missing = Literal["ended", "kept"]
Duplicates = Literal["once", "keep"]
Discount = Literal["share", "percent", "money"]
PastEnd = Literal["ends", "renews"]
Per = Literal["month", "quarter", "year"]
Midnights = Literal["dates", "moments"]
GoodAnswers = Literal["high", "low"]
Counts = Literal["each", "running"]
_NAMES = (
    "date_order",
    "decimal",
    "timezone",
    "scale",
    "null_values",
    "words",
    "date_range",
    "nps_confirmed",
    "minor_units",
    "end_date",
    "source",
    "list_date",
    "missing",
    "duplicates",
    "grain",
    "discount",
    "past_end",
    "units",
    "amounts_per",
    "midnights",
    "good_answers",
    "counts",
)


@dataclass(frozen=True, slots=True)
class Options:
    """How values are written. None means: decided over the whole column, and said.

    `scale` is the lowest and highest possible survey answer; `null_values` are further spellings of nothing,
    `words` spellings of nothing that are words in this file ('None' as a name); `date_range` is the first and the
    last day that is believed (ISO; without it, dates far from all others are quarantined and asked about);
    `nps_confirmed` says that NPS was asked from 0 to 10 though no answer is high;
    `minor_units` says that money is written in cents;
    `end_date` says whether the end of a contract is the last day of service ("inclusive") or the first day without
    ("exclusive");
    `source` names the tool or list that the file is an export of: files of one source replace each other row by row,
    those of two add; `list_date` is the day (ISO) that a list is of, and `missing` says of customers that an earlier
    list of the same source has and this one has not that they "ended" on that day, or are "kept";
    `duplicates` says whether rows that are equal in every cell count "once", or whether to "keep" all;
    `grain` says of which period a row of use is the total;
    `discount` what its figures are: a "share" (0.2), a "percent"age (20), or "money" off the amount of the line;
    `past_end` whether lines that their status calls active end ("ends") with a date that has passed, or go on
    ("renews"); without it those go on that renew by themselves;
    `units` says of canonical columns in what their figures are written: money in "cents", "thousands", "millions" or
    "micros", durations in "milliseconds", "seconds", "minutes", "hours" or "days"; "as_written" says that the unit
    in the header is none. Without it, the header's own unit holds, and is told;
    `amounts_per` says that recurring revenue is of a "month", "quarter" or "year": it becomes a month's. Without it,
    a column of a quarter holds the quarter's, which is asked, and all else a month's;
    `midnights` says of columns whose every time is midnight that they hold "dates", whatever zone is written beside,
    or "moments". Without it those with a zone are moments, which is told, and those without are dates;
    `good_answers` says whether "high" or "low" answers are the good ones (1 for little effort): low ones are turned
    round. Without it, the question's own words say it;
    `counts` says whether figures of use are "each" of their own day or "running" totals.
    """

    date_order: DateOrder | None = None
    decimal: Decimal | None = None
    timezone: str | None = None
    scale: tuple[float, float] | None = None
    null_values: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    date_range: tuple[str, str] | None = None
    nps_confirmed: bool = False
    minor_units: bool | None = None
    end_date: EndDate | None = None
    source: str | None = None
    list_date: str | None = None
    missing: Missing | None = None
    duplicates: Duplicates | None = None
    grain: Grain | None = None
    discount: Discount | None = None
    past_end: PastEnd | None = None
    units: tuple[tuple[str, Unit], ...] = ()
    amounts_per: Per | None = None
    midnights: Midnights | None = None
    good_answers: GoodAnswers | None = None
    counts: Counts | None = None

    def unit(self, canonical: str) -> Unit | None:
        """The unit that the figures of a canonical column are said to be in, None where nobody says."""
        return dict(self.units).get(canonical)

    def to_json(self) -> dict[str, object]:
        """What differs from the default; `options_of` gives the same options back."""
        return {
            name: dict(self.units) if name == "units" else list(value) if isinstance(value, tuple) else value
            for name in _NAMES
            if (value := getattr(self, name)) != getattr(_DEFAULT, name)
        }


_DEFAULT = Options()


def options_of(given: Mapping[str, object], file: str) -> Options:
    """Checked: unknown options and values of the wrong shape raise BadMapping, which names the file."""
    for name in given:
        if name not in _NAMES:
            raise BadMapping.because(file, f"the option '{name}' is not one of {', '.join(_NAMES)}.")
    return Options(
        cast(DateOrder | None, _choice(given, "date_order", ("dmy", "mdy", "ymd"), file)),
        cast(Decimal | None, _choice(given, "decimal", (".", ","), file)),
        _timezone(given.get("timezone"), file),
        _scale(given.get("scale"), file),
        _list(given, "null_values", file),
        _list(given, "words", file),
        _date_range(given.get("date_range"), file),
        bool(_choice(given, "nps_confirmed", (True, False), file)),
        cast(bool | None, _choice(given, "minor_units", (True, False), file)),
        cast(EndDate | None, _choice(given, "end_date", ("inclusive", "exclusive"), file)),
        _source(given.get("source"), file),
        _day(given.get("list_date"), file),
        cast(Missing | None, _choice(given, "missing", ("ended", "kept"), file)),
        cast(Duplicates | None, _choice(given, "duplicates", ("once", "keep"), file)),
        cast(Grain | None, _choice(given, "grain", get_args(Grain), file)),
        cast(Discount | None, _choice(given, "discount", ("share", "percent", "money"), file)),
        cast(PastEnd | None, _choice(given, "past_end", ("ends", "renews"), file)),
        _units(given.get("units"), file),
        cast(Per | None, _choice(given, "amounts_per", get_args(Per), file)),
        cast(Midnights | None, _choice(given, "midnights", get_args(Midnights), file)),
        cast(GoodAnswers | None, _choice(given, "good_answers", get_args(GoodAnswers), file)),
        cast(Counts | None, _choice(given, "counts", get_args(Counts), file)),
    )


def _units(value: object, file: str) -> tuple[tuple[str, Unit], ...]:
    if value is None:
        return ()
    if isinstance(value, dict) and all(one in UNITS for one in value.values()):
        return tuple(sorted((str(name), cast(Unit, unit)) for name, unit in value.items()))
    raise BadMapping.because(file, f"'units' must be a column of ours and one of {', '.join(UNITS)}, not {value!r}.")


def _source(value: object, file: str) -> str | None:
    if value is None or (isinstance(value, str) and value.strip()):
        return value.strip() if value else None
    raise BadMapping.because(file, f"'source' must be the name of a tool or list, not {value!r}.")


def _day(value: object, file: str) -> str | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise BadMapping.because(file, f"'list_date' must be a day such as 2025-01-31, not {value!r}.") from error


def _choice(values: Mapping[str, object], name: str, accepted: tuple[object, ...], file: str) -> object:
    value = values.get(name)
    if value is not None and value not in accepted:
        raise BadMapping.because(file, f"'{name}' takes {', '.join(map(str, accepted))}, not {value!r}.")
    return value


def _timezone(value: object, file: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or value not in available_timezones():
        raise BadMapping.because(file, f"'timezone' must be a name such as Europe/Berlin, not {value!r}.")
    return ZoneInfo(value).key


def _scale(value: object, file: str) -> tuple[float, float] | None:
    if value is None:
        return None
    if isinstance(value, list) and len(value) == 2 and all(type(one) in (int, float) for one in value):
        low, high = value
        if low < high:
            return (low, high)
    raise BadMapping.because(file, f"'scale' must be the lowest and highest answer, such as [0, 10], not {value!r}.")


def _list(values: Mapping[str, object], name: str, file: str) -> tuple[str, ...]:
    value = values.get(name) or []
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    raise BadMapping.because(file, f"'{name}' must be a list of texts.")


def _date_range(value: object, file: str) -> tuple[str, str] | None:
    if value is None:
        return None
    if isinstance(value, list) and len(value) == 2 and all(isinstance(one, str) for one in value):
        try:
            first, last = (date.fromisoformat(one) for one in value)
        except ValueError:
            first, last = date.max, date.min
        if first <= last:
            return first.isoformat(), last.isoformat()
    reason = f'\'date_range\' takes the first and the last day, as ["2015-01-01", "2030-12-31"], not {value!r}.'
    raise BadMapping.because(file, reason)
