"""Accounts by health, the worst first, and what pulls each one down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyarrow as pa
import streamlit as st

from csm_core import registry
from csm_core.metrics.asking.ask import context_of
from csm_core.metrics.framework.what_to_load import what_to_load
from csm_core.metrics.health.components.tool_scores import standing_tool_scores
from csm_core.scoring.bands import Band
from csm_core.scoring.components import COMPONENTS
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.ask import answer, rows
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.download import download_csv
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_HEALTH = "health_score"
_ORDER = {band.word: rank for rank, band in enumerate(Band)}


def health_table(view: View, most: int, title: str, contributions: bool = False) -> None:
    """Accounts, those at risk with the most MRR first. `contributions` adds what each component gives the score."""
    if _HEALTH not in registry():
        return
    with st.container(border=True), guarded("the list of accounts"):
        st.header(title, anchor=False)
        cell = with_choices(Cell(_HEALTH))
        result = answer(view, cell)
        if result.missing:
            st.info(plain(what_to_load(result.missing)))
            return
        accounts = health_accounts(rows(view, cell).to_pylist(), contributions)
        if not accounts:
            st.caption("No account in this scope has a score.")
            return
        tools = standing_tool_scores(context_of(view.workspace, _HEALTH, cell.scope or view.scope, None, None))
        for one in accounts:
            one.update({name: scores.get(str(one["account_id"])) for name, scores in tools.items()})
        table = pa.Table.from_pylist(accounts)
        shown = {"account_name": "Account", "band": "Band", "score": "Score"} | {name: name for name in tools}
        shown |= {"mrr": "MRR"}
        shown |= {"weakest": "What pulls it down"}
        shown |= {one.name: one.name for one in COMPONENTS if one.name in table.column_names}
        account_table(table.slice(0, most), view.key("health.accounts"), shown)
        download_csv(view, table, "accounts-by-health", view.key("health.accounts.file"), f"All {len(accounts):,}")


def health_accounts(behind: Iterable[Mapping[str, object]], contributions: bool) -> list[dict[str, object]]:
    """One row an account from one row an account and component, worst band and largest MRR first."""
    by_account: dict[str, dict[str, object]] = {}
    lost: dict[str, list[tuple[float, str]]] = {}
    for row in behind:
        account = str(row["account_id"])
        one = by_account.setdefault(
            account,
            {
                "account_id": account,
                "account_name": row["account_name"],
                "band": row["series"],
                "score": None,
                "mrr": row["mrr"],
                "weakest": None,
            },
        )
        given, points, weight = row["contribution"], row["points"], row["weight"]
        if isinstance(given, float):
            one["score"] = round(given + (one["score"] if isinstance(one["score"], float) else 0.0), 1)
        if isinstance(points, float) and isinstance(weight, int) and weight and points < 100:
            lost.setdefault(account, []).append((weight * (100 - points), str(row["component"])))
        if contributions:
            one[str(row["component"])] = given
    for account, one in by_account.items():
        worst = sorted(lost.get(account, []), reverse=True)[:2]
        one["weakest"] = ", ".join(name for _, name in worst) or None
    return sorted(by_account.values(), key=_urgency)


def _urgency(account: Mapping[str, object]) -> tuple[int, float]:
    mrr = account["mrr"]
    return _ORDER.get(str(account["band"]), len(_ORDER)), -mrr if isinstance(mrr, float) else 0.0
