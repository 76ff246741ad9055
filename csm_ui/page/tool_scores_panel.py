"""What other health tools say of one account, day by day, beside our score of the same day."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from csm_core import registry
from csm_core.metrics.asking.ask import context_of, missing_tables
from csm_core.metrics.health.components.tool_scores import tool_scores_of
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.choices import with_choices
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_HEALTH = "health_score"


def tool_scores_panel(view: View, account_id: str) -> None:
    """The table; nothing at all where no other tool scored the account."""
    if _HEALTH not in registry() or "health_scores" not in view.workspace.row_counts():
        return
    with guarded("scores of other tools"):
        metric = registry()[_HEALTH]
        if missing_tables(view.workspace, metric):
            return
        settings = dict(with_choices(Cell(_HEALTH)).settings)
        scored = tool_scores_of(context_of(view.workspace, _HEALTH, view.scope, None, settings), account_id)
        if not scored:
            return
        st.subheader("Scores of other tools", anchor=False)
        names = [name for name in scored[0] if name not in ("day", "ours")]
        shown = {"day": "Day", "ours": "Score here"} | {name: plain(name) for name in names}
        account_table(pa.Table.from_pylist(scored), view.key("account.tools"), shown, decimals=1)
        st.caption("From 0 to 100, where higher is healthier; each on the day that the tool gave it.")
