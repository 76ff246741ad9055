"""What the loaded data lets each page answer, what is wrong with it, and the file that would add most."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from csm_core.metrics.asking.lacking import lacking
from csm_core.metrics.framework.readiness import Readiness, readiness
from csm_core.result import Coverage
from csm_core.tables.catalogue import TABLES
from csm_core.text.plural import plural
from csm_core.text.table_words import table_heading
from csm_ui.exhibits.ask import remembered
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_PAGES: Mapping[str, str] = {
    "revenue": "Revenue",
    "retention": "Retention",
    "lifetime value": "Lifetime value",
    "health": "Health",
    "voice": "Voice of the customer",
    "adoption": "Adoption",
    "support": "Support",
    "outcomes": "Outcomes and goals",
}
# What a gap in the data makes incomplete.
_TOUCHED = {
    "money": ("revenue", "retention", "lifetime value"),
    "events": ("adoption", "health"),
    "tickets": ("support", "health"),
}


def readiness_panel(view: View) -> None:
    """A row a page: whether it can answer, but for what, and what comes next."""
    with guarded("what each page can answer"):
        gaps = remembered(view.workspace, ("lacking", view.scope), lambda: lacking(view.workspace, view.scope))
        counts = view.workspace.row_counts()
        rows = {one.family: one for one in readiness([name for name, rows in counts.items() if rows], list(TABLES))}
        shown = [(name, rows[family]) for family, name in _PAGES.items() if family in rows]
        st.header("What each page can answer", anchor=False)
        st.table(
            {
                "Page": [name for name, _ in shown],
                "State": [plain(_state(one, gaps)) for _, one in shown],
                "Next file": [plain(_next(one, gaps)) for _, one in shown],
            },
            border="horizontal",
            hide_index=True,
        )


def _state(one: Readiness, gaps: tuple[Coverage, ...]) -> str:
    if not one.answered:
        return "✗ nothing yet"
    but = [gap.sentence for gap in gaps if one.family in _TOUCHED.get(gap.subject, ())]
    mark = "✓" if one.answered == one.metrics and not but else "◐"
    text = f"{mark} {one.answered} of {plural(one.metrics, 'figure')}"
    return f"{text}; incomplete: {'; '.join(but)}" if but else text


def _next(one: Readiness, gaps: tuple[Coverage, ...]) -> str:
    if one.family in _TOUCHED["events"] and any(gap.subject == "events" for gap in gaps):
        return "Contacts complete it"
    if one.next_table is None:
        return "—" if one.answered == one.metrics else "several together"
    return f"{table_heading(one.next_table)} add {one.adds}"
