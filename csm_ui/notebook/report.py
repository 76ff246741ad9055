"""The open notebook as a file to take away, and whose name it bears."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from csm_core import CsmError
from csm_core.notebook.notebook import Notebook
from csm_core.report.brand import NO_BRAND, Brand, save_brand, saved_brand
from csm_core.report.report import FILE_KINDS
from csm_ui.exhibits.report_files import report_files
from csm_ui.visitor.keys import Key
from csm_ui.visitor.session import time_now
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain


def report_menu(view: View, notebook: Notebook, saved_at: datetime | None) -> None:
    """A popover with a button for each kind of file."""
    box = st.popover("Export", icon=":material/print:", on_change="rerun", key="notebook.report")
    if not box.open:
        return
    with box:
        report_files(view, notebook, saved_at, tuple(FILE_KINDS), "notebook.report")
        st.caption("The notebook as it is now. Live cells are computed on current data.")
        if not view.workspace.is_read_only:
            _brand_form(view)
        st.caption("From a shell, every month: `csm report WORKSPACE -o board.pptx --notebook NAME`")


def _brand_form(view: View) -> None:
    """Name, colour and logo, which every report of this workspace bears."""
    try:
        kept = saved_brand(view.workspace)
    except CsmError as error:
        st.warning(plain(str(error)))
        return
    with st.expander("Company, colour and logo"), st.form("notebook.brand", border=False):
        company = st.text_input("Company", kept.company, max_chars=60)
        colour = st.color_picker("Colour", kept.colour, help="Dark enough to be read on white")
        logo = st.file_uploader("Logo", ["png", "jpg", "jpeg"], max_upload_size=1, help="PNG or JPEG, at most 1 MB")
        keeps = kept.logo is not None and st.checkbox("Keep the present logo", value=True)
        if not st.form_submit_button("Save"):
            return
        picture = logo.getvalue() if logo is not None else kept.logo if keeps else NO_BRAND.logo
        try:
            save_brand(view.workspace, Brand(company, colour, picture), time_now())
        except CsmError as error:
            st.error(plain(str(error)))
            return
        st.session_state[Key.NEWS] = "Saved. Every report of this workspace bears it."
        st.rerun()
