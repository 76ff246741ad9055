"""How an account's MRR changed inside a span of time, step by step, and which movement each step is.

CTEs of a metric's query. All amounts of a span are in the exchange rates of its end, so that a step is what the
customer did and not what a currency did.
"""

from __future__ import annotations

# The periods that are shown, as spans: what happened from the state of the last day before to that of their own last
# day. What happens on a day shows at the instant that closes it.
PERIOD_SPANS = {
    "spans": """
    select period, period as start_instant, period_instant as end_instant from periods where shown""",
}

# One step an account and period: from its first instant to its last, on no day of its own.
NET_STEPS = {
    "steps": """
    select s.period, s.account_id, cast(null as date) as instant, p.start_instant as before_instant,
        s.mrr_start + s.rate_effect as mrr_before, s.mrr_end as mrr_after,
        s.held_start as held_before, s.held_end as held_after,
        coalesce(s.paid_before, false) as paid_before,
        coalesce(s.first_paid_on < s.period_instant, false) as paid_after,
        coalesce(s.truncated, false) as truncated
    from account_moves s
    join spans p on p.period = s.period""",
}

# One step an account, span and instant at which a line of it begins or ends. Usage-based lines are known at
# month-ends only, so they change once, at the span's end.
EVENT_STEPS = {
    "changed": """
    select account_id, valid_from + 1 as instant from ledger where not is_metered
    union
    select account_id, valid_to + 1 from ledger where not is_metered""",
    "inside": """
    select s.period, s.start_instant, s.end_instant, c.account_id, c.instant
    from spans s join changed c on s.start_instant < c.instant and c.instant < s.end_instant""",
    # What each account pays at both ends of a span; all that changed inside has both, be it nothing.
    "corners": """
    select period, start_instant, end_instant, account_id, sum(mrr_start) as mrr_start, sum(mrr_end) as mrr_end,
        bool_or(held_start) as held_start, bool_or(held_end) as held_end
    from (
        select s.period, s.start_instant, s.end_instant, a.account_id,
            cast(a.amount * r.rate as decimal(18, 4)) as mrr_start, cast(0 as decimal(18, 4)) as mrr_end,
            a.is_held as held_start, false as held_end
        from spans s
        join account_states a on a.instant = s.start_instant
        join rates r on r.instant = s.end_instant and r.currency = a.currency
        union all
        select s.period, s.start_instant, s.end_instant, a.account_id, 0, a.mrr, false, a.is_held
        from spans s join account_states a on a.instant = s.end_instant
        union all
        select period, start_instant, end_instant, account_id, 0, 0, false, false from inside
    )
    group by period, start_instant, end_instant, account_id""",
    "metered": "select distinct account_id from ledger where is_metered",
    # Spans overlap, where they look back: what an account pays at an instant is worked out once for all of them.
    "standing": """
    select m.account_id, m.instant, l.currency, sum(l.amount) as amount,
        bool_or(l.is_held) as is_held
    from (
        select account_id, instant from inside
        union select c.account_id, c.start_instant from corners c join metered u on u.account_id = c.account_id
    ) m
    join ledger l on l.account_id = m.account_id and l.valid_from < m.instant and m.instant <= l.valid_to
    where not l.is_metered
    group by m.account_id, m.instant, l.currency""",
    # The part of the start that is usage-based: it stays until the span's end.
    "kept_usage": """
    select c.period, c.account_id,
        c.mrr_start - coalesce(sum(cast(s.amount * r.rate as decimal(18, 4))), 0) as mrr
    from corners c
    join metered u on u.account_id = c.account_id
    left join standing s on s.account_id = c.account_id and s.instant = c.start_instant
    left join rates r on r.instant = c.end_instant and r.currency = s.currency
    group by c.period, c.account_id, c.mrr_start""",
    "fixed": """
    select i.period, i.account_id, i.instant, sum(cast(s.amount * r.rate as decimal(18, 4))) as mrr,
        bool_or(s.is_held and r.rate is not null) as is_held
    from inside i
    left join standing s on s.account_id = i.account_id and s.instant = i.instant
    left join rates r on r.instant = i.end_instant and r.currency = s.currency
    group by i.period, i.account_id, i.instant""",
    "valued": """
    select period, account_id, start_instant as instant, mrr_start as mrr, held_start as is_held from corners
    union all
    select period, account_id, end_instant, mrr_end, held_end from corners
    union all
    select f.period, f.account_id, f.instant, coalesce(f.mrr, 0) + coalesce(u.mrr, 0), coalesce(f.is_held, false)
    from fixed f left join kept_usage u on u.period = f.period and u.account_id = f.account_id""",
    "chained": """
    select period, account_id, instant, mrr as mrr_after, is_held as held_after,
        lag(instant) over before as before_instant, lag(mrr) over before as mrr_before,
        lag(is_held) over before as held_before
    from valued window before as (partition by period, account_id order by instant)""",
    "steps": """
    select c.period, c.account_id, c.instant, c.before_instant, c.mrr_before, c.mrr_after,
        c.held_before, c.held_after,
        coalesce(a.first_paid_on < c.before_instant, false) as paid_before,
        coalesce(a.first_paid_on < c.instant, false) as paid_after,
        coalesce(a.truncated, false) as truncated
    from chained c left join account_starts a on a.account_id = c.account_id
    where c.before_instant is not null""",
}

