"""Data: load exports, check how they were read, undo a load."""

import streamlit as st

from csm_ui.data.coverage_panel import coverage_panel
from csm_ui.data.demo import demo_button
from csm_ui.data.gaps_panel import gaps_panel
from csm_ui.data.loads_panel import load_result, loads_panel
from csm_ui.data.matches_panel import matches_panel
from csm_ui.data.plausibility_panel import plausibility_panel
from csm_ui.data.readiness_panel import readiness_panel
from csm_ui.data.steps import steps
from csm_ui.data.templates_panel import templates_panel
from csm_ui.data.upload import upload
from csm_ui.page.frame import page_without_data
from csm_ui.page.membership import membership_panel
from csm_ui.page.personal_panel import activity_panel, personal_panel
from csm_ui.visitor.keys import Key
from csm_ui.visitor.session import is_kept, workspace_of_visitor

view = page_without_data("Data", "Drop in exports; each row is kept or quarantined, and you see which and why.")

workspace = workspace_of_visitor()
load_result()
if view is not None and not view.trouble:
    gaps_panel(view)
if workspace.is_read_only:
    st.info("You can look at this workspace; its editors load data into it.")
else:
    steps()
    upload(workspace)
    templates_panel()
if view is not None and view.trouble:
    loads_panel(view)
elif view is not None:
    plausibility_panel(view)
    readiness_panel(view)
    coverage_panel(view)
    matches_panel(view)
    loads_panel(view)
elif not workspace.loads() and not st.session_state.get(Key.UPLOADS):
    st.caption("No files at hand?")
    demo_button(is_main=False)
personal_panel(workspace)
membership_panel()
activity_panel(workspace)
if not is_kept():
    st.caption("Your data stays in this session's memory and is deleted when it ends; nobody else can see it.")
