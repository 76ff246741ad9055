"""The MRR bridge as SQL: every account's part in every bar, from the start of a period to its end."""

from __future__ import annotations

from csm_core.metrics.revenue_steps import EVENT_STEPS, HOMES, MOVEMENTS, NET_STEPS, PERIOD_SPANS

SERIES = (
    *("start", "new", "reactivation", "expansion", "contraction", "churn", "paused", "resumed"),
    *("currency", "entered", "left", "end"),
)

# A movement belongs to the segment of HOMES. Who changes segment takes the MRR of the period's end along: out of the
# one, into the other.
_PARTS = """
moves as (
    select m.*, m.mrr_start <> 0 or m.held_start as was_there
    from account_moves m join spans s on s.period = m.period
),
parts as (
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
    select period, segment_end, account_id, null, 'end', mrr_end from moves where in_end
),
rows_behind as (select * from parts where amount <> 0)
"""

# Net, an account has one part in a bar at most; event by event it may have several.
_COUNTED = {"net": "count(r.account_id)", "events": "count(distinct r.account_id)"}

_BRIDGE = """
, segments as (
    select distinct segment from members where account_id in (select account_id from ledger where amount <> 0)
),
bars as (select unnest($series::varchar[]) as series, unnest(range(len($series::varchar[]))) as place),
-- Where nothing is counted for want of a rate, nobody knows that it is nothing.
unrated as (
    select distinct s.period, m.segment
    from spans s
    join ledger l on l.valid_from < s.end_instant and s.start_instant <= l.valid_to and l.amount <> 0
    join members m on m.account_id = l.account_id and m.valid_from < s.period and s.period <= m.valid_to
    left join rates r on r.instant = s.end_instant and r.currency = l.currency
    where r.rate is null
),
counted as (select distinct period, segment from rows_behind),
unknown as (
    select u.period, u.segment from unrated u
    left join counted c on c.period = u.period and c.segment is not distinct from u.segment
    where c.period is null
)
select s.period, g.segment, b.series,
    case when u.period is null then cast(coalesce(sum(r.amount), 0) as double) end as value, {counted} as n
from spans s cross join segments g cross join bars b
left join unknown u on u.period = s.period and u.segment is not distinct from g.segment
left join rows_behind r on r.period = s.period and r.series = b.series and r.segment is not distinct from g.segment
group by s.period, g.segment, b.series, b.place, u.period order by g.segment, s.period, b.place
"""

_ROWS = """
select r.period, r.segment, r.series, r.account_id, n.account_name, r.changed_on, cast(r.amount as double) as amount
from rows_behind r join account_names n on n.account_id = r.account_id
order by r.period, r.segment, list_position($series::varchar[], r.series), abs(r.amount) desc, r.account_id,
    r.changed_on
"""

LATE = """
select count(*) as accounts from account_starts a
join periods p on p.shown and p.period <= a.first_paid_on and a.first_paid_on < p.period_end
join members m on m.account_id = a.account_id and m.valid_from <= a.first_paid_on and a.first_paid_on < m.valid_to
where a.truncated
"""

_UP_TO_PARTS = {
    "net": "with " + PERIOD_SPANS + "," + NET_STEPS + "," + MOVEMENTS + "," + HOMES + "," + _PARTS,
    "events": "with " + PERIOD_SPANS + "," + EVENT_STEPS + "," + MOVEMENTS + "," + HOMES + "," + _PARTS,
}

# By variant: the bars (period, segment, series, value, n), and the rows behind them, whose amounts add up to a bar.
BRIDGE = {variant: parts + _BRIDGE.format(counted=_COUNTED[variant]) for variant, parts in _UP_TO_PARTS.items()}
BRIDGE_ROWS = {variant: parts + _ROWS for variant, parts in _UP_TO_PARTS.items()}
