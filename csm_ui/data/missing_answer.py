"""The answer to who is missing from a later list, beside what is said of it."""

from __future__ import annotations

import streamlit as st

from csm_core.intake.batch import Issue
from csm_core.intake.options import Missing
from csm_core.loading.decisions import say_list
from csm_core.store.load import Load
from csm_ui.visitor.keys import Key
from csm_ui.visitor.view import View
from csm_ui.widgets.trouble import guarded

_ENDED: tuple[str, Missing] = ("They have left", "ended")
_KEPT: tuple[str, Missing] = ("Keep them", "kept")
_ANSWERS = {
    "missing_ended": _KEPT,
    "missing_ended_assumed": _KEPT,
    "missing_kept": _ENDED,
    "missing_kept_assumed": _ENDED,
}


def missing_answer(view: View, load: Load, issue: Issue) -> None:
    """A button that says the other way round; nothing for other remarks, and for readers."""
    if issue.code not in _ANSWERS or view.workspace.is_read_only:
        return
    label, missing = _ANSWERS[issue.code]
    st.button(label, key=view.key(f"missing.{load.load_id}.{missing}"), on_click=_say, args=(view, load, missing))


def _say(view: View, load: Load, missing: Missing) -> None:
    with guarded("what you know about a load"):
        say_list(view.workspace, load.load_id, load.listed_on, missing)
        st.session_state[Key.NEWS] = f"{load.file}: saved."
        st.session_state.pop(Key.LOAD_RESULT, None)
