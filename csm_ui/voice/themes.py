"""Themes: what customers write about, each called by one of its own comments."""

from __future__ import annotations

from collections import defaultdict

import streamlit as st

from csm_core import Result, registry
from csm_core.metrics.framework.what_to_load import what_to_load
from csm_core.notebook.answered import Answered
from csm_core.result import ResultRow
from csm_core.text.plural import plural
from csm_core.units import write_percent
from csm_ui.exhibits.ask import answered, rows
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.menu import menu
from csm_ui.exhibits.show import heading
from csm_ui.visitor.cell import Cell, Form
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_TITLE = "What they write about"
_TYPICAL = "Typical: "
_NOTHING_SHARED = "(nothing in common)"


def themes(view: View) -> None:
    """A row a theme: one of its comments, how many say the same, of how many accounts, and the score they give."""
    cell = with_choices(Cell("feedback_themes", measure="share", label="Comment themes", form=Form.TABLE))
    if cell.metric not in registry():
        return
    with st.container(border=True), guarded("the themes of comments"):
        answer = answered(view, cell)
        result = answer.result
        heading(_TITLE, None if result.missing else lambda: menu(view, cell, result, "themes"))
        if result.missing:
            st.caption(plain(what_to_load(result.missing)))
            return
        if not result.has_value:
            st.caption("No comments in this scope.")
            return
        _table(view, cell, answer)


def _table(view: View, cell: Cell, answer: Answered) -> None:
    result = answer.result
    shares = [row for row in result.rows() if row["measure"] == "share" and row["value"] is not None]
    scores = {row["series"]: row["value"] for row in result.rows() if row["measure"] == "score"}
    accounts = _accounts(view, cell)
    named = sorted((row for row in shares if row["series"] != _NOTHING_SHARED), key=_share, reverse=True)
    comments = max((row["n"] for row in shares if row["n"] is not None), default=None)
    st.dataframe(
        {
            "One of the comments": [_quote(row["note"], row["series"]) for row in named],
            "Share": [100 * row["value"] for row in named if row["value"] is not None],
            "Accounts": [accounts.get(row["series"]) for row in named],
            "Mean score": [scores.get(row["series"]) for row in named],
        },
        hide_index=True,
        width="stretch",
        placeholder="—",
        key=view.key(f"{cell.metric}.themes"),
        column_config={
            "One of the comments": st.column_config.TextColumn(width="large"),
            "Share": st.column_config.ProgressColumn(format="%.0f %%", min_value=0, max_value=100),
            "Mean score": st.column_config.NumberColumn(format="%.1f", help="Of those who write so"),
        },
    )
    st.caption(plain(_caption(result, comments)))


def _share(row: ResultRow) -> float:
    return row["value"] if row["value"] is not None else 0.0


def _caption(result: Result, comments: int | None) -> str:
    alone = [row["value"] for row in result.rows() if row["series"] == _NOTHING_SHARED and row["measure"] == "share"]
    text = f"Of {plural(comments, 'comment')}" if comments is not None else "Of the comments"
    text += " in this period, grouped by the words that they share; each group is shown by its most typical comment."
    if alone and alone[0] is not None:
        text += f" {write_percent(alone[0])} share no word with others."
    return text


def _accounts(view: View, cell: Cell) -> dict[object, int]:
    """Theme → how many accounts write of it."""
    behind = rows(view, cell).to_pylist()
    accounts: dict[object, set[object]] = defaultdict(set)
    for row in behind:
        if row["measure"] == "share" and row["account_id"] is not None:
            accounts[row["series"]].add(row["account_id"])
    return {theme: len(names) for theme, names in accounts.items()}


def _quote(note: str | None, theme: str | None) -> str:
    return note.removeprefix(_TYPICAL) if note and note.startswith(_TYPICAL) else str(theme)