# Which movement a step is, of one that changes anything.
MOVEMENT_SQL = """case
        when mrr_before <= 0 and mrr_after > 0 then case
            when paid_before and held_before then 'resumed'
            when paid_before then 'reactivation'
            when truncated then 'entered'
            else 'new' end
        when mrr_before > 0 and mrr_after <= 0 then case when held_after then 'paused' else 'churn' end
        when mrr_after > mrr_before then 'expansion'
        else 'contraction'
    end"""

# Each step as a movement. Who paid before the data begins is no new customer: such an account enters the view. Who
# leaves from a pause takes what was last paid out of the pause, and is lost with it.
MOVEMENTS = {
    "left_on_hold": """
    select s.period, s.account_id, s.instant, p.end_instant, max(l.valid_to) as paid_to
    from steps s
    join spans p on p.period = s.period
    join ledger l on l.account_id = s.account_id and l.amount > 0 and l.valid_to < s.before_instant
    where s.held_before and s.paid_before and not s.held_after and s.mrr_before <= 0 and s.mrr_after <= 0
    group by s.period, s.account_id, s.instant, p.end_instant""",
    "lost_on_hold": """
    select o.period, o.account_id, o.instant, sum(cast(l.amount * r.rate as decimal(18, 4))) as amount
    from left_on_hold o
    join ledger l on l.account_id = o.account_id and l.amount > 0 and l.valid_from < o.paid_to
        and o.paid_to <= l.valid_to
    join rates r on r.instant = o.end_instant and r.currency = l.currency
    group by o.period, o.account_id, o.instant""",
    "movements": f"""
    select period, account_id, instant, mrr_after - mrr_before as amount, {MOVEMENT_SQL} as movement
    from steps where mrr_after <> mrr_before
    union all
    select period, account_id, instant, amount, 'paused' from lost_on_hold
    union all
    select period, account_id, instant, -amount, 'churn' from lost_on_hold""",
}

# The segment of a period's movements: where the account stood when the period began, and who was no customer then
# where it stands when the period ends. Before somebody began it has no plan, size or tenure.
HOMES = {
    "homes": """
    select s.period, m.account_id, m.segment
    from spans s
    join members m on m.valid_from < s.start_instant and s.start_instant <= m.valid_to
    join account_states a on a.instant = s.start_instant and a.account_id = m.account_id
    where a.amount <> 0 or a.is_held
    union
    select s.period, m.account_id, m.segment
    from spans s
    join members m on m.valid_from < s.end_instant and s.end_instant <= m.valid_to
    left join account_states a on a.instant = s.start_instant and a.account_id = m.account_id
        and (a.amount <> 0 or a.is_held)
    where a.account_id is null""",
}

# The same of who paid, or was on a pause, at an edge of a period: of NET_STEPS that is everybody.
NET_HOMES = {
    "homes": """
    select period, account_id, case when had_start then segment_start else segment_end end as segment
    from account_moves where case when had_start then in_start else in_end end""",
}
