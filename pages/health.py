"""Health: the weights, the bands, and every account with what makes its score."""

import streamlit as st

from csm_ui.call_list import call_list
from csm_ui.cell import Cell
from csm_ui.frame import page
from csm_ui.show import exhibit
from csm_ui.trust import trust
from csm_ui.weights_form import weights_form

view = page("Health", "Which accounts are at risk, and what would another weighting say?")

weights_form(view)
exhibit(view, Cell("health_bands"))
st.caption("The table and the bands use the weights above.")
call_list(view, 200, "Accounts and what each component gives", contributions=True)
trust(view, [Cell("health_score"), Cell("health_bands")])
