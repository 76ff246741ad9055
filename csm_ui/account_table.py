"""A table whose accounts can be opened: a click on a name leads to the account's page."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import streamlit as st

from csm_ui.keys import Key

_NAME = "account_name"
_WORDS = {
    "account_id": "Id",
    "account_name": "Account",
    "mrr": "MRR",
    "nps": "NPS",
    "n": "n",
    "sign": "Promoter (1), passive (0), detractor (−1)",
}


def account_table(
    table: pa.Table, key: str, columns: Mapping[str, str] | None = None, height: int | None = None
) -> None:
    """Draw `table`. Where it has account_id and account_name, a click in the name's column opens the account.

    `columns` are the names of columns to show and their headings; without it all are shown.
    """
    names = columns or {name: _heading(name) for name in table.column_names}
    opens = "account_id" in table.column_names and _NAME in names
    ids: list[str | None] = table.column("account_id").to_pylist() if opens else []
    shown = table.select(list(names)).rename_columns(list(names.values()))

    def take() -> None:
        chosen = st.session_state[key].selection.cells
        if chosen and chosen[0][1] == names[_NAME] and (account := ids[chosen[0][0]]) is not None:
            st.switch_page("pages/account.py", query_params={Key.ACCOUNT: account})

    size = "auto" if height is None else height
    if opens:
        st.dataframe(
            shown,
            hide_index=True,
            key=key,
            on_select=take,
            selection_mode="single-cell",
            height=size,
            width="stretch",
        )
        st.caption("Click on an account's name to open it.")
    else:
        st.dataframe(shown, hide_index=True, key=key, height=size, width="stretch")


def _heading(name: str) -> str:
    return _WORDS.get(name) or name.replace("_", " ").capitalize()
