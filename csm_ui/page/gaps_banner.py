"""What the data lacks for a page, said once above its figures, with what completes it."""

from __future__ import annotations

import streamlit as st

from csm_core.metrics.asking.lacking import lacking
from csm_ui.exhibits.ask import remembered
from csm_ui.visitor.keys import Key
from csm_ui.visitor.menu import PAGES
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

# Page → what its figures are made of.
_SUBJECTS = {
    "Overview": ("money", "events"),
    "Revenue": ("money",),
    "Retention": ("money",),
    "Lifetime value": ("money",),
    "Account": ("money", "events"),
    "Health": ("money", "events"),
    "Adoption": ("events",),
    "Support": ("tickets",),
}
_HEADS = {"money": "Money is incomplete", "events": "Usage by account is incomplete"}


def gaps_banner(view: View, title: str) -> None:
    """A banner for each gap that concerns the page; nothing where all is there."""
    subjects = set(_SUBJECTS.get(title, ()))
    # Right after a load the overview names the file that closes this gap.
    subjects -= {"events"} if title == "Overview" and Key.IS_FRESH in st.session_state else set()
    if not subjects:
        return
    with guarded("what the data lacks"):
        gaps = remembered(view.workspace, ("lacking", view.scope), lambda: lacking(view.workspace, view.scope))
        for gap in (one for one in gaps if one.subject in subjects):
            head = _HEADS.get(gap.subject, f"{gap.subject.capitalize()} by account are incomplete")
            with st.container(border=True, horizontal=True, vertical_alignment="center"):
                st.markdown(
                    f":orange[:material/warning:] **{head}: {plain(gap.sentence)}.** {plain(gap.cure)}",
                    width="stretch",
                )
                label = "Add exchange rates" if gap.subject == "money" else "Load the missing file"
                st.page_link(PAGES / "data.py", label=label, icon=":material/arrow_forward:")
