"""How an account's MRR changed inside a span of time, step by step, and which movement each step is.

Text of SQL, to be put before a metric's own: every piece ends without a comma. All amounts of a span are in the
exchange rates of its end, so that a step is what the customer did and not what a currency did.
"""

from __future__ import annotations

# The periods that are shown, as spans: what happened between the instants of their edges.
PERIOD_SPANS = """
spans as (select period, period as start_instant, period_instant as end_instant from periods where shown)"""

# One step an account and period: from its first instant to its last, on no day of its own.
NET_STEPS = """
steps as (
    select s.period, s.account_id, cast(null as date) as instant, s.mrr_start + s.rate_effect as mrr_before,
        s.mrr_end as mrr_after, s.held_start as held_before, s.held_end as held_after,
        coalesce(s.paid_before, false) as paid_before,
        coalesce(a.first_paid_on < s.period_instant, false) as paid_after,
        coalesce(a.truncated, false) as truncated
    from account_moves s
    join spans p on p.period = s.period
    left join account_starts a on a.account_id = s.account_id
)"""

# One step an account, span and instant at which a line of it begins or ends. Usage-based lines are known at
# month-ends only, so they change once, at the span's end.
EVENT_STEPS = """
changed as (
    select account_id, valid_from + 1 as instant from ledger where not is_metered
    union
    select account_id, live_until from ledger where not is_metered
),
inside as (
    select s.period, s.start_instant, s.end_instant, c.account_id, c.instant
    from spans s join changed c on s.start_instant < c.instant and c.instant < s.end_instant
),
edges as (
    select s.period, s.start_instant, s.end_instant, s.start_instant as instant, a.account_id,
        sum(cast(a.amount * r.rate as decimal(18, 4))) as mrr, bool_or(a.is_held) as is_held
    from spans s
    join account_states a on a.instant = s.start_instant
    join rates r on r.instant = s.end_instant and r.currency = a.currency
    group by s.period, s.start_instant, s.end_instant, a.account_id
    union all
    select s.period, s.start_instant, s.end_instant, s.end_instant, a.account_id, sum(a.mrr), bool_or(a.is_held)
    from spans s join account_states a on a.instant = s.end_instant
    group by s.period, s.start_instant, s.end_instant, a.account_id
),
moments as (
    select period, start_instant, end_instant, account_id, instant from inside
    union
    select period, start_instant, end_instant, account_id, unnest([start_instant, end_instant]) from inside
    union
    select period, start_instant, end_instant, account_id, unnest([start_instant, end_instant]) from edges
),
priced as (
    select m.period, m.account_id, m.instant, coalesce(l.currency, $currency) as currency,
        cast(sum(l.amount) * max(r.rate) as decimal(18, 4)) as mrr, bool_or(l.is_held) as is_held
    from moments m
    join ledger l on l.account_id = m.account_id and l.valid_from < m.instant and m.instant < l.live_until
    join rates r on r.instant = m.end_instant and r.currency = coalesce(l.currency, $currency)
    where m.instant < m.end_instant and not l.is_metered
    group by m.period, m.account_id, m.instant, coalesce(l.currency, $currency)
),
fixed as (
    select period, account_id, instant, sum(mrr) as mrr, bool_or(is_held) as is_held
    from priced group by period, account_id, instant
),
valued as (
    select m.period, m.account_id, m.instant,
        case when m.instant in (m.start_instant, m.end_instant) then coalesce(e.mrr, 0)
            else coalesce(f.mrr, 0) + coalesce(b.mrr, 0) - coalesce(o.mrr, 0) end as mrr,
        coalesce(case when m.instant in (m.start_instant, m.end_instant) then e.is_held else f.is_held end, false)
            as is_held
    from moments m
    left join edges e on e.period = m.period and e.account_id = m.account_id and e.instant = m.instant
    left join fixed f on f.period = m.period and f.account_id = m.account_id and f.instant = m.instant
    left join edges b on b.period = m.period and b.account_id = m.account_id and b.instant = m.start_instant
    left join fixed o on o.period = m.period and o.account_id = m.account_id and o.instant = m.start_instant
),
chained as (
    select period, account_id, instant, mrr as mrr_after, is_held as held_after,
        lag(instant) over before as before_instant, lag(mrr) over before as mrr_before,
        lag(is_held) over before as held_before
    from valued window before as (partition by period, account_id order by instant)
),
steps as (
    select c.period, c.account_id, c.instant, c.mrr_before, c.mrr_after, c.held_before, c.held_after,
        coalesce(a.first_paid_on < c.before_instant, false) as paid_before,
        coalesce(a.first_paid_on < c.instant, false) as paid_after,
        coalesce(a.truncated, false) as truncated
    from chained c left join account_starts a on a.account_id = c.account_id
    where c.before_instant is not null
)"""

# Each step as a movement. Who paid before the data begins is no new customer: such an account enters the view.
MOVEMENTS = """
movements as (
    select period, account_id, instant, mrr_after - mrr_before as amount,
        case
            when mrr_before <= 0 and mrr_after > 0 then case
                when paid_before and held_before then 'resumed'
                when paid_before then 'reactivation'
                when truncated then 'entered'
                else 'new' end
            when mrr_before > 0 and mrr_after <= 0 then case when held_after then 'paused' else 'churn' end
            when mrr_after > mrr_before then 'expansion'
            else 'contraction'
        end as movement
    from steps where mrr_after <> mrr_before
)"""
