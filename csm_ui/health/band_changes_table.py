"""Why accounts changed band in a period: by name, with the component that moved each."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import streamlit as st

from csm_core import registry
from csm_core.charts.words import period_words
from csm_core.metrics.health.change.band_changes import BandChange, band_changes
from csm_core.periods import Period, add_periods
from csm_core.text.plural import plural
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.ask import rows
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.download import download_csv
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_BANDS, _MOVES = "health_bands", "score_change"
_SHOWN = {
    "account_name": "Account",
    "was": "Was",
    "now": "Is",
    "mrr": "MRR",
    "why": "Largest cause",
    "moved": "Score moved, points",
}


def band_changes_table(view: View, period: Period) -> None:
    """Who changed band in a complete period, and what did it."""
    if not {_BANDS, _MOVES} <= set(registry()):
        return
    with guarded("who changed band"):
        changes = _changes(view, period)
        st.markdown(plain(_sentence(changes, period_words(period.start, view.resolved.calendar))))
        if changes:
            table = pa.Table.from_pylist([_row(one) for one in changes])
            account_table(table, view.key("health.band_changes.table"), _SHOWN, decimals=1)
            download_csv(view, table, "band-changes", view.key("health.band_changes.file"), "Export CSV")


def _changes(view: View, period: Period) -> tuple[BandChange, ...]:
    whole = replace(view.resolved, split=None, start=period.start, end=period.end)
    before = replace(whole, start=add_periods(period.start, -1, whole.grain))
    bands = rows(view, replace(with_choices(Cell(_BANDS)), scope=before)).to_pylist()
    moves = rows(view, replace(with_choices(Cell(_MOVES)), scope=whole)).to_pylist()
    return band_changes(bands, moves, period.start)


def _sentence(changes: tuple[BandChange, ...], words: str) -> str:
    if not changes:
        return f"No account changed band in {words}."
    fell = sum(one.fell for one in changes)
    return f"{plural(len(changes), 'account')} changed band in {words}, {fell} of them to a lower one."


def _row(one: BandChange) -> dict[str, object]:
    return {name: getattr(one, name) for name in ("account_id", *_SHOWN)}
