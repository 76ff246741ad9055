"""What a visitor sees while nothing is loaded."""

from __future__ import annotations

import streamlit as st

from csm_ui.data.demo import demo_button
from csm_ui.visitor.menu import PAGES


def welcome() -> None:
    """Say what to do, and offer the two ways to begin."""
    st.markdown(
        "**CSM Notebook.** Drop in the exports that your tools already give you, and see retention cohorts, lifetime "
        "value, NPS trends and health scores of your own accounts. Nothing leaves this app."
    )
    with st.grid(2, min_column_width=300):
        with st.container(border=True, height="stretch"):
            st.header("Your own data", anchor=False)
            st.markdown(
                "1. Export from Stripe, HubSpot, Zendesk, Delighted, Qualtrics, Mixpanel or any spreadsheet: CSV, "
                "TSV, Excel, Parquet, JSON lines, also zipped.\n"
                "2. Drop the files on the Data page and check what each column was taken for.\n"
                "3. Load. What could not be read is quarantined, counted and explained."
            )
            st.caption("Five exports are enough to begin: CRM, billing, help desk, product events and NPS.")
            if st.button("Load your exports", type="primary", icon=":material/upload_file:", key="to_data"):
                st.switch_page(PAGES / "data.py")
        with st.container(border=True, height="stretch"):
            st.header("The demo company", anchor=False)
            st.markdown(
                "Three years of a fictional software company with some 400 accounts, as exports of its tools. "
                "Everything works on it; none of it is real."
            )
            demo_button(is_main=False)
