"""The money of what came up for renewal: what the lines paid whose term ended, and what they became."""

from __future__ import annotations

# From cases (case_on, account_id, first_on, ends_on: the first and the last end of its terms; rate_on: the instant of
# the rates), `served`, and `terms`, which is as line_terms:
# worth: case_on, account_id, mrr_due (on each product's last day before the first end), mrr_now (of it, what is
#   still paid then), mrr_after (null while that is not decided), notice_on (where every line that stands has asked
#   to end).
# Another contract that ran beside the lines due is not their renewal. One that began when they had ended is, and so
# is one of the same product that began within the grace before their end: contracts are renewed early.
WORTH = {
    "lines_due": """
    select distinct c.case_on, c.account_id, t.subscription_id, t.product, t.term_end, t.noticed_to
    from cases c
    join terms t on t.account_id = c.account_id and c.first_on <= t.ends_on and t.ends_on <= c.ends_on
    where t.is_line and coalesce(t.months, $shortest_months) >= $shortest_months""",
    "known_lines": "select distinct case_on, account_id from lines_due",
    "stretches_due": """
    select c.case_on, c.account_id, c.first_on, c.ends_on, s.valid_from, s.valid_to,
        cast(s.amount * r.rate as decimal(18, 4)) as mrr, i.requested_on,
        i.subscription_id, i.product, k.account_id is null or d.account_id is not null as is_due,
        -- Lines of one product replace each other before a term ends: what stood last of them was due.
        case when k.account_id is null then '' else coalesce(i.product, '') end as line
    from cases c
    join served s on s.account_id = c.account_id
    join rates r on r.instant = c.rate_on and r.currency = s.currency
    left join intervals i on i.interval_id = s.interval_id
    left join known_lines k on k.case_on = c.case_on and k.account_id = c.account_id
    left join lines_due d on d.case_on = c.case_on and d.account_id = c.account_id
        and d.subscription_id is not distinct from i.subscription_id and d.product is not distinct from i.product
        and d.term_end is not distinct from i.term_end and coalesce(d.noticed_to, i.valid_to) = i.valid_to""",
    "eves": """
    select case_on, account_id, line, max(least(valid_to, first_on, $as_of::date + 1)) - 1 as eve
    from stretches_due where is_due and valid_from < first_on group by case_on, account_id, line""",
    "last_eves": "select case_on, account_id, max(eve) as eve from eves group by case_on, account_id",
    "dues": """
    select s.case_on, s.account_id, sum(s.mrr) as mrr_due,
        sum(case when e.eve = least(s.first_on - 1, $as_of::date) then s.mrr end) as mrr_now,
        case when count(*) = count(*) filter (where s.requested_on <= least(s.first_on, $as_of::date))
            then max(s.requested_on) end as notice_on
    from stretches_due s
    join eves e on e.case_on = s.case_on and e.account_id = s.account_id and e.line = s.line
        and s.valid_from <= e.eve and e.eve < s.valid_to
    where s.is_due group by s.case_on, s.account_id""",
    "beside": """
    select s.case_on, s.account_id, s.subscription_id, s.product, s.valid_from
    from stretches_due s join last_eves e on e.case_on = s.case_on and e.account_id = s.account_id
    where not s.is_due and s.valid_from <= e.eve and e.eve < s.valid_to and not (
        s.valid_from > s.ends_on - $grace_days::integer and exists (select 1 from lines_due d
            where d.case_on = s.case_on and d.account_id = s.account_id
                and d.product is not distinct from s.product))""",
    "following": """
    select s.* from stretches_due s
    where s.is_due or not exists (
        select 1 from beside b
        where b.case_on = s.case_on and b.account_id = s.account_id
            and b.subscription_id is not distinct from s.subscription_id and b.product is not distinct from s.product
            and (b.valid_from = s.valid_from or not exists (select 1 from lines_due d
                where d.case_on = b.case_on and d.account_id = b.account_id
                    and d.subscription_id is not distinct from b.subscription_id
                    and d.product is not distinct from b.product)))""",
    "returns": """
    select case_on, account_id, min(greatest(valid_from, ends_on + 1)) as back_on
    from following
    where valid_to > ends_on + 1 and valid_from <= least(ends_on + greatest($grace_days::integer, 1), $as_of::date)
    group by case_on, account_id""",
    "afters": """
    select f.case_on, f.account_id, sum(f.mrr) as mrr_after
    from following f join returns b on b.case_on = f.case_on and b.account_id = f.account_id
        and f.valid_from <= b.back_on and b.back_on < f.valid_to
    group by f.case_on, f.account_id""",
    "worth": """
    select c.case_on, c.account_id, cast(coalesce(d.mrr_due, 0) as decimal(18, 4)) as mrr_due,
        cast(coalesce(d.mrr_now, 0) as decimal(18, 4)) as mrr_now,
        cast(coalesce(a.mrr_after, case when c.ends_on + greatest($grace_days::integer, 1) <= $as_of::date then 0 end)
            as decimal(18, 4)) as mrr_after,
        d.notice_on
    from cases c
    left join dues d on d.case_on = c.case_on and d.account_id = c.account_id
    left join afters a on a.case_on = c.case_on and a.account_id = c.account_id""",
}

# The terms that are told of lines.
TERMS = {
    "terms": """
    select account_id, subscription_id, product, term_end, ends_on, months, term_end is not null as is_line,
        cast(null as date) as noticed_to
    from line_terms""",
}
