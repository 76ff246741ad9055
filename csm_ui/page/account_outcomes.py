"""What one account set out to reach: where each outcome stands and where it leads."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import streamlit as st

from csm_core import registry
from csm_core.facts.queries.account_profile import AccountProfile
from csm_core.units import write_value
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.ask import answer
from csm_ui.exhibits.choices import with_choices
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.trouble import guarded

_METRIC = "customer_outcomes"
_COLUMNS = {
    "current": "Now",
    "target": "Agreed",
    "attainment": "Reached",
    "forecast": "Forecast",
    "chance": "Chance to be on target",
}


def account_outcomes(view: View, account: AccountProfile) -> None:
    """A row for each outcome; nothing where no outcomes are loaded."""
    if _METRIC not in registry():
        return
    with guarded("the outcomes of an account"):
        cell = with_choices(Cell(_METRIC))
        result = answer(view, replace(cell, scope=replace(view.scope, split=None)))
        if result.missing:
            return
        st.subheader("Outcomes", anchor=False)
        metric = registry()[_METRIC]
        rows: dict[str, dict[str, str]] = {}
        for row in result.rows():
            if row["account_id"] == account.account_id and row["measure"] in _COLUMNS:
                name, measure = str(row["series"]), str(row["measure"])
                value = row["value"] if isinstance(row["value"], float) else None
                unit = metric.unit_of(metric.variants[0], measure)
                columns = rows.setdefault(name, {"Outcome": name})
                columns[_COLUMNS[measure]] = write_value(value, unit, None)
        if not rows:
            st.caption("No outcome of this account was measured recently.")
            return
        account_table(pa.Table.from_pylist(list(rows.values())), view.key("account.outcomes"))
        for note in result.notes:
            st.caption(note)
