"""The next best file, on the first overview after a load: what to export next, and what it adds."""

from __future__ import annotations

import streamlit as st

from csm_core.metrics.asking.lacking import lacking
from csm_core.metrics.framework.next_file import next_file
from csm_core.text.table_words import table_heading
from csm_ui.exhibits.ask import remembered
from csm_ui.visitor.keys import Key
from csm_ui.visitor.menu import PAGES
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain

_MOST = 4


def next_file_box(view: View) -> None:
    """The box; nothing once it was dismissed, for readers, and where no file would add anything."""
    if view.workspace.is_read_only or not st.session_state.get(Key.IS_FRESH):
        return
    gaps = remembered(view.workspace, ("lacking", view.scope), lambda: lacking(view.workspace, view.scope))
    proposed = next_file(view.workspace.row_counts(), {gap.subject for gap in gaps})
    if proposed is None:
        return
    names = [metric.name for metric in proposed.metrics]
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    gain = "completes" if proposed.table == "contacts" else "adds"
    gap = next((f"{one.sentence}. " for one in gaps if one.subject == "events" and proposed.table == "contacts"), "")
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            f":material/add_circle: {plain(gap)}**Next best file: {plain(table_heading(proposed.table).lower())}** "
            f"({plain(proposed.sources)}). It {gain} {plain(', '.join(names[:_MOST]) + more)}.",
            width="stretch",
        )
        st.page_link(PAGES / "data.py", label="Load it", icon=":material/upload_file:")
        st.button("Dismiss", key="next_file.dismiss", type="tertiary", on_click=_dismiss)


def _dismiss() -> None:
    st.session_state.pop(Key.IS_FRESH, None)
