"""A table as a file to take away."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pyarrow as pa
import streamlit as st

from csm_core.text.csv_text import safe_csv
from csm_ui.visitor.session import nonce, while_permitted
from csm_ui.visitor.view import View


def download_csv(view: View, table: pa.Table, name: str, key: str, label: str = "CSV") -> None:
    """A button that makes the CSV when it is pressed.

    The file's name says which question of which visitor it answers: the server finds files by name and a sample
    of their bytes, so equal names could give one visitor another's file.
    """
    asked = (table.num_rows, table.column_names)
    download_made(view, lambda: table, asked, name, key, label)


def download_made(
    view: View, make: Callable[[], pa.Table], asked: object, name: str, key: str, label: str = "CSV"
) -> None:
    """The same of a table that is made when the button is pressed. `asked` is all that tells it from other tables."""
    question = repr((view.scope, view.workspace.fingerprint, asked, name, key))
    stamp = hashlib.sha256(question.encode()).hexdigest()[:8]
    st.download_button(
        label,
        data=while_permitted(view.workspace, lambda: safe_csv(make())),
        file_name=f"{name}-{nonce()}-{stamp}.csv",
        mime="text/csv",
        key=key,
        on_click="ignore",
        icon=":material/download:",
    )
