"""Who left and who pays less, by name: MRR, how long they were customers, their last score, and the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import fsum
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from csm_core import Result, metric_named, registry
from csm_core.charts.words import period_words
from csm_core.metrics.customers.customer_since import Customer, customers_since
from csm_core.metrics.customers.tenure import elapsed_months
from csm_core.metrics.framework.what_to_load import what_to_load
from csm_core.periods import add_periods, period_start
from csm_core.text.plural import plural
from csm_core.units import Unit, write_value
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.ask import answer, from_context, remembered, rows
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
_ROWS = 6
_LESS = ("contraction", "paused")
_LEFT_COLUMNS = {
    "account_name": "Account",
    "mrr": "MRR",
    "left": "Left",
    "tenure": "Customer for",
    "last_score": "Last score",
    "series": "Reason",
    "owner": "Owner",
}
_LESS_COLUMNS = {
    "account_name": "Account",
    "amount": "MRR change",
    "series": "How",
    "when": "In",
    "tenure": "Customer for",
    "last_score": "Score before",
    "owner": "Owner",
}


@dataclass(frozen=True, slots=True)
class _Past:
    """What is known of accounts that may be customers no longer. `scores`: account id → (first day of a period,
    the score on its last day), in order."""

    customers: Mapping[str, Customer]
    scores: Mapping[str, list[tuple[date, float]]]

    def of(self, account: str, period: date, day: date) -> dict[str, object]:
        """Tenure on `day`, and the last score from before `period`; None where not known."""
        customer = self.customers.get(account)
        before = [score for start, score in self.scores.get(account, ()) if start < period]
        return {
            "tenure": _tenure(customer, day),
            "last_score": before[-1] if before else None,
            "owner": customer.owner if customer else None,
        }


def lost_card(view: View) -> None:
    """How many left in the period and what they paid, as a card."""
    with guarded("the card of lost customers"):
        cell = with_choices(Cell("churn_reasons", scope=view.year))
        result = answer(view, cell)
        if result.missing:
            st.metric("Customers lost", "—")
            st.caption(plain(what_to_load(result.missing)))
            return
        gone = _of_measure(rows(view, cell), "accounts")
        st.metric("Customers lost", f"{len(gone):,}", help=plain(metric_named(cell.metric).question))
        worth = write_value(fsum(row["mrr"] for row in gone), Unit.MONEY, result.scope.currency)
        st.caption(plain(f"{worth} of MRR, {_period(result)}"))


def _period(result: Result) -> str:
    periods = [period_words(period.start, result.scope.calendar) for period in result.scope.periods()]
    return " to ".join(dict.fromkeys((periods[0], periods[-1])))


def lost(view: View) -> None:
    """The customers that left in the period."""
    cell = with_choices(Cell("churn_reasons", scope=view.year))
    _listed(view, cell, "Lost customers", _left(view, cell), _LEFT_COLUMNS, "mrr")


def downgraded(view: View) -> None:
    """The customers that pay less than before, or have paused."""
    cell = with_choices(Cell("mrr_movements", scope=view.year))
    _listed(view, cell, "Downgraded or paused", _shrunk(view, cell), _LESS_COLUMNS, "amount")


def _left(view: View, cell: Cell) -> pa.Table:
    def made() -> pa.Table:
        behind = _of_measure(rows(view, cell), "accounts")
        past = _past(view, cell)
        ordered = sorted(behind, key=lambda row: (-row["mrr"], row["account_id"]))
        grain = view.resolved.calendar.grain
        return pa.Table.from_pylist(
            [
                {**row, "left": row["ended_on"] or row["period"]}
                | past.of(row["account_id"], row["period"], row["ended_on"] or add_periods(row["period"], 1, grain))
                for row in ordered
            ]
        )

    return remembered(view.workspace, ("left", cell, view.span), made)


def _shrunk(view: View, cell: Cell) -> pa.Table:
    def made() -> pa.Table:
        behind = rows(view, cell)
        if not behind.num_rows:
            return pa.table({})
        kinds = pa.array(_LESS, pa.string())
        past, calendar = _past(view, cell), view.resolved.calendar
        moved = behind.filter(pc.is_in(behind.column("series"), kinds)).to_pylist()
        moved.sort(key=lambda row: (row["amount"], row["account_id"], row["period"]))
        return pa.Table.from_pylist(
            [
                {**row, "when": period_words(row["period"], calendar)}
                | past.of(row["account_id"], row["period"], add_periods(row["period"], 1, calendar.grain))
                for row in moved
            ]
        )

    return remembered(view.workspace, ("downgraded", cell, view.span), made)


def _of_measure(behind: pa.Table, measure: str) -> list[dict[str, Any]]:
    if not behind.num_rows:
        return []
    kept: list[dict[str, Any]] = behind.filter(pc.equal(behind.column("measure"), measure)).to_pylist()
    return kept


def _past(view: View, cell: Cell) -> _Past:
    return _Past(from_context(view, cell.metric, None, dict(cell.settings), customers_since), _scores(view, cell))


def _scores(view: View, cell: Cell) -> Mapping[str, list[tuple[date, float]]]:
    """By account, its score at the end of each period, from the one before the first shown."""
    bands = with_choices(Cell("health_bands"))
    if bands.metric not in registry():
        return {}
    scope = replace(cell.scope or view.scope, split=None)
    calendar = view.resolved.calendar
    if scope.start is not None:
        scope = replace(scope, start=add_periods(period_start(scope.start, calendar), -1, calendar.grain))
    bands = replace(bands, scope=scope)
    if answer(view, bands).missing:
        return {}
    scores: dict[str, list[tuple[date, float]]] = {}
    for row in _of_measure(rows(view, bands), "accounts"):
        score, day = row["score"], row["period"]
        if isinstance(score, float) and isinstance(day, date):
            scores.setdefault(str(row["account_id"]), []).append((day, score))
    return {account: sorted(points) for account, points in scores.items()}


def _tenure(customer: Customer | None, day: date) -> str | None:
    """'14 months'; who paid before the data begins, for more than that."""
    if customer is None or customer.paid_since is None or customer.paid_since > day:
        return None
    months = int(
        elapsed_months(np.array([customer.paid_since], "datetime64[D]"), np.array([day], "datetime64[D]"))[0]
    )
    return f"{'over ' if customer.is_older else ''}{plural(months, 'month')}"


def _listed(view: View, cell: Cell, title: str, table: pa.Table, columns: Mapping[str, str], money: str) -> None:
    result = answer(view, cell)
    if result.missing or not table.num_rows:
        heading(title)
        st.caption(plain(why_no_rows(result, "No account in this period.")))
        return
    total = abs(pc.sum(pc.cast(table.column(money), pa.float64())).as_py())
    accounts = pc.count_distinct(table.column("account_id")).as_py()
    worth = write_value(total, Unit.MONEY, result.scope.currency)
    text = f"{title}: {plural(accounts, 'account')}, {worth} of MRR, {_period(result)}"
    heading(text, lambda: menu(view, cell, result, title))
    account_table(table.slice(0, _MOST), view.key(f"{cell.metric}.{title}"), columns, decimals=0, most_rows=_ROWS)
    if table.num_rows > _MOST:
        st.caption(plain(f"The first {_MOST} of {table.num_rows:,} rows are shown."))
    download_csv(view, table, f"{cell.metric}-accounts", view.key(f"{cell.metric}.{title}.file"), "Export CSV")
