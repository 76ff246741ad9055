"""Buttons that give a notebook, or a page as one, as a file to send."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import partial

import streamlit as st

from csm_core.notebook.notebook import Notebook
from csm_core.report.printed import printed
from csm_core.report.report import FILE_KINDS, FileKind
from csm_ui.exhibits.ask import answered
from csm_ui.visitor.session import nonce, while_permitted
from csm_ui.visitor.view import View

_UNFIT = re.compile(r"[^\w\-]+")


def report_files(view: View, notebook: Notebook, saved: object, suffixes: Sequence[str], key: str) -> None:
    """A button for each kind of file, the first one to be preferred; a file is made when its button is pressed.

    `saved` tells what the notebook holds from what it held before.
    """
    stem = _UNFIT.sub("-", notebook.name).strip("-") or "notebook"
    # The server finds files by name: the name says whose file it is, and of which save and data.
    asked = repr((notebook.name, saved, view.scope, view.workspace.revision, view.annotated))
    stamp = hashlib.sha256(asked.encode()).hexdigest()[:8]
    with st.container(horizontal=True):
        for number, suffix in enumerate(suffixes):
            kind = FILE_KINDS[suffix]
            st.download_button(
                kind.label,
                data=while_permitted(view.workspace, partial(_made, view, notebook, kind)),
                file_name=f"{stem}-{nonce()}-{stamp}{suffix}",
                mime=kind.mime,
                key=f"{key}{suffix}",
                on_click="ignore",
                icon=":material/download:",
                type="primary" if number == 0 else "secondary",
                help=kind.purpose,
            )


def _made(view: View, notebook: Notebook, kind: FileKind) -> bytes:
    report = printed(
        view.workspace,
        notebook,
        scope=view.scope,
        with_rows=kind.with_rows,
        answer=lambda cell: answered(view, cell),
    )
    return kind.write(report)
