"""What the reader asks about a column, beside the box in which it is answered."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from csm_core.intake.batch import Issue
from csm_core.intake.check.remedies import has_remedy
from csm_ui.widgets.plain import plain


def column_questions(name: str, header: str | None, asked: Sequence[Issue], box: str) -> None:
    """The questions about canonical column `name`, which holds `header`; `box` is the key of its box.

    Every header that it may be is a button that picks it.
    """
    for index, issue in enumerate(asked):
        if not _is_about(issue, name, header):
            continue
        st.warning(plain(issue.message), icon=":material/help:")
        others = [one for one in issue.headers if one != st.session_state.get(box, header)]
        if others:
            with st.container(horizontal=True):
                for one in others:
                    st.button(
                        plain(f"It is '{one}'"), key=f"{box}.asked.{index}.{one}", on_click=_pick, args=(box, one)
                    )


def _is_about(issue: Issue, name: str, header: str | None) -> bool:
    """Whether a question is asked beside this column; what a button below puts right is said there."""
    if has_remedy(issue.code):
        return False
    return issue.canonical == name or (issue.canonical is None and header is not None and issue.column == header)


def _pick(box: str, header: str) -> None:
    st.session_state[box] = header
