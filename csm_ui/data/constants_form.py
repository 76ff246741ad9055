"""What all rows of a file have in common, where no column says it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import streamlit as st

from csm_core.intake.check.terms import TERM
from csm_core.intake.mapping import FileMapping
from csm_core.tables.catalogue import KINDS, TABLES, Table, Type

_TIMES = {
    "a month": "month",
    "a quarter": "quarter",
    "half a year": "6 months",
    "a year": "year",
    "two years": "2 years",
    "a week": "week",
    "the whole term, from start to end": TERM,
}


def constants_form(kind: str, columns: Mapping[str, str], given: FileMapping | None, key: str) -> dict[str, str]:
    """What every row of the file has, where no column says it: kind of survey, currency, time of an amount, day."""
    constants = dict(given.constants) if given else {}
    declared = TABLES[KINDS[kind]]
    if kind == "surveys" and "survey_type" not in columns:
        _survey_type(constants, key)
    if declared.column("currency") is not None and "currency" not in columns and kind != "fx_rates":
        code = st.text_input(
            "Currency of all amounts",
            constants.get("currency", ""),
            max_chars=3,
            placeholder="EUR",
            key=f"{key}.constant.currency",
            width=200,
        )
        constants.pop("currency", None)
        if code:
            constants["currency"] = code.upper()
    if kind == "subscriptions" and "amount" in columns and not {"mrr", "billing_interval"} & set(columns):
        _interval(constants, key)
    _days(declared, columns, constants, key)
    return constants


def _survey_type(constants: dict[str, str], key: str) -> None:
    kinds = ["nps", "csat", "ces"]
    usual = constants.pop("survey_type", None)
    picked = st.radio(
        "Which question was asked",
        kinds,
        kinds.index(usual) if usual in kinds else None,
        horizontal=True,
        key=f"{key}.constant.survey_type",
    )
    if picked:
        constants["survey_type"] = str(picked)


def _interval(constants: dict[str, str], key: str) -> None:
    usual = constants.pop("billing_interval", None)
    times = _TIMES if usual is None or usual in _TIMES.values() else {**_TIMES, usual: usual}
    picked = st.selectbox(
        "The amount is for",
        list(times),
        index=None if usual is None else list(times.values()).index(usual),
        placeholder="not said",
        key=f"{key}.constant.billing_interval",
        width=320,
    )
    if picked is not None:
        constants["billing_interval"] = times[picked]


def _days(declared: Table, columns: Mapping[str, str], constants: dict[str, str], key: str) -> None:
    """The days that hold for all rows, such as that of a list."""
    for name, text in list(constants.items()):
        column = declared.column(name)
        if column is None or column.type is not Type.MOMENT or name in columns:
            continue
        try:
            usual = date.fromisoformat(text)
        except ValueError:
            continue
        day = st.date_input(
            f"{name} of all rows", usual, key=f"{key}.constant.{name}", format="YYYY-MM-DD", width=200
        )
        constants[name] = day.isoformat()
