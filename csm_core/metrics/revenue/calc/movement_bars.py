"""The bars of MRR movements, and the rows behind them."""

from __future__ import annotations

from csm_core.facts.scoped.query import Query
from csm_core.metrics.money.revenue_steps import (
    EVENT_STEPS,
    HOMES,
    MOVEMENT_SQL,
    MOVEMENTS,
    NET_HOMES,
    NET_STEPS,
    PERIOD_SPANS,
)

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

# Net, all accounts that stand and move alike are added up before they become bars: of a hundred thousand accounts and
# three years that is a tenth of the work.
_NET_SUMS = {
    "alike": f"""
    select period, in_start, segment_start, in_end, segment_end, had_start, was_there,
        case when mrr_after <> mrr_before then {MOVEMENT_SQL} end as movement,
        sum(mrr_start) as mrr_start, count(*) filter (where mrr_start <> 0) as n_start,
        sum(mrr_after) as mrr_end, count(*) filter (where mrr_after <> 0) as n_end,
        sum(rate_effect) as rate_effect, count(*) filter (where rate_effect <> 0) as n_effect,
        sum(mrr_after - mrr_before) as change, count(*) as n
    from (
        select m.period, m.in_start, m.segment_start, m.in_end, m.segment_end, m.had_start, m.mrr_start,
            m.rate_effect, m.mrr_start <> 0 or m.held_start as was_there, m.mrr_start + m.rate_effect as mrr_before,
            m.mrr_end as mrr_after, m.held_start as held_before, m.held_end as held_after,
            coalesce(m.paid_before, false) as paid_before, coalesce(m.truncated, false) as truncated
        from account_moves m join spans s on s.period = m.period
    )
    group by period, in_start, segment_start, in_end, segment_end, had_start, was_there, movement""",
    "summed_parts": """
    select period, segment_start as segment, 'start' as series, mrr_start as amount, n_start as n from alike
    where in_start
    union all
    select period, case when had_start then segment_start else segment_end end, movement, change, n from alike
    where movement is not null and case when had_start then in_start else in_end end
    union all
    -- Who leaves from a pause was on hold at the start: few have to be looked through.
    select o.period, case when m.had_start then m.segment_start else m.segment_end end, b.series, o.amount * b.sign, 1
    from lost_on_hold o
    join account_moves m on m.period = o.period and m.account_id = o.account_id and m.held_start
    cross join (values ('paused', 1), ('churn', -1)) b(series, sign)
    where o.amount <> 0 and case when m.had_start then m.in_start else m.in_end end
    union all
    select period, segment_start, 'currency', rate_effect, n_effect from alike where in_start
    union all
    select period, segment_end, 'entered', mrr_end, n_end from alike
    where was_there and in_end and (not in_start or segment_start is distinct from segment_end)
    union all
    select period, segment_start, 'left', -mrr_end, n_end from alike
    where was_there and in_start and (not in_end or segment_start is distinct from segment_end)
    union all
    select period, segment_end, 'end', mrr_end, n_end from alike where in_end""",
    "sums": """
    select period, segment, series, sum(amount) as amount, sum(n) as n from summed_parts where n > 0
    group by period, segment, series""",
}
_EVENT_SUMS = {
    "sums": """
    select period, segment, series, sum(amount) as amount, count(distinct account_id) as n
    from rows_behind group by period, segment, series""",
}

_BAR_CTES = {
    "segments": """
    select distinct segment from members where account_id in (select account_id from ledger where amount <> 0)""",
    "bars": """
    select unnest($series::varchar[]) as series, unnest(range(len($series::varchar[]))) as place""",
    # Where nothing is counted for want of a rate, nobody knows that it is nothing. A currency has a rate at every
    # instant or at none.
    "unrated_lines": """
    select account_id, valid_from, valid_to from ledger l
    where amount <> 0 and not exists (select 1 from rates r where r.currency = l.currency)""",
    "unrated": """
    select distinct s.period, m.segment
    from spans s
    join unrated_lines l on l.valid_from < s.end_instant and s.start_instant <= l.valid_to
    join members m on m.account_id = l.account_id and m.valid_from < s.period and s.period <= m.valid_to""",
    "counted": "select distinct period, segment from sums",
    "unknown": """
    select u.period, u.segment from unrated u
    left join counted c on c.period = u.period and c.segment is not distinct from u.segment
    where c.period is null""",
}
_BARS = """
    select s.period, g.segment, b.series,
        case when u.period is null then cast(coalesce(r.amount, 0) as double) end as value, coalesce(r.n, 0) as n
    from spans s cross join segments g cross join bars b
    left join unknown u on u.period = s.period and u.segment is not distinct from g.segment
    left join sums r on r.period = s.period and r.series = b.series and r.segment is not distinct from g.segment
    order by g.segment, s.period, b.place"""

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
    "net": {**PERIOD_SPANS, **NET_STEPS, **MOVEMENTS, **NET_HOMES, **_PARTS},
    "events": {**PERIOD_SPANS, **EVENT_STEPS, **MOVEMENTS, **HOMES, **_PARTS},
}

# By variant: the bars (period, segment, series, value, n), and the rows behind them, whose amounts add up to a bar.
BARS = {
    "net": Query(_BARS, _UP_TO_PARTS["net"] | _NET_SUMS | _BAR_CTES),
    "events": Query(_BARS, _UP_TO_PARTS["events"] | _EVENT_SUMS | _BAR_CTES),
}
BAR_ROWS = {variant: Query(_ROWS, _UP_TO_PARTS[variant]) for variant in _UP_TO_PARTS}
