"""Whether rows of use are single events and days, or totals of whole weeks, months, quarters or years."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.headers import spoken
from csm_core.intake.mapping import FileMapping, Grain
from csm_core.intake.plain_dates import PlainDates
from csm_core.intake.shapes import is_month, shape
from csm_core.intake.typed import TypedColumns
from csm_core.plural import plural
from csm_core.tables import KINDS

_AT = "event_at"
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
_CALLED = {"week": "weeks", "month": "months", "quarter": "quarters", "year": "years"}


def read_grain(typed: TypedColumns, mapping: FileMapping, is_whole: bool = True) -> None:
    """Note with each row of use what it is a total of, in the table's own column `grain` (null: of a day or less).

    The mapping's option `grain` says it; where it says nothing, the whole column decides: dates written as months,
    a header that names a period, or dates that all begin (or all end) one. Where that shows, it is told
    (`grain_coarse`); where it may be chance, the coarse reading is taken, in which no figure of days is computed,
    and a person is asked (`grain_assumed`). Where `typed` is a block of a large file, only the option counts.
    """
    if KINDS[mapping.kind] != "events" or _AT not in typed.columns:
        return
    header = mapping.columns.get(_AT, _AT)
    shown, is_sure, why = _shown(typed, header) if is_whole else (None, False, "")
    grain = mapping.options.grain or shown
    if grain != shown or (mapping.options.grain is not None and not is_sure):
        is_sure, why = True, "holds totals, as the mapping says"
    if grain is not None and grain != "day":
        typed.found.append(_issue(grain, is_sure, why, header))
        typed.columns["grain"] = pa.repeat(pa.scalar(grain), len(typed.numbers))


def _issue(grain: Grain, is_sure: bool, why: str, header: str) -> Issue:
    then = f"Each row was taken as the total of its {grain}: figures that need days are refused."
    told = {"column": header, "canonical": _AT, "headers": (header,), "value": grain}
    if is_sure:
        return Issue("grain_coarse", "info", f"'{header}' {why}. {then}", **told)  # type: ignore[arg-type]
    asked = "Please say which it is (option grain: day, week, month, quarter, year)."
    open_ = f"'{header}' does not tell whether its rows are of days or of {_CALLED[grain]}: it {why}."
    return Issue("grain_assumed", "warning", f"{open_} {then} {asked}", **told)  # type: ignore[arg-type]


def _shown(typed: TypedColumns, header: str) -> tuple[Grain | None, bool, str]:
    """The grain that the column shows, whether that is sure, and why; None where its rows are of days."""
    written = _written(typed.texts.get(_AT))
    if written is not None:
        return written, True, f"holds {_CALLED[written]}, not days"
    moments = typed.columns[_AT].drop_null()
    dates = PlainDates.of(moments)
    if not len(moments) or not dates.are.all():
        return None, False, ""
    days, rows = np.unique(dates.number), len(moments)
    is_total = bool({"event_count", "duration_minutes"} & set(typed.columns))
    for grain, edges in _edges(days).items():
        called = f"the {edges} day of a {grain}"
        why = f"is {called} in each of {plural(rows, 'row')}"
        if _NAMED[grain].search(spoken(header)):
            return grain, True, f"is named after it and {why}"
        if len(days) >= _DATES[grain] and rows >= (_FEW_ROWS if is_total else _MANY_ROWS):
            return grain, True, why
        if grain in ("month", "week") and is_total and rows >= _FEW_ROWS and (grain == "month" or len(days) > 1):
            return grain, False, why
    return None, False, ""


def _written(texts: pa.Array | None) -> Grain | None:
    """The grain that every text is written in, where none of them names a day."""
    distinct: Sequence[str] = (
        [] if texts is None else [text.strip() for text in pc.unique(texts.drop_null()).to_pylist()]
    )
    distinct = [text for text in distinct if text]
    if not distinct:
        return None
    if all(is_month(text) and shape(text) != "date" for text in distinct):
        return "month"
    return next((grain for grain, form in _WRITTEN.items() if all(map(form.match, distinct))), None)


def _edges(days: npt.NDArray[np.int64]) -> dict[Grain, str]:
    """Periods of which all `days` (since 1970) are the first or all the last day, the longest first."""
    found: dict[Grain, str] = {}
    for edge, shifted in (("first", days), ("last", days + 1)):
        months = shifted.astype("datetime64[D]").astype("datetime64[M]")
        if bool((months.astype("datetime64[D]").astype(np.int64) == shifted).all()):
            place = months.astype(np.int64) % 12
            found |= {"year": edge} if bool((place == 0).all()) else {}
            found |= {"quarter": edge} if bool((place % 3 == 0).all()) else {}
            found |= {"month": edge}
    # 1 January 1970 was a Thursday: Mondays and Sundays begin weeks, and end them.
    weekdays = {int(day) for day in np.unique((days + 3) % 7)}
    if weekdays in ({0}, {6}):
        found |= {"week": "first" if weekdays == {0} else "first or last"}
    order: tuple[Grain, ...] = ("year", "quarter", "month", "week")
    return {grain: found[grain] for grain in order if grain in found}
