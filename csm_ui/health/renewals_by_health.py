"""What became of renewals, by the health band some time before: a row a band, a column an outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa
import streamlit as st

from csm_core import Result, registry
from csm_core.metrics.customers.renewal_outcomes import OUTCOMES
from csm_core.scoring.bands import Band
from csm_core.units import Unit, write_value
from csm_ui.exhibits.ask import answer
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.details import details
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_METRIC = "health_before_renewal"
Cells = Mapping[tuple[str, str], Mapping[str, object]]


def renewals_by_health(view: View) -> None:
    """Behind a disclosure, as the replay takes a moment: the customers of all segments together."""
    if _METRIC not in registry():
        return
    key = view.key(f"{_METRIC}.behind")
    more = st.expander("Renewal outcomes by health before the renewal", key=key, on_change="rerun")
    if not more.open:
        return
    with more, guarded("renewals by health"):
        cell = with_choices(Cell(_METRIC, scope=replace(view.resolved, split=None)))
        result = answer(view, cell)
        if result.has_value:
            st.table(_table(result), border="horizontal", hide_index=True)
            st.caption("Accounts, with the MRR that was due in brackets. Renewed: of those decided, 95 % interval.")
        for note in (*result.notes, *result.left_out) if result.has_value else _reasons(result):
            st.caption(plain(note))
        details(view, cell, result)


def _table(result: Result) -> pa.Table:
    by_cell: Cells = {
        (str(row["series"]), str(row["measure"])): row for row in result.rows() if row["segment"] is None
    }
    bands = [band.word for band in Band if any(series == band.word for series, _ in by_cell)]
    outcomes = [outcome for outcome in OUTCOMES if any(measure == outcome for _, measure in by_cell)]
    columns = {"Health": [band.capitalize() for band in bands]}
    columns["Renewed"] = [_share(by_cell[band, "renewed"]) for band in bands]
    for outcome in outcomes:
        columns[outcome.capitalize()] = [
            _amount(by_cell, band, outcome, result.scope.currency or "") for band in bands
        ]
    return pa.table({name: [plain(text) for text in texts] for name, texts in columns.items()})


def _share(row: Mapping[str, object]) -> str:
    value, low, high = (row[name] for name in ("value", "low", "high"))
    if not isinstance(value, float):
        return "—"
    written = [write_value(each, Unit.RATE) for each in (value, low, high) if isinstance(each, float)]
    return written[0] if len(written) < 3 else f"{written[0]} ({written[1]} to {written[2]})"


def _amount(by_cell: Cells, band: str, outcome: str, currency: str) -> str:
    count, money = (by_cell.get((band, name), {}).get("value") for name in (outcome, f"mrr {outcome}"))
    if not isinstance(count, float) or not count:
        return "—"
    return f"{count:.0f}" + (f" ({write_value(money, Unit.MONEY, currency)})" if isinstance(money, float) else "")


def _reasons(result: Result) -> list[str]:
    return [str(note) for note in result.table.column("note").to_pylist() if note]
