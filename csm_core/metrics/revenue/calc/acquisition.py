"""What winning a customer cost in each period: from the books, or from what the CRM says of each account."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from csm_core.facts.revenue.unnamed_currency import UNNAMED
from csm_core.facts.scoped.query import Query
from csm_core.metrics.framework.context import Context
from csm_core.metrics.framework.declare import Setting
from csm_core.metrics.revenue.calc.spending import COSTS_OF_ALL, NOT_TOLD, PARTLY_TOLD, is_by_segment, spent
from csm_core.periods import Period
from csm_core.result import SCHEMA
from csm_core.stats.intervals import Interval
from csm_core.stats.product_interval import positive_mean

COST_FROM = Setting(
    "cost_from",
    "Acquisition cost from the costs table or from the accounts; auto: the table, if it has any",
    "auto",
    ("auto", "costs", "accounts"),
    "",
)
COST_SCHEMA = pa.schema(
    [
        *(SCHEMA.field(name) for name in ("period", "segment", "account_id")),
        ("account_name", pa.string()),
        ("category", pa.string()),
        ("month_on", pa.date32()),
        ("first_paid_on", pa.date32()),
        ("part", pa.float64()),
        ("whole", pa.float64()),
    ]
)

# Who was there before the data begins was won before it. Lists of accounts name no currency of what an account cost:
# it is in the workspace's usual one, whichever is asked for.
_WON = Query("""
    select p.period, m.segment, s.account_id, n.account_name, s.first_paid_on,
        cast(a.acquisition_cost as double) * r.rate as cost
    from periods p
    join account_starts s on p.period <= s.first_paid_on and s.first_paid_on < p.period_instant
    join account_list a on a.account_id = s.account_id
    join members m on m.account_id = s.account_id and m.valid_from <= s.first_paid_on and s.first_paid_on < m.valid_to
    join account_names n on n.account_id = s.account_id
    left join rates r on r.instant = p.period_instant and r.currency = $usual_currency
    where p.shown and not s.truncated
    order by p.period, m.segment, s.first_paid_on, s.account_id""")
_COSTS_OF_WINNING = Query("select count(*) as told from costs where purpose = 'acquisition'")
NOBODY_WON = "No customers were won in this period, so there is no cost per customer."
_UNKNOWN = "Acquisition costs of the customers won in this period are unknown."

Key = tuple[object, str | None]


@dataclass(frozen=True, slots=True)
class AcquisitionCost:
    """The cost of one customer won, in a period and segment; its value is None with a `note` that says why.

    `rows` (COST_SCHEMA): Σ part ÷ Σ whole is the cost.
    """

    cost: Interval
    rows: list[dict[str, object]]
    note: str | None


def acquisition_costs(context: Context) -> Mapping[Key, AcquisitionCost]:
    """The cost of each shown period and of each segment that won anybody."""
    won: dict[Key, list[dict[str, object]]] = {}
    if not context.scope.split:
        won = {(period.start, None): [] for period in context.periods}
    for row in context.table(_WON, usual_currency=context.span.currency or UNNAMED).to_pylist():
        won.setdefault((row["period"], row["segment"]), []).append(row)
    source = context.text("cost_from")
    has_costs = source != "accounts" and context.table(_COSTS_OF_WINNING).to_pylist()[0]["told"] > 0
    if source == "costs" or (has_costs and not is_by_segment(context)):
        return _from_books(context, won)
    return {key: _from_accounts(rows) for key, rows in won.items()}


def end_of(context: Context, period: Period) -> date:
    """The day as of which a period is judged: its last one, or the question's in the running period."""
    return min(period.last_day, context.as_of)


def _from_books(context: Context, won: Mapping[Key, list[dict[str, object]]]) -> dict[Key, AcquisitionCost]:
    nothing = Interval(None, None, None, 0)
    if is_by_segment(context):
        return {key: AcquisitionCost(nothing, [], COSTS_OF_ALL) for key in won}
    costs: dict[object, list[dict[str, object]]] = {}
    for row in spent(context, "acquisition").to_pylist():
        costs.setdefault(row["period"], []).append(row)
    costs_by_key = {}
    for key, customers in won.items():
        entries = costs.get(key[0], [])
        rows = [row | {"part": row["amount"]} for row in entries] + [row | {"whole": 1.0} for row in customers]
        whole = bool(entries) and bool(entries[0]["is_whole"])
        note = NOT_TOLD if not entries else PARTLY_TOLD if not whole else None if customers else NOBODY_WON
        value = None
        if note is None:
            value = math.fsum(float(str(row["amount"])) for row in entries) / len(customers)
        costs_by_key[key] = AcquisitionCost(Interval(value, value, value, len(customers)), rows, note)
    return costs_by_key


def _from_accounts(customers: list[dict[str, object]]) -> AcquisitionCost:
    """Of some the cost is known: they stand for all, and their spread is the doubt."""
    amounts = [float(str(row["cost"])) for row in customers if row["cost"] is not None]
    rows = [row | ({"part": row["cost"], "whole": 1.0} if row["cost"] is not None else {}) for row in customers]
    mean = positive_mean(amounts)
    return AcquisitionCost(mean, rows, None if amounts else _UNKNOWN if customers else NOBODY_WON)
