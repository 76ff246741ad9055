"""Of which source one load is, of which day its list is, and who is missing from it: said by a person."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from csm_core.intake.options import Missing
from csm_core.loading.decisions import own_source, say_list, say_source, sources_of
from csm_core.store.load import Load
from csm_ui.visitor.keys import Key
from csm_ui.visitor.view import View
from csm_ui.widgets.trouble import guarded

_APART = "a source of its own"
_MISSING: dict[str, Missing | None] = {
    "as the lists show": None,
    "has left on its day": "ended",
    "stays a customer": "kept",
}


def source_form(view: View, load: Load, loads: Sequence[Load]) -> None:
    """Nothing for a load that a newer one took the place of, and for readers."""
    if load.superseded_by is not None or view.workspace.is_read_only:
        return
    sources = sources_of(loads, load.table)
    # A form shows what holds now, also after an undo or a change of another load.
    key = view.key(f"source.{load.load_id}.{load.origin}.{load.listed_on}.{load.missing}")
    with st.expander("Source of this load"):
        st.caption("A newer export of the same source replaces the older one row by row; another source adds rows.")
        origin = st.selectbox(
            "Exported from",
            [*sources, _APART],
            index=sources.index(load.origin) if load.origin in sources else len(sources),
            key=f"{key}.origin",
            width=420,
        )
        listed_on, missing = load.listed_on, _missing_option(load)
        if load.table == "subscriptions":
            with st.container(horizontal=True):
                listed_on = st.date_input("Date of the list", load.listed_on, key=f"{key}.day", width=200)
                picked = st.selectbox(
                    "Who is missing from it",
                    list(_MISSING),
                    index=list(_MISSING.values()).index(_missing_option(load)),
                    key=f"{key}.missing",
                    width=240,
                    help="Customers on an earlier list of this source but not on this one",
                )
                missing = _MISSING[str(picked)]
        if st.button("Save", key=f"{key}.say"):
            with guarded("what you know about a load"):
                if origin != load.origin:
                    say_source(view.workspace, load.load_id, own_source(load, loads) if origin == _APART else origin)
                if (listed_on, missing) != (load.listed_on, _missing_option(load)):
                    say_list(view.workspace, load.load_id, listed_on, missing)
                st.session_state[Key.NEWS] = f"{load.file}: saved."
                st.session_state.pop(Key.LOAD_RESULT, None)
                st.rerun()


def _missing_option(load: Load) -> Missing | None:
    return "ended" if load.missing == "ended" else "kept" if load.missing == "kept" else None
