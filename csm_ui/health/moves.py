"""Who moves: the accounts that stand in another band than under the scenario compared with, by MRR, and why."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import streamlit as st
from numpy.typing import NDArray

from csm_core.metrics.health.what_if.what_if import WhatIf
from csm_core.scoring.band_moves import MoveTotal, move_totals, movers, reasons
from csm_core.scoring.bands import Band
from csm_core.scoring.weights import UNKNOWN
from csm_core.text.markdown import inline_markdown
from csm_core.text.plural import plural
from csm_core.units import Unit, write_value
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.download import download_made
from csm_ui.exhibits.pin import text_here
from csm_ui.health.weights_form import Asked
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain

_MOST = 200
_MOST_NOTED = 10
_SHOWN = {
    "account_name": "Account",
    "moves": "Moves",
    "mrr": "MRR",
    "why": "Why",
    "before": "Score was",
    "after": "Is",
}


def moves(view: View, asked: Asked) -> None:
    """The table of movers, the largest MRR first; a sentence where nobody moves."""
    what_if = asked.answer
    before, after = what_if.then.today, what_if.now.today
    totals = move_totals(before, after, what_if.matrix.mrr)
    if what_if.now.choice == what_if.then.choice:
        st.caption(plain(f"Scored as in '{asked.scenario.name}': no account changes band."))
        return
    st.header(_headline(totals), anchor=False)
    if not totals:
        st.caption(plain(f"No account changes band against '{asked.scenario.name}'. Scores may still differ."))
        return
    st.caption(plain(f"{_ways(totals, what_if.context.scope.currency)}, against '{asked.scenario.name}'."))
    places = movers(before, after, what_if.matrix.mrr)
    table = _table(what_if, places[:_MOST])
    account_table(table, view.key("health.moves"), _SHOWN, decimals=1)
    with st.container(horizontal=True):
        download_made(
            view,
            lambda: _table(what_if, places),
            (what_if.now.choice, what_if.then.choice),
            "who-moves",
            view.key("health.moves.file"),
            f"All {len(places):,}",
        )
        text_here(view, _note(_headline(totals), table, what_if.context.scope.currency), view.key("health.moves.pin"))


def _note(heading: str, table: pa.Table, currency: str | None) -> str:
    """The first of the movers as a text of a notebook."""
    lines = [
        f"{row['account_name']}: {row['moves']}"
        + (f" ({write_value(row['mrr'], Unit.MONEY, currency)} MRR)" if row["mrr"] is not None else "")
        + f", {row['why']}"
        for row in table.slice(0, _MOST_NOTED).to_pylist()
    ]
    left = table.num_rows - len(lines)
    lines += [f"and {plural(left, 'more account')}"] if left else []
    return "\n".join([f"# {inline_markdown(heading)}", "", *(f"- {inline_markdown(line)}" for line in lines)])


def _headline(totals: dict[str, MoveTotal]) -> str:
    count = sum(total.accounts for total in totals.values())
    return (
        "No account changes band"
        if not count
        else f"{count:,} account{' changes' if count == 1 else 's change'} band"
    )


def _ways(totals: dict[str, MoveTotal], currency: str | None) -> str:
    return ", ".join(
        f"{total.accounts:,} {_verb(way, total.accounts)}"
        + ("" if total.mrr is None else f" ({write_value(total.mrr, Unit.MONEY, currency)} MRR)")
        for way, total in totals.items()
    )


def _verb(way: str, count: int) -> str:
    first, *rest = way.split(" ")
    return " ".join([first + ("s" if count == 1 else ""), *rest])


def _table(what_if: WhatIf, places: NDArray[np.int64]) -> pa.Table:
    before, after, matrix = what_if.then.today, what_if.now.today, what_if.matrix
    rows = places.tolist()
    why = reasons(before, after, places)
    return pa.table(
        {
            "account_id": pa.array([matrix.account_ids[row] for row in rows], pa.string()),
            "account_name": pa.array([matrix.account_names[row] for row in rows], pa.string()),
            "moves": pa.array(
                [f"{Band(int(before.bands[row])).word} → {Band(int(after.bands[row])).word}" for row in rows],
                pa.string(),
            ),
            "mrr": pa.array([matrix.mrr[row] for row in rows], pa.float64(), from_pandas=True),
            "why": pa.array(
                [
                    one.words if one is not None else _without(int(before.scores[row]), int(after.scores[row]))
                    for row, one in zip(rows, why, strict=True)
                ],
                pa.string(),
            ),
            "before": pa.array([_points(int(before.scores[row])) for row in rows], pa.float64()),
            "after": pa.array([_points(int(after.scores[row])) for row in rows], pa.float64()),
        }
    )


def _without(before: int, after: int) -> str:
    if after == UNKNOWN:
        return "Less than half of the weight is known"
    if before == UNKNOWN:
        return "Half of the weight or more is known now"
    return "The band limits changed, not the score"


def _points(tenths: int) -> float | None:
    return None if tenths == UNKNOWN else tenths / 10
