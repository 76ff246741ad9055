"""What all rows of a file have in common, where no column says it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import streamlit as st

from csm_core.intake.check.terms import TERM
from csm_core.intake.mapping import FileMapping
from csm_core.intake.vocabulary.yes_no import yes_or_no
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

_NAMES_OF_SCORES = (("score_name", "Name of the score", "Health score"), ("tool", "Tool that gave it", "Gainsight"))
_DIRECTIONS = ("healthier", "worse, as of a risk")


def constants_form(kind: str, columns: Mapping[str, str], given: FileMapping | None, key: str) -> dict[str, str]:
    """What every row of the file has, where no column says it: kind of survey, name of a score, currency, time of an
    amount, day."""
    constants = dict(given.constants) if given else {}
    declared = TABLES[KINDS[kind]]
    if kind == "surveys" and "survey_type" not in columns:
        _survey_type(constants, key)
    if kind == "health_scores":
        _of_scores(columns, constants, key)
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


def _of_scores(columns: Mapping[str, str], constants: dict[str, str], key: str) -> None:
    """What the scores of another tool are called there, which tool gave them, and whether more of them is better."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for name, label, example in _NAMES_OF_SCORES:
            if name not in columns:
                text = st.text_input(
                    label, constants.pop(name, ""), placeholder=example, key=f"{key}.constant.{name}", width=240
                )
                constants |= {name: text.strip()} if text.strip() else {}
        if "less_is_better" not in columns:
            is_risk = yes_or_no(constants.pop("less_is_better", "no")) is True
            picked = st.selectbox(
                "A higher score is", _DIRECTIONS, int(is_risk), key=f"{key}.constant.less_is_better", width=240
            )
            constants |= {"less_is_better": "yes"} if picked == _DIRECTIONS[1] else {}


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
