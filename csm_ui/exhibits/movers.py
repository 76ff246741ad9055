"""Who it was: the accounts behind what moved, the largest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from csm_core import registry
from csm_core.text.plural import plural
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.ask import answer, remembered, rows
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.download import download_csv
from csm_ui.exhibits.menu import menu
from csm_ui.exhibits.show import heading
from csm_ui.exhibits.wording import why_no_rows
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_MOST = 200


def under_users(view: View, cell: Cell) -> None:
    """The accounts that use the smallest part of the seats they pay for, in the last complete period."""
    columns = {"account_name": "Account", "part": "Seats used", "whole": "Seats paid", "share": "Used, %"}

    def shaped(behind: pa.Table) -> pa.Table:
        behind = behind.filter(pc.equal(behind.column("measure"), "account"))
        whole = pc.cast(behind.column("whole"), pa.float64())
        behind = behind.append_column("share", pc.multiply(pc.divide(behind.column("part"), whole), 100.0))
        return behind.filter(pc.less(behind.column("share"), 50.0)).sort_by(
            [("share", "ascending"), ("whole", "descending")]
        )

    _listed(view, cell, "Accounts that use less than half of their seats", columns, shaped)


def escalated(view: View) -> None:
    """The accounts with the most escalated tickets in the period."""
    columns = {"account_name": "Account", "escalations": "Escalations", "hours": "Median hours", "latest": "Latest"}

    def shaped(behind: pa.Table) -> pa.Table:
        behind = behind.filter(pc.equal(behind.column("measure"), "median"))
        grouped = behind.group_by(["account_id", "account_name"], use_threads=False).aggregate(
            [("ticket_id", "count_distinct"), ("hours", "approximate_median"), ("escalated_on", "max")]
        )
        names = ["account_id", "account_name", "escalations", "hours", "latest"]
        return grouped.rename_columns(names).sort_by([("escalations", "descending"), ("latest", "descending")])

    _listed(view, Cell("escalation_duration", measure="median"), "Who escalates most", columns, shaped)


def _listed(
    view: View,
    cell: Cell,
    title: str,
    columns: Mapping[str, str],
    shaped: Callable[[pa.Table], pa.Table],
) -> None:
    """The rows behind a cell as `shaped` makes them."""
    if cell.metric not in registry():
        return
    with st.container(border=True), guarded(f"the accounts of {cell.metric}"):
        cell = with_choices(cell)
        result = answer(view, cell)
        behind = rows(view, cell)
        if result.missing or not behind.num_rows:
            heading(title)
            st.caption(plain(why_no_rows(result, "No account in this scope.")))
            return
        question = ("listed", title, cell, view.scope, view.span)
        table = remembered(view.workspace, question, lambda: shaped(behind))
        who = table.column("account_id") if "account_id" in table.column_names else None
        many = f": {plural(pc.count_distinct(who).as_py(), 'account')}" if who is not None else ""
        heading(f"{title}{many}", lambda: menu(view, cell, result, title))
        account_table(table.slice(0, _MOST), view.key(f"{cell.metric}.{title}"), columns, decimals=0)
        if table.num_rows > _MOST:
            st.caption(plain(f"The first {_MOST} of {table.num_rows:,} rows are shown."))
        download_csv(view, table, f"{cell.metric}-accounts", view.key(f"{cell.metric}.{title}.file"), "Export CSV")
