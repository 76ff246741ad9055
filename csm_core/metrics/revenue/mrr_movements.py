"""The MRR bridge: from a period's start to its end, movement by movement."""

from __future__ import annotations

import math

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    Refused,
    Shape,
    Variant,
)
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.money.revenue_settings import RECURRING, REVENUE_SETTINGS
from csm_core.metrics.money.revenue_steps import EVENT_STEPS, HOMES, MOVEMENTS, NET_STEPS, PERIOD_SPANS
from csm_core.units import Unit

SERIES = (
    *("start", "new", "reactivation", "expansion", "contraction", "churn", "paused", "resumed"),
    *("currency", "entered", "left", "end"),
)

# A movement belongs to the segment of HOMES. Who changes segment takes the MRR of the period's end along: out of the
# one, into the other.
_PARTS = {
    "moves": """
    select m.*, m.mrr_start <> 0 or m.held_start as was_there
    from account_moves m join spans s on s.period = m.period""",
    "parts": """
    select period, segment_start as segment, account_id, cast(null as date) as changed_on, 'start' as series,
        mrr_start as amount
    from moves where in_start
    union all
    select v.period, h.segment, v.account_id, v.instant - 1, v.movement, v.amount
    from movements v join homes h on h.period = v.period and h.account_id = v.account_id
    union all
    select period, segment_start, account_id, null, 'currency', rate_effect from moves where in_start
    union all
    select period, segment_end, account_id, null, 'entered', mrr_end from moves
    where was_there and in_end and (not in_start or segment_start is distinct from segment_end)
    union all
    select period, segment_start, account_id, null, 'left', -mrr_end from moves
    where was_there and in_start and (not in_end or segment_start is distinct from segment_end)
    union all
    select period, segment_end, account_id, null, 'end', mrr_end from moves where in_end""",
    "rows_behind": "select * from parts where amount <> 0",
}

# Net, an account has one part in a bar at most; event by event it may have several.
_COUNTED = {"net": "count(r.account_id)", "events": "count(distinct r.account_id)"}

_BRIDGE_CTES = {
    "segments": """
    select distinct segment from members where account_id in (select account_id from ledger where amount <> 0)""",
    "bars": """
    select unnest($series::varchar[]) as series, unnest(range(len($series::varchar[]))) as place""",
    # Where nothing is counted for want of a rate, nobody knows that it is nothing.
    "unrated": """
    select distinct s.period, m.segment
    from spans s
    join ledger l on l.valid_from < s.end_instant and s.start_instant <= l.valid_to and l.amount <> 0
    join members m on m.account_id = l.account_id and m.valid_from < s.period and s.period <= m.valid_to
    left join rates r on r.instant = s.end_instant and r.currency = l.currency
    where r.rate is null""",
    "counted": "select distinct period, segment from rows_behind",
    "unknown": """
    select u.period, u.segment from unrated u
    left join counted c on c.period = u.period and c.segment is not distinct from u.segment
    where c.period is null""",
}
_BRIDGE = """
    select s.period, g.segment, b.series,
        case when u.period is null then cast(coalesce(sum(r.amount), 0) as double) end as value, {counted} as n
    from spans s cross join segments g cross join bars b
    left join unknown u on u.period = s.period and u.segment is not distinct from g.segment
    left join rows_behind r on r.period = s.period and r.series = b.series
        and r.segment is not distinct from g.segment
    group by s.period, g.segment, b.series, b.place, u.period order by g.segment, s.period, b.place"""

_ROWS = """
select r.period, r.segment, r.series, r.account_id, n.account_name, r.changed_on, cast(r.amount as double) as amount
from rows_behind r join account_names n on n.account_id = r.account_id
order by r.period, r.segment, list_position($series::varchar[], r.series), abs(r.amount) desc, r.account_id,
    r.changed_on
"""

LATE = Query("""
    select count(*) as accounts from account_starts a
    join periods p on p.shown and p.period <= a.first_paid_on and a.first_paid_on < p.period_end
    join members m on m.account_id = a.account_id and m.valid_from <= a.first_paid_on and a.first_paid_on < m.valid_to
    where a.truncated""")

_UP_TO_PARTS = {
    "net": {**PERIOD_SPANS, **NET_STEPS, **MOVEMENTS, **HOMES, **_PARTS},
    "events": {**PERIOD_SPANS, **EVENT_STEPS, **MOVEMENTS, **HOMES, **_PARTS},
}

