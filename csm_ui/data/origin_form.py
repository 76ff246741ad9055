"""Of which source a dropped file is, of which day its list, and in what units its figures are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import cast

import streamlit as st

from csm_core.intake.cells.header_units import MONEY_UNITS, TIME_UNITS, Unit
from csm_core.intake.options import Missing, Options
from csm_core.tables.catalogue import KINDS, TABLES, Type

_AS_SAID = "as the header says"
_WHOLE = "as written"
_MISSING = {"as the lists show": None, "has left on its day": "ended", "stays a customer": "kept"}


def origin_form(kind: str, options: Options, name: str) -> Options:
    """The source of the file; for lists of subscriptions their day, and what who is missing from them is."""
    source = st.text_input(
        "Exported from",
        options.source or "",
        placeholder="Zendesk",
        key=f"{name}source",
        help="A newer export of the same source replaces the older one row by row; another source adds "
        "rows. Leave empty if the file says so itself.",
    )
    options = replace(options, source=source.strip() or None)
    if KINDS[kind] != "subscriptions":
        return options
    given = date.fromisoformat(options.list_date) if options.list_date else None
    day = st.date_input("Date of the list", given, key=f"{name}list_date", format="YYYY-MM-DD")
    missing = st.selectbox(
        "Who is missing from it",
        list(_MISSING),
        index=list(_MISSING.values()).index(options.missing),
        key=f"{name}missing",
        help="Customers on an earlier list of this source but not on this one",
    )
    return replace(
        options,
        list_date=day.isoformat() if isinstance(day, date) else None,
        missing=cast(Missing | None, _MISSING[missing]),
    )


def units_form(kind: str, columns: Mapping[str, str], options: Options, name: str) -> Options:
    """In what unit the figures of each column of money or durations are written."""
    units = dict(options.units)
    for canonical in columns:
        column = TABLES[KINDS[kind]].column(canonical)
        is_money = column is not None and column.type is Type.MONEY
        if not is_money and not canonical.endswith("_minutes"):
            continue
        choices: dict[str, Unit | None] = {_AS_SAID: None, _WHOLE: "as_written"}
        choices |= {unit: unit for unit in (MONEY_UNITS if is_money else TIME_UNITS)}
        picked = st.selectbox(
            f"{canonical} is in",
            list(choices),
            index=list(choices.values()).index(units.get(canonical)),
            key=f"{name}units.{canonical}",
        )
        units.pop(canonical, None)
        unit = choices[picked]
        if unit is not None:
            units[canonical] = unit
    return replace(options, units=tuple(sorted(units.items())))
