"""The ledger under chosen rules: which stretches of an account count as paid, and with how much."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass
from typing import Literal

from csm_core.engines.parsed import run
from csm_core.facts.framework.statement import Statement
from csm_core.facts.revenue.billed_ledger import billed_sql
from csm_core.facts.revenue.line_ends import OPEN
from csm_core.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LedgerRules:
    """What counts as recurring revenue, and when it is lost.

    discounts: 'all' take off every discount, 'lasting' only those without an end, 'none' none.
    metered: usage-based lines stay 'out', or count with the mean of three month-ends ('mean3').
    paused: a paused line counts with nothing ('zero', no churn) or as before ('kept').
    churn_moment: service ends at the 'end_of_term', or when the cancellation was 'requested'.
    grace_days: a return within so many days is no churn.
    invoice_revenue: where bills alone are known, each pays for its service period, else for the customer's usual
    interval ('spread'), or for the 'month' that it is of.
    idle_intervals, idle_days: then a customer is lost after so many of its usual intervals without a bill, at
    least so many days.
    """

    discounts: Literal["all", "lasting", "none"] = "all"
    metered: Literal["out", "mean3"] = "out"
    paused: Literal["zero", "kept"] = "zero"
    churn_moment: Literal["end_of_term", "requested"] = "end_of_term"
    grace_days: int = 0
    invoice_revenue: Literal["spread", "month"] = "spread"
    idle_intervals: float = 1.5
    idle_days: int = 45


def ledger_table(workspace: Workspace, facts: str, rules: LedgerRules) -> str:
    """The table with the ledger under `rules`, built in memory the first time it is asked for.

    Columns: account_id, product, currency, valid_from, valid_to (dates: first day with and without it; the state of
    a day D is made of the rows with valid_from <= D < valid_to), amount (decimal, a month), is_held (a pause or a gap
    within the grace: nothing is paid and nothing is lost), known_on (the day from which the row can be known),
    known_until (the day from which it is known not to have been so), is_metered, interval_id (of account_intervals;
    null for what bills tell, and for gaps).
    """
    digest = hashlib.sha256(repr((facts, astuple(rules))).encode()).hexdigest()[:12]
    table = f"derived.main.ledger_{digest}"
    with workspace.building:
        # As fresh as the facts that it is made of, whatever was loaded since.
        revision = workspace.built[facts]
        if workspace.built.get(table) != revision:
            with workspace.writing(derived=True) as cursor:
                billed = cursor.execute(f"select 1 from {facts}.billed_stretches limit 1").fetchone() is not None
                ledger = ledger_statement(facts, rules, billed)
                run(cursor, f"create or replace table {table} as {ledger.sql}", ledger.parameters)
            workspace.built[table] = revision
    return table


def ledger_statement(facts: str, rules: LedgerRules, billed: bool = True) -> Statement:
    """The SELECT behind `ledger_table`, without the parts that can bring nothing: to plan them takes long.

    `billed`: whether bills alone tell of anybody's revenue.
    """
    parts = [_pieces_sql(facts, rules, billed), _LINES, _CREDITED, _STANDING]
    bound = []
    if billed:
        parts.insert(0, billed_sql(facts))
        bound += ["invoice_revenue", "idle_intervals", "idle_days"]
    names = ["standing"]
    if rules.grace_days:
        parts.append(_GAPS)
        bound.append("grace_days")
        names.append("gaps")
    columns = (
        "account_id, product, currency, valid_from, valid_to, amount, is_held, known_on, is_metered, known_until"
    )
    rows_sql = "\nunion all\n".join(f"select {columns},\n    interval_id\nfrom {name}" for name in names)
    ctes_sql = ", ".join(parts)
    return Statement(f"with {ctes_sql}\n{rows_sql}\n", {name: getattr(rules, name) for name in bound})


def _pieces_sql(facts: str, rules: LedgerRules, billed: bool) -> str:
    """ended and pieces: the intervals under the rules, cut where a discount ends."""
    discounted = {
        "all": "amount * (1 - discount)",
        "lasting": "case when discount_to is null then amount * (1 - discount) else amount end",
        "none": "amount",
    }[rules.discounts]
    ends = {
        "end_of_term": "valid_to",
        "requested": "case when requested_on is null then valid_to else least(valid_to, requested_on) end",
    }[rules.churn_moment]
    paused = {"zero": "is_paused", "kept": "false"}[rules.paused]
    metered = {"out": "not is_metered", "mean3": "true"}[rules.metered]
    return f"""
