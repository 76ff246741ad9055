"""What changed: the few things of the last complete period that a leader would want named, the largest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from csm_core import registry
from csm_core.charts.words import list_words, period_words
from csm_core.metrics.compare.headline import headline
from csm_core.scoring.bands import Band
from csm_core.text.plural import plural
from csm_core.units import Unit, write_value
from csm_ui.exhibits.ask import answer, remembered, rows
from csm_ui.exhibits.choices import with_choices
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.keys import Key
from csm_ui.visitor.menu import PAGES
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

# The running period, the last complete one and the one before it: all that a change needs.
LATEST = 3
_MOST = 6
_NAMES = 2  # that a sentence holds
_GRAVER = 3  # times as much as good news of the same MRR does bad news weigh
_NOTICE = "notice given"


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence with names, the MRR that it is about, and where it leads: a page, and an account where it is one."""

    text: str
    mrr: float
    page: str
    icon: str
    account: str | None = None
    is_bad: bool = False


def findings(view: View) -> None:
    """Up to six sentences, each a link to what it is about; nothing notable is said to be so."""
    with st.container(border=True), guarded("what changed"):
        st.header("What changed", anchor=False)
        question = ("findings", view.scope, tuple(st.session_state.get(Key.SET) or ()))
        ranked = remembered(view.workspace, question, lambda: _ranked(view))
        with st.container(gap=None):
            for one in ranked[:_MOST]:
                key = view.key("finding")
                st.button(
                    plain(one.text), type="tertiary", icon=one.icon, wrap=True, key=key, on_click=_open, args=(one,)
                )
        if not ranked:
            st.caption("Nobody left, joined, paid more or less, changed band or gave notice in the last full period.")


def _open(finding: Finding) -> None:
    link = {} if finding.account is None else {Key.ACCOUNT.value: finding.account}
    st.switch_page(PAGES / f"{finding.page}.py", query_params=link)


def _ranked(view: View) -> tuple[Finding, ...]:
    changes = [finding for make in (_movements, _bands, _notices) for finding in make(view)]
    return tuple(sorted(changes, key=lambda one: -one.mrr * (_GRAVER if one.is_bad else 1)))


# What moved MRR: the words for many and for one, and the icon.
_KINDS: Mapping[str, tuple[str, str]] = {
    "churn": ("left", ":material/logout:"),
    "contraction": ("pay less", ":material/trending_down:"),
    "paused": ("paused", ":material/pause:"),
    "new": ("joined", ":material/person_add:"),
    "expansion": ("pay more", ":material/trending_up:"),
    "reactivation": ("came back", ":material/undo:"),
}


def _movements(view: View) -> list[Finding]:
    cell = _whole(view, Cell("mrr_movements", last=LATEST))
    if cell is None:
        return []
    result = answer(view, cell)
    now = headline(result, None, "churn")
    behind = rows(view, cell)
    if now is None or now.period is None or not behind.num_rows:
        return []
    behind = behind.filter(pc.equal(behind.column("period"), now.period))
    when = period_words(now.period, result.scope.calendar)
    currency = result.scope.currency
    return [
        _movement(behind.filter(pc.equal(behind.column("series"), kind)), words, icon, when, currency)
        for kind, (words, icon) in _KINDS.items()
        if pc.any(pc.equal(behind.column("series"), kind)).as_py()
    ]


def _movement(moved: pa.Table, words: str, icon: str, when: str, currency: str | None) -> Finding:
    moved = moved.append_column("size", pc.abs(pc.cast(moved.column("amount"), pa.float64())))
    largest = moved.sort_by([("size", "descending")]).to_pylist()
    total = sum(float(row["amount"]) for row in largest)
    money = _money(currency)
    alone = largest[0]["account_id"] if len(largest) == 1 else None
    if alone is not None:
        verb = {"pay less": "pays less", "pay more": "pays more"}.get(words, words)
        text = f"{largest[0]['account_name']} {verb} in {when}: {money(total, True)} of MRR."
    else:
        text = (
            f"{plural(len(largest), 'account')} {words} in {when}: {money(total, True)} of MRR, the most "
            f"{largest[0]['account_name']} ({money(float(largest[0]['amount']), True)})."
        )
    return Finding(text, abs(total), "revenue" if alone is None else "account", icon, alone, total < 0)