# By variant: the bars (period, segment, series, value, n), and the rows behind them, whose amounts add up to a bar.
BRIDGE = {
    variant: Query(_BRIDGE.format(counted=_COUNTED[variant]), _UP_TO_PARTS[variant] | _BRIDGE_CTES)
    for variant in _UP_TO_PARTS
}
BRIDGE_ROWS = {variant: Query(_ROWS, _UP_TO_PARTS[variant]) for variant in _UP_TO_PARTS}


def _compute(context: Context) -> Answer:
    table = context.table(BRIDGE[context.variant.name], series=SERIES)
    late = context.table(LATE).to_pylist()[0]["accounts"]
    note = f"Already paying when the data begins: {late}. They count as 'entered' there, as their start is unknown."
    return Answer(table, notes=(note,) if late else ())


def _rows(context: Context) -> pa.Table:
    return context.table(BRIDGE_ROWS[context.variant.name], series=SERIES)


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    """The sum of the amounts. A bar without rows is a true zero: nothing of the kind happened."""
    del variant
    return math.fsum(rows.column("amount").to_pylist()) if rows.num_rows else 0.0


def _line(account: str, start: str, end: str, mrr: str) -> tuple[tuple[str, str], ...]:
    return (("account_id", account), ("start_date", start), ("end_date", end), ("mrr", mrr), ("currency", "EUR"))


def _cell(series: str, value: float) -> tuple[tuple[str, str | float | None], ...]:
    return (("period", "2024-02-01"), ("series", series), ("value", value))


METRIC = Metric(
    id="mrr_movements",
    family="revenue",
    name="MRR movements",
    question="What moved our recurring revenue up or down?",
    definition=(
        "How each account's MRR at the period's start became its MRR at the end. New: pays for the first time ever; "
        "reactivation: paid once, paid nothing at the start; churn: pays nothing any more, as on a free plan, from "
        "its first day on. A pause, or a return within the grace, is paused and resumed, never churn; a pause of a "
        "part is contraction. Who leaves from a pause is churn when service ends, with the MRR last paid, which "
        "paused gives back. Movements are in the rates of the period's end, and what the rates did to the MRR of the "
        "start is the bar currency. Under a filter or split, a movement belongs to the segment at the period's "
        "start, of who was no customer then to that at its end, and a customer that changes segment takes its end "
        "MRR from left to entered. n counts the accounts behind a bar."
    ),
    formula=(
        "start + new + reactivation + expansion + contraction + churn + paused + resumed + currency + entered + left "
        "= end; losses are negative"
    ),
    inputs=(Input(RECURRING, ("account_id", "start_date", "mrr"), ("invoices",)),),
    unit=Unit.MONEY,
    direction=Direction.NEITHER,
    additive=True,
    shape=Shape.BRIDGE,
    measures=(),
    series=SERIES,
    interval=None,
    interval_holds_value=True,
    variants=(
        Variant(
            "net",
            "Standard definition",
            "One movement per account and period: changes inside the period net out.",
            (None, None),
            Unit.MONEY,
        ),
        Variant(
            "events",
            "Event-based billing tools",
            "Every change counts: a customer who joins and leaves within the period is new, then churn.",
            (None, None),
            Unit.MONEY,
        ),
    ),
    refused=(
        Refused(
            "Cancelling one of two subscriptions as churn",
            "The customer stays and pays less: that is contraction. Churn is losing the whole account.",
        ),
        Refused(
            "Currency gains as expansion",
            "Nobody bought more. The effect of exchange rates has its own bar.",
        ),
    ),
    settings=REVENUE_SETTINGS,
    compute=_compute,
    rows=_rows,
    value_of=_value_of,
    references=(
        "Gold (2020), Fighting Churn with Data, chapter 3",
        "ChartMogul Help Center, MRR movements",
    ),
    examples=(
        Example(
            "A grows by 20, B leaves, C joins, D pays as before",
            (
                (
                    "subscriptions",
                    (
                        _line("A", "2024-01-05", "2024-02-10", "100"),
                        _line("A", "2024-02-10", "", "120"),
                        _line("B", "2024-01-05", "2024-02-15", "50"),
                        _line("C", "2024-02-20", "", "30"),
                        _line("D", "2024-01-05", "", "70"),
                    ),
                ),
            ),
            (("start", "2024-02-01"), ("end", "2024-03-01"), ("as_of", "2024-02-29")),
            None,
            (),
            # 220 + 30 + 20 − 50 = 220
            (
                _cell("start", 220.0),
                _cell("new", 30.0),
                _cell("expansion", 20.0),
                _cell("churn", -50.0),
                _cell("reactivation", 0.0),
                _cell("end", 220.0),
            ),
        ),
    ),
)
