"""The statements behind the component matrix: every component of each customer as of chosen days.

They read the facts whole: what an account's score is must not hang on which accounts a filter shows. Only who is
shown, and in which segment, follows the scope. Bound parameters: days, instants (each day and one), and replay: then
only what was known on the day enters, no undated attribute, and no state that exports overwrite.

Columns: t, account_id, account_name, segment, mrr, and for each component its value and `<component>_age` (days since
the newest row behind it, null where a value has no age).
"""

from __future__ import annotations

from csm_core.facts.scoped.query import Query
from csm_core.metrics.customers.live_accounts import PAYING
from csm_core.metrics.customers.satisfaction import EASY_FROM, SATISFIED_FROM

# Who was a customer: the state of the day. In a replay nothing enters that was only known later (a return within
# the grace).
_PAYING = {
    **PAYING,
    "served": """
    select d.t, l.account_id, sum(cast(l.amount * r.rate as decimal(18, 4))) as mrr
    from days d
    join ledger l on l.valid_from <= d.t and d.t < l.valid_to and l.known_on <= d.t
    join rates r on r.instant = d.t + 1 and r.currency = l.currency
    group by d.t, l.account_id having sum(l.amount) > 0 or bool_or(l.is_held)""",
    "stood": """
    select d.t, s.account_id, sum(s.mrr) as mrr
    from days d join account_states s on s.instant = d.t + 1
    group by d.t, s.account_id having sum(s.mrr) > 0 or bool_or(s.is_held)""",
    "customers": """
    select t, account_id, mrr from stood where not $replay
    union all
    select v.t, v.account_id, coalesce(s.mrr, v.mrr)
    from served v left join stood s on s.t = v.t and s.account_id = v.account_id where $replay""",
    # Who was there before the data begins is no newcomer; whom the CRM calls gone, and who has not come back, is
    # none.
    "population": """
    select c.t, c.account_id, m.segment, cast(c.mrr as double) as mrr,
        case when s.live_from > b.first_paid_on then s.live_from when not b.truncated then b.started_on end as since
    from customers c
    asof left join stretches s on s.account_id = c.account_id and s.live_from <= c.t
    join account_starts b on b.account_id = c.account_id
    join account_list a on a.account_id = c.account_id
    join members m on m.account_id = c.account_id and m.valid_from <= c.t and c.t < m.valid_to
    where not coalesce(a.ended_on <= c.t and s.live_from < a.ended_on, false)""",
}
# Without revenue, every account that was known by then and had not ended.
_POPULATION = {
    "population": """
    select d.t, a.account_id, m.segment, cast(null as double) as mrr, a.start_on as since
    from days d join account_list a
        on coalesce(a.started_on, d.t) <= d.t and coalesce(a.ended_on > d.t, true)
    join members m on m.account_id = a.account_id and m.valid_from <= d.t and d.t < m.valid_to""",
}

# `_at` is the day of the newest row behind a value. A customer's days without use are true zeros wherever the usage
# data reach, also of who never used anything; how new they are is how new the usage data are. Who has not been a
# customer for the whole of a window is held to its own days in it. What a feature is to an account its own last year
# tells, a month of it at a time: nobody's score hangs on what others use.
_USE = {
    "use_feed": """
    select d.t, min(f.used_on) as first_on, max(f.used_on) as last_on
    from days d left join (select distinct used_on from every_use) f on f.used_on <= d.t
    group by d.t""",
    "usage": """
    select p.t, p.account_id, least(28, coalesce(p.t - p.since + 1, 28)) as span_now,
        least(28, coalesce(p.t - p.since - 27, 28)) as span_before,
        count(distinct u.used_on) filter (where u.used_on > p.t - 28 and u.used_on >= p.began) as days_now,
        count(distinct u.used_on) filter (where u.used_on <= p.t - 28 and u.used_on >= p.began) as days_before,
        count(distinct u.user_id) filter (where u.used_on > p.t - 28) as users,
        count(distinct u.feature) filter (where u.used_on > p.t - 28) as features
    from (select *, coalesce(since, t - 55) as began from population) p
    left join every_use u on u.account_id = p.account_id and u.used_on <= p.t and u.used_on > p.t - 56
    group by p.t, p.account_id, p.since""",
    "feature_months": """
    select account_id, feature, min(used_on) as first_on, max(used_on) as last_on from every_use
    where feature is not null group by account_id, feature, date_trunc('month', used_on)""",
    "own_features": """
    select p.t, p.account_id, count(distinct f.feature) as features
    from population p join feature_months f
        on f.account_id = p.account_id and f.first_on <= p.t and f.last_on > p.t - 365
    group by p.t, p.account_id""",
    "seats": """
    select p.t, p.account_id,
        coalesce(sum(i.quantity order by i.quantity) filter (where i.quantity > 0 and not i.is_metered
                and not i.is_paused and q.other_than_one > 0),
            case when not $replay then max(a.seats_purchased) end) as seats
    from population p
    join account_list a on a.account_id = p.account_id
    cross join quantity_record q
    left join intervals i on i.account_id = p.account_id and i.valid_from <= p.t and p.t < i.valid_to
    group by p.t, p.account_id""",
}

