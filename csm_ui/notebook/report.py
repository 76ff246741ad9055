"""The open notebook as a file to take away."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from functools import partial

import streamlit as st

from csm_core.notebook.notebook import Notebook
from csm_core.report.printed import printed
from csm_core.report.report import FILE_KINDS, FileKind
from csm_ui.exhibits.ask import answered
from csm_ui.visitor.session import nonce
from csm_ui.visitor.view import View

_UNFIT = re.compile(r"[^\w\-]+")


def report_menu(view: View, notebook: Notebook, saved_at: datetime | None) -> None:
    """A popover with a button for each kind of file; a file is made when its button is pressed."""
    box = st.popover("Report", icon=":material/print:", on_change="rerun", key="notebook.report")
    if not box.open:
        return
    with box:
        st.caption("Exports the notebook as it is now. Live cells are computed on current data.")
        stem = _UNFIT.sub("-", notebook.name).strip("-") or "notebook"
        # The server finds files by name: the name says whose file it is, and of which save and data.
        asked = repr((notebook.name, saved_at, view.scope, view.workspace.revision, view.annotated))
        stamp = hashlib.sha256(asked.encode()).hexdigest()[:8]
        for suffix, kind in FILE_KINDS.items():
            st.download_button(
                kind.label,
                data=partial(_made, view, notebook, kind),
                file_name=f"{stem}-{nonce()}-{stamp}{suffix}",
                mime=kind.mime,
                key=f"notebook.report{suffix}",
                on_click="ignore",
                icon=":material/download:",
                width="stretch",
            )
        st.caption("From a shell, every week: `python -m csm_core report WORKSPACE -o report.html --notebook NAME`")


def _made(view: View, notebook: Notebook, kind: FileKind) -> bytes:
    report = printed(
        view.workspace,
        notebook,
        scope=view.scope,
        with_rows=kind.with_rows,
        answer=lambda cell: answered(view, cell),
    )
    return kind.write(report)
