"""An answer that is no picture: what a model found, and the accounts with the largest values."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from csm_core import Result
from csm_core.metrics.framework.registry import metric_named
from csm_core.metrics.framework.shown_unit import unit_words
from csm_core.text.plural import plural
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.ask import known_accounts
from csm_ui.exhibits.download import download_csv
from csm_ui.exhibits.remarks import remark
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain

_MOST = 200
_COLUMNS = {
    "account_name": "Account",
    "segment": "Segment",
    "measure": "Measure",
    "series": "Part",
    "value": "Value",
    "low": "95 % from",
    "high": "to",
    "note": "Note",
}


def answer_table(view: View, cell: Cell, result: Result) -> None:
    """The fitted parameters, and one row an account, the largest first; without accounts, the rows there are."""
    if result.parameters:
        _parameters(view, cell, result)
    table = result.table
    accounts = table.filter(pc.is_valid(table.column("account_id")))
    table = (accounts if accounts.num_rows else table).sort_by([("value", "descending")])
    names = known_accounts(view)
    table = table.append_column(
        "account_name", pa.array([names.get(one) for one in table.column("account_id").to_pylist()], pa.string())
    )
    there = {name: heading for name, heading in _COLUMNS.items() if table.column(name).null_count < table.num_rows}
    st.caption(plain(unit_words(metric_named(result.metric), result)))
    account_table(table.slice(0, _MOST), view.key(f"{cell.metric}.answer"), there)
    download_csv(
        view, table, cell.metric, view.key(f"{cell.metric}.answer.file"), f"All {plural(table.num_rows, 'row')}"
    )
    remark(view, result)


def _parameters(view: View, cell: Cell, result: Result) -> None:
    st.dataframe(
        {
            "Fitted": [one.name for one in result.parameters],
            "Value": [one.value for one in result.parameters],
            "95 % from": [one.low for one in result.parameters],
            "to": [one.high for one in result.parameters],
        },
        hide_index=True,
        width="stretch",
        placeholder="",
        key=view.key(f"{cell.metric}.parameters"),
    )