_ANSWERS = {
    "asked": f"""
    select p.t, p.account_id,
        avg(a.score order by a.score) filter (where a.survey_type = 'nps' and a.responded_on > p.t - 180) as nps,
        max(a.responded_on) filter (where a.survey_type = 'nps') as nps_at,
        avg(cast(a.score >= {SATISFIED_FROM} as integer))
            filter (where a.survey_type = 'csat' and a.responded_on > p.t - 90) as csat,
        max(a.responded_on) filter (where a.survey_type = 'csat') as csat_at,
        avg(cast(a.score >= {EASY_FROM} as integer))
            filter (where a.survey_type = 'ces' and a.responded_on > p.t - 180) as ces,
        max(a.responded_on) filter (where a.survey_type = 'ces') as ces_at
    from population p join every_answer a on a.account_id = p.account_id and a.responded_on <= p.t
    group by p.t, p.account_id""",
    "ticket_feed": """
    select d.t, min(k.created_on) as first_on, max(k.created_on) as last_on,
        coalesce(bool_or(k.escalated_on <= d.t), false) as escalates
    from days d left join (
        select created_on, min(escalated_on) as escalated_on from every_ticket group by created_on
    ) k on k.created_on <= d.t
    group by d.t""",
    "support": """
    select p.t, p.account_id,
        count(k.ticket_row) filter (where k.created_on > p.t - 28) as tickets,
        count(k.ticket_row) filter (where k.escalated_on <= p.t
            and (k.escalation_closed_on is null or k.escalation_closed_on > p.t)) as escalations
    from population p left join every_ticket k on k.account_id = p.account_id and k.created_on <= p.t
    group by p.t, p.account_id""",
    # What was credited as a whole, and what came to nothing, was never to be paid.
    "invoiced": """
    select p.t, p.account_id, max(b.due_on) as due_on,
        case when count(b.paid_on) filter (where b.total > 0) = count(*) filter (where b.total > 0)
            then max(b.paid_on) end as paid_on
    from population p join every_bill b on b.account_id = p.account_id and b.billed_on <= p.t
    group by p.t, p.account_id, coalesce(b.invoice_id, b.bill) having sum(b.total) > 0""",
    "paid": """
    select t, account_id, avg(cast(coalesce(paid_on <= due_on + 7, false) as integer)) as punctual,
        max(due_on) as due_at
    -- Only bills whose seven days are over: the others are not decided.
    from invoiced where due_on > t - 180 and due_on + 7 <= t group by t, account_id""",
    "reached": """
    select p.t, p.account_id, avg(o.share order by o.share) as attainment, max(o.measured_on) as measured_at
    from population p
    join every_attainment o on o.account_id = p.account_id and o.measured_on <= p.t and o.measured_on > p.t - 180
    group by p.t, p.account_id""",
}

