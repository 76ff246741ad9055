"""Outcomes by customer: one line each, with how many goals there are, are met, and are likely to be met."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from csm_core import Result, registry
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.ask import answer, known_accounts
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.menu import menu
from csm_ui.exhibits.remarks import remark
from csm_ui.exhibits.show import heading, shown
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.trouble import guarded

_MET, _FORECAST = "on_target", "forecast_on_target"


def customer_goals(view: View, cell: Cell) -> None:
    """The table of a cell of `customer_outcomes`; what each outcome stands at is on the account's page."""
    if cell.metric not in registry():
        return
    with st.container(border=True), guarded("the outcomes by customer"):
        cell = with_choices(cell)
        result = answer(view, cell)
        table = _table(view, result)
        if not table.num_rows:
            shown(view, cell, result, None)
            return
        heading(cell.label or registry()[cell.metric].name, lambda: menu(view, cell, result, "behind"))
        account_table(table, view.key(f"{cell.metric}.customers"), _HEADINGS)
        remark(view, result)


_HEADINGS = {"account_name": "Account", "goals": "Goals", "met": "Met", "forecast": "Forecast to be met"}


def _table(view: View, result: Result) -> pa.Table:
    """A row for each account with a goal: those with most goals unmet first."""
    names = known_accounts(view)
    verdicts: dict[str, dict[str, list[float]]] = {}
    for row in result.rows():
        if row["account_id"] is not None and row["measure"] in (_MET, _FORECAST) and isinstance(row["value"], float):
            account_verdicts = verdicts.setdefault(str(row["account_id"]), {_MET: [], _FORECAST: []})
            account_verdicts[str(row["measure"])].append(row["value"])
    order = sorted(
        verdicts.items(), key=lambda one: (sum(one[1][_MET]) - len(one[1][_MET]), names.get(one[0], one[0]))
    )
    rows = [
        {
            "account_id": account, "account_name": names.get(account, account), "goals": len(group[_MET]),
            "met": int(sum(group[_MET])), "forecast": _forecast(group[_FORECAST], len(group[_MET])),
        }
        for account, group in order
    ]  # fmt: skip
    return pa.Table.from_pylist(rows)


def _forecast(verdicts: list[float], goals: int) -> str:
    """How many goals are likely to be met; of those with a forecast, where not all have one."""
    if not verdicts:
        return "no forecast"
    return f"{sum(verdicts):.0f}" + ("" if len(verdicts) == goals else f" of {len(verdicts)} with a forecast")
