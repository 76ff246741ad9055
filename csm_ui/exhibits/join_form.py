"""Where rows of a table find no account: join them by ids of the user's own, on the spot."""

from __future__ import annotations

import streamlit as st

from csm_core.facts.queries.decisions import decide_match
from csm_core.facts.queries.match_table import unmatched_rows
from csm_core.facts.queries.own_keys import own_keys
from csm_core.text.plural import plural
from csm_ui.exhibits.ask import remembered
from csm_ui.exhibits.download import download_csv
from csm_ui.visitor.keys import Key
from csm_ui.visitor.view import View
from csm_ui.widgets.trouble import guarded


def join_form(view: View, source: str) -> None:
    """A place to paste which id is which account's; nothing for readers."""
    workspace = view.workspace
    if workspace.is_read_only:
        return
    with st.expander(f"Match {source} by your own ids", icon=":material/join_inner:"):
        st.caption(
            "Paste two columns of a sheet, one match per line: the person, address, name or id as in the "
            f"{source}, then the id or name of the account. Matches are remembered for later exports."
        )
        key = view.key(f"join.{source}")
        st.text_area("Whose is which", key=key, placeholder="u-4711; Acme", label_visibility="collapsed")
        with st.container(horizontal=True):
            st.button("Join", key=f"{key}.do", type="primary", on_click=_join, args=(view, source, key))
            unmatched = remembered(workspace, "unmatched", lambda: unmatched_rows(workspace))
            download_csv(view, unmatched, "without-account", f"{key}.without", "Unmatched rows")


def _join(view: View, source: str, key: str) -> None:
    with guarded("a join"):
        keys = own_keys(view.workspace, source, st.session_state.get(key, ""))
        if keys.decisions:
            decide_match(view.workspace, list(keys.decisions))
        news = [f"{plural(len(keys.decisions), 'key')} of {source} matched."]
        if keys.strangers:
            news.append(f"Not among the unmatched {source}: {_few(keys.strangers)}.")
        if keys.no_accounts:
            news.append(f"No account has this id or name: {_few(keys.no_accounts)}.")
        st.session_state[Key.NEWS] = " ".join(news)


def _few(lines: tuple[str, ...]) -> str:
    more = f" and {len(lines) - 3:,} more" if len(lines) > 3 else ""
    return ", ".join(f"'{line}'" for line in lines[:3]) + more
