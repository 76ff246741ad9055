"""What people answered and wrote."""

from __future__ import annotations

import pyarrow.compute as pc
import streamlit as st

from csm_core import registry
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.ask import answer, rows
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.download import download_csv
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_COLUMNS = {"responded_on": "Day", "account_name": "Account", "score": "Score", "comment": "Comment"}
_MOST = 500


def comments(view: View, cell: Cell) -> None:
    """The newest comments, with their scores; a word narrows them."""
    if cell.metric not in registry():
        return
    with guarded(f"the comments of {cell.metric}"):
        table = rows(view, with_choices(cell))
        if table.num_rows == 0 or "comment" not in table.column_names:
            st.caption("No comments in this scope.")
            return
        table = table.filter(pc.is_valid(table.column("comment"))).sort_by([("responded_on", "descending")])
        word = st.text_input("Find in comments", key=view.key(f"{cell.metric}.find"), width=320)
        if word:
            table = table.filter(pc.match_substring(table.column("comment"), word, ignore_case=True))
        st.caption(plain(f"{table.num_rows:,} comments"))
        shown = {name: heading for name, heading in _COLUMNS.items() if name in table.column_names}
        account_table(table.slice(0, _MOST), view.key(f"{cell.metric}.comments"), shown)
        download_csv(view, table, f"{cell.metric}-comments", view.key(f"{cell.metric}.comments.file"))


def distribution(view: View, cell: Cell) -> None:
    """How often each answer was given in the scope."""
    if cell.metric not in registry():
        return
    with st.container(border=True), guarded(f"the answers to {cell.metric}"):
        st.header("Score distribution", anchor=False)
        cell = with_choices(cell)
        if answer(view, cell).missing:
            st.caption("No answers are loaded.")
            return
        table = rows(view, cell)
        if table.num_rows == 0:
            st.caption("No answers in this scope.")
            return
        counted = table.group_by("score").aggregate([("score", "count")]).sort_by([("score", "descending")])
        total = table.num_rows
        st.dataframe(
            {
                "Score": counted.column("score").to_pylist(),
                "Answers": counted.column("score_count").to_pylist(),
                "Share": [100 * count / total for count in counted.column("score_count").to_pylist()],
            },
            hide_index=True,
            width="stretch",
            key=view.key(f"{cell.metric}.distribution"),
            column_config={"Share": st.column_config.ProgressColumn(format="%.0f %%", min_value=0, max_value=100)},
        )
