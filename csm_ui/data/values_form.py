"""How the values of a file are written, and what its rows mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import cast
from zoneinfo import available_timezones

import streamlit as st

from csm_core.intake.options import (
    DateOrder,
    Decimal,
    Discount,
    Duplicates,
    EndDate,
    Grain,
    Midnights,
    Options,
    PastEnd,
    Per,
)
from csm_core.tables.catalogue import KINDS, TABLES, Type
from csm_ui.data.origin_form import origin_form, units_form

_DECIDED = "as the values say"
_ORDERS = {
    _DECIDED: None,
    "day first (31.12.2025)": "dmy",
    "month first (12/31/2025)": "mdy",
    "year first (2025-12-31)": "ymd",
}
_ENDS = {_DECIDED: None, "the last day of service": "inclusive", "the first day without": "exclusive"}
_PAST_ENDS = {"goes on where it renews by itself": None, "goes on": "renews", "has ended": "ends"}
_DISCOUNTS = {_DECIDED: None, "money off (30)": "money", "percentages (20)": "percent", "shares (0.2)": "share"}
_EQUAL = {"count once where they have an id": None, "count once": "once", "are all kept": "keep"}
_BELIEVED = (("Accept dates from", "2015-01-01"), ("Accept dates until", "2030-12-31"))
_GRAINS = {
    _DECIDED: None,
    "one day or one event": "day",
    "a week's total": "week",
    "a month's total": "month",
    "a quarter's total": "quarter",
    "a year's total": "year",
}
_PER = {_DECIDED: None, "a month": "month", "a quarter": "quarter", "a year": "year"}
_MIDNIGHTS = {_DECIDED: None, "dates": "dates", "moments": "moments"}
_MARKS = {_DECIDED: None, "point (1,234.50)": ".", "comma (1.234,50)": ","}


def options_form(kind: str, columns: Mapping[str, str], given: Options, key: str) -> Options:
    """Dates, decimals, time zone and other ways of writing."""
    declared = TABLES[KINDS[kind]]
    has_money = any(column.type is Type.MONEY for column in declared.columns)
    name = f"{key}.option."
    with st.expander("How values are written, and where they come from"), st.grid(3, min_column_width=220):
        options = _of_dates(given, name)
        mark = st.selectbox("Decimals", list(_MARKS), index=_index(_MARKS, given.decimal), key=f"{name}decimal")
        nothing = st.text_input(
            "Also treat as empty", ", ".join(given.null_values), placeholder="n/a, -", key=f"{name}null_values"
        )
        options = replace(
            options,
            decimal=cast(Decimal | None, _MARKS[mark]),
            null_values=tuple(part.strip() for part in nothing.split(",") if part.strip()),
        )
        if has_money:
            cents = st.toggle("Amounts are in cents", given.minor_units is True, key=f"{name}minor_units")
            # Untouched, it says nothing; switched off, it is an answer.
            options = replace(options, minor_units=True if cents else None if given.minor_units is None else False)
        options = _of_rows(kind, options, name)
        if kind in ("surveys", "health_scores"):
            options = replace(options, scale=_scale(given.scale, key))
        if kind == "surveys":
            asked = st.toggle("NPS was asked from 0 to 10", given.nps_confirmed, key=f"{name}nps_confirmed")
            options = replace(options, nps_confirmed=asked)
        options = units_form(kind, columns, origin_form(kind, options, name), name)
        return _of_doubts(options, name)


def _of_dates(given: Options, name: str) -> Options:
    """The order of their parts, the zone of times, and what midnights are."""
    order = st.selectbox("Dates", list(_ORDERS), index=_index(_ORDERS, given.date_order), key=f"{name}date_order")
    zones = ["UTC", *sorted(available_timezones() - {"UTC"})]
    zone = st.selectbox(
        "Time zone of the times",
        zones,
        index=zones.index(given.timezone) if given.timezone in zones else 0,
        key=f"{name}timezone",
    )
    midnights = st.selectbox(
        "Times that are all midnight are",
        list(_MIDNIGHTS),
        index=_index(_MIDNIGHTS, given.midnights),
        key=f"{name}midnights",
        help="2024-03-01T00:00:00Z is a date, or an exact time, which is 29 February in New York",
    )
    return replace(
        given,
        date_order=cast(DateOrder | None, _ORDERS[order]),
        timezone=given.timezone if zone == "UTC" and given.timezone is None else str(zone),
        midnights=cast(Midnights | None, _MIDNIGHTS[midnights]),
    )


def _of_doubts(options: Options, name: str) -> Options:
    """What the reader doubts and a person may know better: words that elsewhere mean nothing, dates far off."""
    words = st.text_input(
        "Words, not empty",
        ", ".join(options.words),
        placeholder="None",
        key=f"{name}words",
        help="Words that usually mean empty but are real values in this file",
    )
    given = options.date_range
    first, last = (
        st.text_input(
            label,
            given[index] if given else "",
            placeholder=example,
            key=f"{name}date_range.{index}",
            help="As 2015-01-01; empty where dates far from all others are to be asked about",
        )
        for index, (label, example) in enumerate(_BELIEVED)
    )
    return replace(
        options,
        words=tuple(part.strip() for part in words.split(",") if part.strip()),
        date_range=_believed_range(first, last),
    )


def _believed_range(first: str, last: str) -> tuple[str, str] | None:
    """Both days in ISO form; None where one is missing or no date, or they stand the wrong way round."""
    try:
        days = date.fromisoformat(first.strip()), date.fromisoformat(last.strip())
    except ValueError:
        return None
    return (days[0].isoformat(), days[1].isoformat()) if days[0] <= days[1] else None


def _of_rows(kind: str, options: Options, name: str) -> Options:
    """What rows mean: equal ones, ends of contracts, totals of use."""
    equal = st.selectbox(
        "Identical rows", list(_EQUAL), index=_index(_EQUAL, options.duplicates), key=f"{name}duplicates"
    )
    options = replace(options, duplicates=cast(Duplicates | None, _EQUAL[equal]))
    if KINDS[kind] in ("accounts", "subscriptions"):
        end = st.selectbox(
            "The end of a contract is",
            list(_ENDS),
            index=_index(_ENDS, options.end_date),
            key=f"{name}end_date",
            help="31 December as the last day of service, or 1 January as the first day without",
        )
        options = replace(options, end_date=cast(EndDate | None, _ENDS[end]))
    if KINDS[kind] in ("mrr_snapshots", "mrr_movements"):
        per = st.selectbox(
            "Amounts are per", list(_PER), index=_index(_PER, options.amounts_per), key=f"{name}amounts_per"
        )
        options = replace(options, amounts_per=cast(Per | None, _PER[per]))
    if KINDS[kind] == "events":
        grain = st.selectbox("A row is", list(_GRAINS), index=_index(_GRAINS, options.grain), key=f"{name}grain")
        options = replace(options, grain=cast(Grain | None, _GRAINS[grain]))
    return _of_lines(options, name) if kind == "subscriptions" else options


def _of_lines(options: Options, name: str) -> Options:
    """What lines of subscriptions mean: ends that have passed, and discounts."""
    past = st.selectbox(
        "An active line whose end has passed",
        list(_PAST_ENDS),
        index=_index(_PAST_ENDS, options.past_end),
        key=f"{name}past_end",
    )
    off = st.selectbox(
        "Discounts are", list(_DISCOUNTS), index=_index(_DISCOUNTS, options.discount), key=f"{name}discount"
    )
    return replace(
        options,
        past_end=cast(PastEnd | None, _PAST_ENDS[past]),
        discount=cast(Discount | None, _DISCOUNTS[off]),
    )


def _scale(given: tuple[float, float] | None, key: str) -> tuple[float, float] | None:
    text = st.text_input(
        "Lowest and highest answer or score",
        f"{given[0]:g}-{given[1]:g}" if given else "",
        placeholder="0-10",
        key=f"{key}.option.scale",
        help="Such as 0-10 or 1-5; leave empty if the values show it",
    )
    parts = text.replace("–", "-").split("-")
    try:
        low, high = float(parts[0]), float(parts[1])
    except (IndexError, ValueError):
        return None
    return (low, high) if low < high else None


def _index(options: Mapping[str, str | None], value: str | None) -> int:
    return list(options.values()).index(value)
