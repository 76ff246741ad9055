"""CSV templates: for whoever keeps a list by hand, its columns with two example rows."""

from __future__ import annotations

import streamlit as st

from csm_core.intake.templates import template, template_name
from csm_core.tables.catalogue import TABLES
from csm_core.text.table_words import table_words
from csm_ui.widgets.plain import plain


def templates_panel() -> None:
    """One click for each canonical table. Templates hold nobody's data, so their names are the same for all."""
    with st.expander("Templates for lists kept by hand", icon=":material/table_view:"):
        st.caption(
            "Each has the known columns and two example rows. Fill at least the required columns; add or "
            "remove others as you like."
        )
        with st.grid(3, min_column_width=250):
            for table in TABLES.values():
                with st.container(gap="xxsmall"):
                    st.download_button(
                        table_words(table.name),
                        data=template(table.name),
                        file_name=template_name(table.name),
                        mime="text/csv",
                        key=f"template.{table.name}",
                        on_click="ignore",
                        icon=":material/download:",
                        type="tertiary",
                    )
                    st.caption(plain(table.meaning))
