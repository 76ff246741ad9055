"""The accounts to contact, entry by entry: every reason, and their MRR."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.framework.context import Context
from csm_core.metrics.health.attention.account_reasons import (
    DETRACTOR,
    ESCALATION,
    NOTICE,
    RENEWAL,
    Reason,
    account_reasons,
)
from csm_core.metrics.health.attention.scored_reasons import AT_RISK, DROP, FELL, JUDGED, UNUSED, Today, scored_today
from csm_core.scoring.bands import Band
from csm_core.scoring.weights import UNKNOWN

CALL, GROW = "call", "grow"
Row = dict[str, object]
# The order in which an account's reasons are told.
_KINDS = (NOTICE, AT_RISK, FELL, DROP, UNUSED, DETRACTOR, ESCALATION, JUDGED, RENEWAL)
_ORDER = {kind: rank for rank, kind in enumerate(_KINDS)}
ENTRIES = pa.schema(
    [
        ("period", pa.date32()),
        ("segment", pa.string()),
        ("series", pa.string()),
        ("account_id", pa.string()),
        ("account_name", pa.string()),
        ("owner", pa.string()),
        ("reason", pa.string()),
        ("sentence", pa.string()),
        ("since", pa.date32()),
        ("band", pa.string()),
        ("score", pa.float64()),
        ("risk", pa.float64()),
        ("mrr", pa.float64()),
    ]
)


def attention_entries(context: Context) -> list[Row]:
    """One row an account and reason (columns of ENTRIES), in the order of the list: those who leave, then by MRR
    times risk, accounts to grow last. `mrr` is the account's, on each of its rows."""
    periods = context.periods[-1:]
    if not periods:
        return []
    day = min(periods[0].last_day, context.as_of)
    # What is known on that day, and nothing later: the list is the one that it would have been then.
    then = context.with_scope(replace(context.scope, as_of=day))
    today = scored_today(then)
    day_reasons = account_reasons(then, context.whole("renewal_days"), context.whole("detractor_days"))
    named = context.table(Query("select account_id, owner from account_names")).to_pylist()
    owners: dict[str, str | None] = {row["account_id"]: row["owner"] for row in named}
    wanted = context.text("owner")
    entries: list[list[Row]] = []
    for row in today.rows.tolist():
        account = today.matrix.account_ids[row]
        reasons = sorted(
            [*day_reasons.get(account, ()), *today.reasons.get(row, ())], key=lambda one: _ORDER[one.kind]
        )
        growth = today.growth.get(row)
        if (not wanted or owners.get(account) == wanted) and (reasons or growth):
            shared = {"period": periods[0].start, "owner": owners.get(account)} | _account(today, row, reasons)
            entries.append(list(_reason_rows(shared, reasons or [growth] if growth else reasons)))
    entries.sort(key=lambda rows: _urgency(rows[0]))
    return [row for rows in entries for row in rows]


def _account(today: Today, row: int, reasons: list[Reason]) -> Row:
    """Who it is, what it pays, and how urgent it is: `risk` orders the list and is no chance of a loss."""
    tenths, mrr = int(today.scores.scores[row]), float(today.matrix.mrr[row])
    # Who has said so leaves; of whom too little is known, nobody can say: half.
    risk = 1.0 if any(one.kind == NOTICE for one in reasons) else 0.5 if tenths == UNKNOWN else 1 - tenths / 1000
    return {
        "series": CALL if reasons else GROW,
        "segment": today.matrix.segments[row],
        "account_id": today.matrix.account_ids[row],
        "account_name": today.matrix.account_names[row],
        "band": Band(int(today.scores.bands[row])).word,
        "score": None if tenths == UNKNOWN else tenths / 10,
        "risk": risk,
        "mrr": None if np.isnan(mrr) else mrr,
    }


def _reason_rows(shared: Row, reasons: list[Reason]) -> Iterator[Row]:
    for one in reasons:
        yield shared | {"reason": one.kind, "sentence": one.sentence, "since": one.since}


def _urgency(row: Row) -> tuple[object, ...]:
    mrr, risk = row["mrr"], row["risk"]
    weighed = risk if isinstance(risk, float) and row["series"] == CALL else 1.0
    by_money = -mrr * weighed if isinstance(mrr, float) else 0.0
    by_risk = -risk if isinstance(risk, float) else 0.0
    group = row["series"] == GROW, row["band"] != Band.LEAVING.word, not isinstance(mrr, float)
    return *group, by_money, by_risk, str(row["account_id"])
