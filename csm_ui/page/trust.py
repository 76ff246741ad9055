"""Can I trust it: what the figures of a page rest on, and the stamp of the data."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from csm_core import registry
from csm_core.metrics.framework.what_to_load import what_to_load
from csm_core.text.plural import plural
from csm_ui.exhibits.ask import answer
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.fold import fold
from csm_ui.exhibits.remarks import written_remarks
from csm_ui.overview.closed_months import restated_lines
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded


def trust(view: View, cells: Sequence[Cell]) -> None:
    """For each metric of the page: how it was read, what was left out, and how its interval comes about."""
    restated_lines(view, {cell.metric for cell in cells})
    written_remarks(view)

    def method(inner: View) -> None:
        for cell in dict.fromkeys(cells):
            if cell.metric in registry():
                with guarded(f"the basis of {cell.metric}"):
                    _basis(inner, with_choices(cell))

    fold(view, "method", "Method and data quality", method)
    foot(view)


def _basis(view: View, cell: Cell) -> None:
    result = answer(view, cell)
    metric = registry()[cell.metric]
    variant = metric.variant(result.variant)
    st.markdown(f"**{plain(metric.name)}.** {plain(variant.definition)} {plain(variant.whose)}.")
    interval = metric.interval or "None: a plain count or sum of what is in the data."
    notes = [f"Interval: {interval}", *result.notes, *result.left_out]
    gaps = result.table.column("value").null_count
    if gaps and not result.missing:
        notes.append(f"{gaps} of {result.table.num_rows} values are missing, each with its reason.")
    if result.missing:
        notes.append(what_to_load(result.missing))
    st.caption(plain(" ".join(notes)))


def foot(view: View) -> None:
    """What its figures leave out, where the page has not said so yet, and which data it shows."""
    written_remarks(view)
    loads = [load for load in view.workspace.loads() if load.superseded_by is None]
    kept = sum(load.rows_kept for load in loads)
    apart = sum(load.rows_in_trouble for load in loads)
    parts = [
        f"Data {view.workspace.fingerprint}",
        plural(len(loads), "file"),
        plural(kept, "row"),
        f"{apart:,} quarantined" if apart else "",
        f"recorded {view.span.first.isoformat()} to {view.span.last.isoformat()}",
    ]
    st.caption(plain(" · ".join(part for part in parts if part)))
