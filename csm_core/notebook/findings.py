"""Findings: the few things of the last complete period that a leader would want named, the gravest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.charts.words import list_words, period_words
from csm_core.metrics.compare.headline import headline
from csm_core.metrics.framework.registry import registry
from csm_core.notebook.cell import Cell
from csm_core.result import Result
from csm_core.scope import Scope
from csm_core.scoring.bands import Band
from csm_core.text.plural import plural
from csm_core.units import Unit, write_value

# The running period, the last complete one and the one before it: all that a change needs.
LATEST = 3
CAME_TO_RISK, LEFT_RISK, NOTICE = "came to be at risk", "no longer at risk", "notice given"
_NAMES = 2  # that a sentence holds
_GRAVER = 3  # times as much as good news of the same MRR does bad news weigh


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence with names, the same without them, what it is of (a movement of MRR, a change of band, or a notice),
    the MRR that it is about, the page that it leads to, and the account where it is of one."""

    text: str
    nameless: str
    kind: str
    mrr: float
    page: str
    account: str | None = None
    is_bad: bool = False


@dataclass(frozen=True, slots=True)
class Asker:
    """Who answers a cell, who has the rows behind it, and the whole Scope, with its dates, that is asked about."""

    answer: Callable[[Cell], Result]
    rows: Callable[[Cell], pa.Table]
    scope: Scope


def findings(asker: Asker) -> tuple[Finding, ...]:
    """All that is notable, the gravest first: bad news of the same MRR come before good ones."""
    changes = [finding for make in (_movements, _bands, _notices) for finding in make(asker)]
    return tuple(sorted(changes, key=lambda one: -one.mrr * (_GRAVER if one.is_bad else 1)))


# What moved MRR, and its word for many accounts.
_KINDS: Mapping[str, str] = {
    "churn": "left",
    "contraction": "pay less",
    "paused": "paused",
    "new": "joined",
    "expansion": "pay more",
    "reactivation": "came back",
}


def _movements(asker: Asker) -> list[Finding]:
    cell = _whole(asker, Cell("mrr_movements", last=LATEST))
    if cell is None:
        return []
    result = asker.answer(cell)
    now = headline(result, None, "churn")
    behind = asker.rows(cell)
    if now is None or now.period is None or not behind.num_rows:
        return []
    behind = behind.filter(pc.equal(behind.column("period"), now.period))
    when = period_words(now.period, result.scope.calendar)
    currency = result.scope.currency
    return [
        _movement(behind.filter(pc.equal(behind.column("series"), kind)), kind, when, currency)
        for kind in _KINDS
        if pc.any(pc.equal(behind.column("series"), kind)).as_py()
    ]


def _movement(moved: pa.Table, kind: str, when: str, currency: str | None) -> Finding:
    words = _KINDS[kind]
    moved = moved.append_column("size", pc.abs(pc.cast(moved.column("amount"), pa.float64())))
    largest = moved.sort_by([("size", "descending")]).to_pylist()
    total = sum(float(row["amount"]) for row in largest)
    money = _money(currency)
    alone = largest[0]["account_id"] if len(largest) == 1 else None
    if alone is not None:
        words = {"pay less": "pays less", "pay more": "pays more"}.get(words, words)
    rest = f"{words} in {when}: {money(total, True)} of MRR"
    nameless = f"{plural(len(largest), 'account')} {rest}"
    name = largest[0]["account_name"]
    if alone is not None:
        text = f"{name} {rest}."
    else:
        text = f"{nameless}, the most {name} ({money(float(largest[0]['amount']), True)})."
    return Finding(
        text, f"{nameless}.", kind, abs(total), "revenue" if alone is None else "account", alone, total < 0
    )


def _bands(asker: Asker) -> list[Finding]:
    """Who came to be at risk, and who no longer is, against the period before."""
    cell = _whole(asker, Cell("health_bands", measure="accounts", last=LATEST))
    if cell is None:
        return []
    result, behind = asker.answer(cell), asker.rows(cell)
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
        _band(group, worth, kind, when, money) for group, kind in ((came, CAME_TO_RISK), (went, LEFT_RISK)) if group
    ]


def _band(
    group: Sequence[Mapping[str, object]],
    worth: Mapping[str, float],
    kind: str,
    when: str,
    money: Callable[[float, bool], str],
) -> Finding:
    ordered = sorted(group, key=lambda row: (-worth.get(str(row["account_id"]), 0.0), str(row["account_name"])))
    total = sum(worth.get(str(row["account_id"]), 0.0) for row in ordered)
    names = list_words([str(row["account_name"]) for row in ordered], _NAMES)
    alone = str(ordered[0]["account_id"]) if len(ordered) == 1 else None
    paid = f" ({money(total, False)} of MRR)" if total else ""
    verb = "" if kind == CAME_TO_RISK else "is " if alone else "are "
    rest = f"{verb}{kind} in {when}{paid}"
    nameless = f"{plural(len(ordered), 'account')} {rest}"
    text = f"{names} {rest}." if alone else f"{nameless}: {names}."
    page = "health" if alone is None else "account"
    return Finding(text, f"{nameless}.", kind, total, page, alone, ordered[0]["series"] == Band.RED.word)


def _notices(asker: Asker) -> list[Finding]:
    """The contracts that were cancelled since the last complete period began and still run."""
    cell = _whole(asker, Cell("attention_list"))
    if cell is None:
        return []
    behind, since = asker.rows(cell), asker.scope.periods()
    if not behind.num_rows or not since:
        return []
    first: date = since[-2].start if len(since) > 1 else since[-1].start
    money = _money(asker.scope.currency)
    return [
        Finding(
            f"{row['account_name']}, {money(row['mrr'], False)} of MRR: {row['sentence']}",
            f"1 account gave notice: {money(row['mrr'], False)} of MRR.",
            NOTICE,
            row["mrr"],
            "account",
            str(row["account_id"]),
            is_bad=True,
        )
        for row in behind.to_pylist()
        if row["reason"] == NOTICE and row["mrr"] is not None and row["since"] is not None and row["since"] >= first
    ]


def _whole(asker: Asker, cell: Cell) -> Cell | None:
    """The cell of everybody in the Scope; None for a metric that does not answer."""
    if cell.metric not in registry():
        return None
    cell = replace(cell, scope=replace(cell.scope or asker.scope, split=None))
    return None if asker.answer(cell).missing else cell


def _money(currency: str | None) -> Callable[[float, bool], str]:
    return lambda value, signed: write_value(value, Unit.MONEY, currency, signed)