def _bands(view: View) -> list[Finding]:
    """Who came to be at risk, and who no longer is, against the period before."""
    cell = _whole(view, Cell("health_bands", measure="accounts", last=LATEST))
    if cell is None:
        return []
    result, behind = answer(view, cell), rows(view, cell)
    now = headline(result, "accounts", Band.RED.word)
    if now is None or now.period is None or not behind.num_rows:
        return []
    behind = behind.filter(pc.equal(behind.column("period"), now.period))
    worth = {row["account_id"]: row["amount"] for row in behind.to_pylist() if row["measure"] == "mrr"}
    moved = [row for row in behind.to_pylist() if row["measure"] == "accounts" and row["moved_from"]]
    came = [row for row in moved if row["series"] == Band.RED.word]
    went = [row for row in moved if row["moved_from"] == Band.RED.word]
    when = period_words(now.period, result.scope.calendar)
    money = _money(result.scope.currency)
    return [
        _band(group, worth, f"{words} in {when}", icon, money)
        for group, words, icon in (
            (came, "came to be at risk", ":material/warning:"),
            (went, "no longer at risk", ":material/check_circle:"),
        )
        if group
    ]


def _band(
    group: Sequence[Mapping[str, object]],
    worth: Mapping[str, float],
    words: str,
    icon: str,
    money: Callable[[float, bool], str],
) -> Finding:
    ordered = sorted(group, key=lambda row: (-worth.get(str(row["account_id"]), 0.0), str(row["account_name"])))
    total = sum(worth.get(str(row["account_id"]), 0.0) for row in ordered)
    names = list_words([str(row["account_name"]) for row in ordered], _NAMES)
    alone = str(ordered[0]["account_id"]) if len(ordered) == 1 else None
    paid = f" ({money(total, False)} of MRR)" if total else ""
    subject = names if alone else plural(len(ordered), "account")
    text = f"{subject} {words}{paid}." if alone else f"{subject} {words}{paid}: {names}."
    return Finding(
        text, total, "health" if alone is None else "account", icon, alone, ordered[0]["series"] == Band.RED.word
    )


def _notices(view: View) -> list[Finding]:
    """The contracts that were cancelled since the last complete period began and still run."""
    cell = _whole(view, Cell("attention_list"))
    if cell is None:
        return []
    behind, since = rows(view, cell), view.resolved.periods()
    if not behind.num_rows or not since:
        return []
    first: date = since[-2].start if len(since) > 1 else since[-1].start
    money = _money(view.resolved.currency)
    return [
        Finding(
            f"{row['account_name']}, {money(row['mrr'], False)} of MRR: {row['sentence']}",
            row["mrr"],
            "account",
            ":material/event_busy:",
            str(row["account_id"]),
            is_bad=True,
        )
        for row in behind.to_pylist()
        if row["reason"] == _NOTICE and row["mrr"] is not None and row["since"] is not None and row["since"] >= first
    ]


def _whole(view: View, cell: Cell) -> Cell | None:
    """The cell of everybody in the filters, as it is read on this page; None for a metric that does not answer."""
    if cell.metric not in registry():
        return None
    cell = with_choices(cell)
    settings = tuple((name, value) for name, value in cell.settings if name != "owner")
    cell = replace(cell, settings=settings, scope=replace(view.scope, split=None))
    return None if answer(view, cell).missing else cell


def _money(currency: str | None) -> Callable[[float, bool], str]:
    return lambda value, signed: write_value(value, Unit.MONEY, currency, signed)