ended as (
    select account_id, product, currency, valid_from, {ends} as valid_to, amount, discount, discount_to, is_paused,
        is_metered, {OPEN} as known_until, interval_id
    from {facts}.account_intervals where {metered}{_BILLED if billed else ""}
),
pieces as (
    select account_id, product, currency, valid_from, least(valid_to, coalesce(discount_to, valid_to)) as valid_to,
        case when {paused} then 0 else {discounted} end as amount, {paused} as is_held, is_metered,
        known_until, interval_id
    from ended
    union all
    select account_id, product, currency, greatest(valid_from, discount_to), valid_to,
        case when {paused} then 0 else amount end, {paused}, is_metered, known_until, interval_id
    from ended where discount_to is not null
)"""


_BILLED = """
    union all
    select account_id, null, currency, valid_from, valid_to, amount, 0, null, is_waiting, false, known_until, null
    from billed_lines"""
_LINES = """
lines as (
    select account_id, product, currency, valid_from, valid_to, cast(amount as decimal(18, 4)) as amount, is_held,
        is_metered, known_until, interval_id
    from pieces where valid_from < valid_to
)"""

# A line below zero is a discount written as a line: it is taken off the account's other lines of its currency, the
# largest first, so that what is left of each is what is paid for it. What is more than they pay stays below zero.
_CREDITED = """
credited as (select distinct account_id from lines where amount < 0),
edges as (
    select l.account_id, l.valid_from as changed_on from lines l join credited c on c.account_id = l.account_id
    union
    select l.account_id, l.valid_to from lines l join credited c on c.account_id = l.account_id
),
stretches as (
    select account_id, changed_on, lead(changed_on) over (partition by account_id order by changed_on) as until
    from edges
),
cut as (
    select l.account_id, l.product, l.currency, s.changed_on as valid_from, s.until as valid_to, l.amount, l.is_held,
        l.is_metered, l.known_until, l.interval_id,
        greatest(-sum(least(l.amount, 0)) over beside, 0) as credit,
        sum(greatest(l.amount, 0)) over beside as paid,
        sum(greatest(l.amount, 0)) over (partition by {beside} order by l.amount desc, l.interval_id
            rows unbounded preceding) - greatest(l.amount, 0) as paid_by_larger,
        row_number() over (partition by {beside} order by l.amount, l.interval_id) as place
    from lines l
    join stretches s on s.account_id = l.account_id and l.valid_from <= s.changed_on and s.until <= l.valid_to
    window beside as (partition by {beside})
)""".format(beside="l.account_id, l.currency, l.is_metered, l.known_until, s.changed_on")

_STANDING = """
standing as (
    select l.account_id, l.product, l.currency, l.valid_from, l.valid_to, l.amount, l.is_held,
        date '0001-01-01' as known_on, l.is_metered, l.known_until, l.interval_id
    from lines l left join credited c on c.account_id = l.account_id where c.account_id is null
    union all
    select account_id, product, currency, valid_from, valid_to,
        cast(case when amount < 0 then paid - credit
            else amount - least(amount, greatest(credit - paid_by_larger, 0)) end as decimal(18, 4)),
        is_held, date '0001-01-01', is_metered, known_until, interval_id
    from cut where amount >= 0 or (place = 1 and credit > paid)
)"""

_GAPS = """
-- Gaps between paid stretches, whatever the product: from the last day paid so far to the next beginning.
ordered as (
    select account_id, currency, valid_from,
        max(valid_to) over (partition by account_id order by valid_from, valid_to, currency
            rows between unbounded preceding and 1 preceding) as paid_until
    from (select distinct account_id, currency, valid_from, valid_to from standing
        where amount > 0 and known_until = date '9999-12-31')
),
gaps as (
    select account_id, null as product, currency, paid_until as valid_from, valid_from as valid_to,
        cast(0 as decimal(18, 4)) as amount, true as is_held, valid_from as known_on, false as is_metered,
        date '9999-12-31' as known_until, cast(null as bigint) as interval_id
    from ordered where valid_from > paid_until and date_diff('day', paid_until, valid_from) <= $grace_days
)"""
