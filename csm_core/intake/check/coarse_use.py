"""Whether rows of use are single events and days, or totals of whole weeks, months, quarters or years."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.cells.plain_dates import PlainDates
from csm_core.intake.cells.shapes import is_month, shape
from csm_core.intake.mapping import FileMapping, Grain
from csm_core.intake.values.typed_columns import TypedColumns
from csm_core.intake.vocabulary.headers import spoken
from csm_core.midnights import unmarked
from csm_core.tables.catalogue import KINDS
from csm_core.text.plural import plural

AT = "event_at"
# A year, a month, a quarter or a week written as such tells of no day.
_WRITTEN: Mapping[Grain, re.Pattern[str]] = {
    "quarter": re.compile(r"^(?:(?:19|20)\d{2}[-/ ]?[qQ][1-4]|[qQ][1-4][-/ ]?(?:19|20)\d{2})$"),
    "week": re.compile(r"^(?:19|20)\d{2}[-/ ]?(?:[wW]|KW ?)\d{1,2}$"),
}
# The words of headers that name a period, without accents.
_NAMED: Mapping[Grain, re.Pattern[str]] = {
    "week": re.compile(r"\b(week|weekly|woche|kalenderwoche|kw|semaine|semana|settimana)\b"),
    "month": re.compile(r"\b(month|monthly|monat|mois|mes|mese|maand)\b"),
    "quarter": re.compile(r"\b(quarter|quarterly|quartal|trimestre|kwartaal)\b"),
    "year": re.compile(r"\b(year|yearly|jahr|annee|ano|anno|jaar)\b"),
}
# Fewest different dates by which a grain shows: a day taken at random is a month's first once in thirty times, but
# a Monday once in seven, and every year's first day is a quarter's and a month's as well.
_DATES: Mapping[Grain, int] = {"year": 3, "quarter": 3, "month": 2, "week": 4}
_FEW_ROWS, _MANY_ROWS = 3, 10
_FIRST = 50
_CALLED = {"week": "weeks", "month": "months", "quarter": "quarters", "year": "years"}


@dataclass(frozen=True, slots=True)
class ShownGrain:
    """The grain that dates of use show, None where their rows are of days; whether that is sure, and why."""

    grain: Grain | None = None
    is_sure: bool = False
    why: str = ""


def read_grain(typed: TypedColumns, mapping: FileMapping, shown: ShownGrain) -> None:
    """Note with each row of use what it is a total of, in the table's own column `grain` (null: of a day or less).

    The mapping's option `grain` says it; where it says nothing, the whole column decides: dates written as months,
    a header that names a period, or dates that all begin (or all end) one. Where that shows, it is told
    (`grain_coarse`); where it may be chance, the coarse reading is taken, in which no figure of days is computed,
    and a person is asked (`grain_assumed`).
    """
    if KINDS[mapping.kind] != "events" or AT not in typed.columns:
        return
    stated, is_sure, why = mapping.options.grain, shown.is_sure, shown.why
    grain = stated or shown.grain
    if grain != shown.grain or (stated is not None and not is_sure):
        is_sure, why = True, "holds totals, as the mapping says"
    if grain is not None and grain != "day":
        typed.remarks.append(_issue(grain, is_sure, why, mapping.columns.get(AT, AT)))
        # The date of a total names its period, whatever it is written as.
        typed.columns[AT] = unmarked(typed.columns[AT])
        typed.columns["grain"] = pa.repeat(pa.scalar(grain), len(typed.numbers))


def _issue(grain: Grain, is_sure: bool, why: str, header: str) -> Issue:
    then = f"Each row was taken as the total of its {grain}: figures that need days are refused."
    fields = {"column": header, "canonical": AT, "headers": (header,), "value": grain}
    if is_sure:
        return Issue("grain_coarse", "info", f"'{header}' {why}. {then}", **fields)  # type: ignore[arg-type]
    asked = "Please say which it is (option grain: day, week, month, quarter, year)."
    open_ = f"'{header}' does not say whether its rows cover days or {_CALLED[grain]}: it {why}."
    return Issue("grain_assumed", "warning", f"{open_} {then} {asked}", **fields)  # type: ignore[arg-type]


class DatesOfUse:
    """What the dates of rows of use taken so far show of their grain. `is_total`: whether the rows count."""

    def __init__(self, mapping: FileMapping) -> None:
        self._header = mapping.columns.get(AT, AT)
        self._is_total = bool({"event_count", "duration_minutes"} & {*mapping.columns, *mapping.constants})
        self._forms: list[Grain] = ["month", *_WRITTEN]
        self._has_texts, self._are_dates, self._rows = False, True, 0
        self._days = np.zeros(0, np.int64)

    def take(self, texts: pa.Array, moments: pa.Array, rows: int | None = None) -> None:
        """Further rows: the column's cells, and the moments that they were read as. `rows`: how many they are, where
        only the different moments are given."""
        # Of most columns a few cells tell that no period is written there.
        for some in (texts.slice(0, _FIRST), texts) if self._forms else ():
            distinct = [text for one in pc.unique(some.drop_null()).to_pylist() if (text := one.strip())]
            self._has_texts = self._has_texts or bool(distinct)
            self._forms = [form for form in self._forms if all(_is_written(text, form) for text in distinct)]
            if not self._forms:
                break
        moments = moments.drop_null()
        self._rows += len(moments) if rows is None else rows
        if self._are_dates:
            dates = PlainDates.of(moments)
            self._are_dates = bool(dates.are.all())
            self._days = np.union1d(self._days, dates.number)

    def outcome(self) -> ShownGrain:
        """The grain that all these rows show."""
        if self._has_texts and self._forms:
            (written, *_) = self._forms
            return ShownGrain(written, True, f"holds {_CALLED[written]}, not days")
        if not self._rows or not self._are_dates:
            return ShownGrain()
        count = len(self._days)
        for grain, edges in _edges(self._days).items():
            why = f"is the {edges} day of a {grain} in all {plural(self._rows, 'row')}"
            if _NAMED[grain].search(spoken(self._header)):
                return ShownGrain(grain, True, f"is named after it and {why}")
            if count >= _DATES[grain] and self._rows >= (_FEW_ROWS if self._is_total else _MANY_ROWS):
                return ShownGrain(grain, True, why)
            may_be = grain == "month" or (grain == "week" and count > 1)
            if may_be and self._is_total and self._rows >= _FEW_ROWS:
                return ShownGrain(grain, False, why)
        return ShownGrain()


def _is_written(text: str, grain: Grain) -> bool:
    if grain == "month":
        return is_month(text) and shape(text) != "date"
    return _WRITTEN[grain].match(text) is not None


def _edges(days: npt.NDArray[np.int64]) -> dict[Grain, str]:
    """Periods of which all `days` (since 1970) are the first or all the last day, the longest first."""
    edges: dict[Grain, str] = {}
    for edge, shifted in (("first", days), ("last", days + 1)):
        months = shifted.astype("datetime64[D]").astype("datetime64[M]")
        if bool((months.astype("datetime64[D]").astype(np.int64) == shifted).all()):
            month = months.astype(np.int64) % 12
            edges |= {"year": edge} if bool((month == 0).all()) else {}
            edges |= {"quarter": edge} if bool((month % 3 == 0).all()) else {}
            edges |= {"month": edge}
    # 1 January 1970 was a Thursday: Mondays, Saturdays and Sundays begin weeks, and end them.
    weekdays = {int(day) for day in np.unique((days + 3) % 7)}
    if weekdays in ({0}, {5}, {6}):
        edges |= {"week": "first" if weekdays == {0} else "first or last"}
    order: tuple[Grain, ...] = ("year", "quarter", "month", "week")
    return {grain: edges[grain] for grain in order if grain in edges}
