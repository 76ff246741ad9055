"""Tables on a screen; where rows are accounts, a click on a name leads to the account's page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from csm_ui.visitor.keys import Key
from csm_ui.visitor.menu import PAGES

_NAME = "account_name"
_WORDS = {
    "account_id": "Id",
    "account_name": "Account",
    "mrr": "MRR",
    "nps": "NPS",
    "n": "n",
    "sign": "Promoter (1), passive (0), detractor (−1)",
}
# An interval that goes on ends on the last day there is; nobody wants to read that.
_FOR_EVER = date(9999, 12, 31)
_DAY = "D MMM YYYY"
_ROW = 35  # pixels


def account_table(
    table: pa.Table, key: str, columns: Mapping[str, str] | None = None, decimals: int = 2, most_rows: int = 10
) -> None:
    """Draw `table`. Where it has account_id and account_name, a click in the name's column opens the account.

    `columns` are the names of columns to show and their headings; without it all are shown. Figures have at most
    `decimals` (3 is the most that is drawn). Beyond `most_rows` the table is scrolled.
    """
    height = _ROW * (min(table.num_rows, most_rows) + 1) + 3
    names = dict(columns or {name: _heading(name) for name in table.column_names})
    opens = "account_id" in table.column_names and _NAME in names
    shown = _readable(table.select(list(names)), decimals).rename_columns(list(names.values()))
    if not opens:
        formats = _formats(shown)
        st.dataframe(
            shown, hide_index=True, key=key, width="stretch", height=height, placeholder="", column_config=formats
        )
        return
    ids: list[str | None] = table.column("account_id").to_pylist()

    def take() -> None:
        chosen = st.session_state[key].selection.cells
        if chosen and chosen[0][1] == names[_NAME] and (account := ids[chosen[0][0]]) is not None:
            st.switch_page(PAGES / "account.py", query_params={Key.ACCOUNT.value: account})

    st.dataframe(
        shown,
        hide_index=True,
        key=key,
        width="stretch",
        height=height,
        placeholder="",
        column_config=_formats(shown),
        on_select=take,
        selection_mode="single-cell",
    )
    st.caption("Click on an account's name to open it.")


def right_aligned(columns: Iterable[str]) -> dict[str, ColumnConfig]:
    """Columns of written figures, one under the other as figures stand."""
    return {name: st.column_config.TextColumn(alignment="right") for name in columns}


def _readable(table: pa.Table, decimals: int) -> pa.Table:
    """Figures with at most so many decimals, and no day that stands for 'still'."""
    for index, field in enumerate(table.schema):
        column = table.column(index)
        if pa.types.is_decimal(field.type) or pa.types.is_floating(field.type):
            table = table.set_column(index, field.name, pc.round(column.cast(pa.float64()), decimals))
        elif pa.types.is_date(field.type):
            for_ever = pc.equal(column, pa.scalar(_FOR_EVER, field.type))
            table = table.set_column(index, field.name, pc.if_else(for_ever, pa.scalar(None, field.type), column))
    return table


def _formats(table: pa.Table) -> dict[str, ColumnConfig]:
    """Figures as the reader's browser writes them, and days with the month's name."""
    formats: dict[str, ColumnConfig] = {}
    for field in table.schema:
        if pa.types.is_floating(field.type) or pa.types.is_integer(field.type):
            formats[field.name] = st.column_config.NumberColumn(format="localized")
        elif pa.types.is_date(field.type):
            formats[field.name] = st.column_config.DateColumn(format=_DAY)
    return formats


def _heading(name: str) -> str:
    if name != name.lower():
        return name
    return _WORDS.get(name) or name.replace("_", " ").capitalize()
