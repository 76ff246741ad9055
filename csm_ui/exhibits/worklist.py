"""A list of what is still to be done, from the rows behind one measure."""

from __future__ import annotations

import pyarrow.compute as pc
import streamlit as st

from csm_core import registry
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.ask import rows
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.download import download_csv
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_COLUMNS = {
    "account_name": "Account",
    "owner": "Owner",
    "mrr": "MRR",
    "responded_on": "Day",
    "score": "Score",
    "comment": "Comment",
    "due_on": "Due",
    "state": "State",
}
_MOST = 500


def worklist(view: View, cell: Cell, done: str, title: str | None = None) -> None:
    """The rows of the cell's measure, the newest period first, as the metric orders them within it.

    `done` is said when there is nothing to do; without a `title` it stands below one already.
    """
    if cell.metric not in registry():
        return
    with st.container(border=title is not None), guarded(f"the list of {cell.metric}"):
        if title is not None:
            st.header(title, anchor=False)
        table = rows(view, with_choices(cell))
        if table.num_rows:
            table = table.filter(pc.equal(table.column("measure"), cell.measure))
        if table.num_rows == 0:
            st.caption(done)
            return
        table = table.append_column("place", [list(range(table.num_rows))])
        table = table.sort_by([("period", "descending"), ("place", "ascending")]).drop_columns(["place"])
        st.caption(plain(f"{table.num_rows:,} to do"))
        shown = {name: heading for name, heading in _COLUMNS.items() if name in table.column_names}
        account_table(table.slice(0, _MOST), view.key(f"{cell.metric}.worklist"), shown, decimals=0)
        download_csv(view, table, f"{cell.metric}-worklist", view.key(f"{cell.metric}.worklist.file"))