# Exports overwrite the end of a term at each renewal, so that later ones would tell who renewed. In a replay only
# terms whose length billing tells count, stepped back to the first end from the day on.
_TERMS = {
    "stepped": """
    select p.t, p.account_id, i.term_end, cast(i.billing_months as integer) as months,
        12 * (year(i.term_end) - year(p.t)) + month(i.term_end) - month(p.t)
            - case when day(i.term_end) < day(p.t) then 1 else 0 end as months_left
    from population p
    join intervals i on i.account_id = p.account_id and i.valid_from <= p.t and p.t < i.valid_to
    where i.term_end >= p.t and i.billing_months >= 1""",
    "turned": """
    select t, account_id, day(term_end) as monthday,
        year(term_end) * 12 + month(term_end) - 1 - months_left // months * months as month_index
    from stepped""",
    "month_starts": """
    select t, account_id, monthday,
        make_date(cast(month_index // 12 as bigint), cast(month_index % 12 + 1 as bigint), 1) as month_on
    from turned""",
    "ends": """
    select t, account_id, month_on + cast(least(monthday, day(last_day(month_on))) - 1 as integer) as due
    from month_starts
    union all
    select p.t, p.account_id, i.term_end from population p
    join intervals i on i.account_id = p.account_id and i.valid_from <= p.t
    where not $replay and i.term_end is not null
    union all
    select p.t, p.account_id, a.renewal_on from population p
    join account_list a on a.account_id = p.account_id
    where not $replay and a.renewal_on is not null""",
    "terms": "select t, account_id, min(due) as due from ends where due >= t group by t, account_id",
    "begun": """
    select a.account_id, coalesce(s.started_on, a.started_on) as began_on
    from account_list a left join account_starts s on s.account_id = a.account_id""",
}

_SELECT = """
select p.t, p.account_id, n.account_name, p.segment, p.mrr,
    case when f.first_on <= p.t - 55 and f.last_on > p.t - 28 and u.days_before > 0
        then u.days_now * u.span_before / (u.days_before * u.span_now) end as usage_trend,
    p.t - f.last_on as usage_trend_age,
    case when f.first_on <= p.t - 27 and f.last_on > p.t - 28 and u.span_now >= 7
        then u.days_now * 28 / u.span_now end as usage_frequency,
    p.t - f.last_on as usage_frequency_age,
    case when f.first_on <= p.t - 27 and f.last_on > p.t - 28 and q.seats > 0
        then u.users / q.seats end as licence_utilisation,
    p.t - f.last_on as licence_utilisation_age,
    case when f.first_on <= p.t - 27 and f.last_on > p.t - 28 then u.features / o.features end as feature_breadth,
    p.t - f.last_on as feature_breadth_age,
    a.nps, p.t - a.nps_at as nps_age,
    case when k.escalates then s.escalations end as escalations_open, p.t - k.last_on as escalations_open_age,
    a.csat, p.t - a.csat_at as csat_age,
    case when k.first_on <= p.t - 27 then s.tickets end as ticket_rate, p.t - k.last_on as ticket_rate_age,
    b.punctual as payment, p.t - b.due_at as payment_age,
    x.attainment as outcomes, p.t - x.measured_at as outcomes_age,
    a.ces, p.t - a.ces_at as ces_age,
    r.due - p.t as renewal, cast(null as integer) as renewal_age,
    case when g.began_on <= p.t then (p.t - g.began_on) / 30.4375 end as tenure, cast(null as integer) as tenure_age
from population p
join account_list n on n.account_id = p.account_id
join use_feed f on f.t = p.t
join ticket_feed k on k.t = p.t
left join usage u on u.t = p.t and u.account_id = p.account_id
left join own_features o on o.t = p.t and o.account_id = p.account_id
left join seats q on q.t = p.t and q.account_id = p.account_id
left join asked a on a.t = p.t and a.account_id = p.account_id
left join support s on s.t = p.t and s.account_id = p.account_id
left join paid b on b.t = p.t and b.account_id = p.account_id
left join reached x on x.t = p.t and x.account_id = p.account_id
left join terms r on r.t = p.t and r.account_id = p.account_id
left join begun g on g.account_id = p.account_id
order by p.t, p.account_id
"""


_DAYS = {"days": "select unnest($days::date[]) as t"}
VALUES_OF_PAYING = Query(_SELECT, {**_DAYS, **_PAYING, **_USE, **_ANSWERS, **_TERMS})
VALUES_OF_KNOWN = Query(_SELECT, {**_DAYS, **_POPULATION, **_USE, **_ANSWERS, **_TERMS})

# Uploaded numbers stand as the last load of them says; in a replay only where a load dates them.
ATTRIBUTE_VALUES = Query("""
    select d.t, x.account_id, x.attribute, case when x.is_dated or not $replay then x.number end as number,
        case when x.is_dated then d.t - x.valid_from end as age
    from (select unnest($days::date[]) as t) d
    join every_attribute x on x.valid_from <= d.t and d.t < x.valid_to
    where x.attribute = any($attributes::varchar[]) and x.number is not null""")
