"""Who pays on a day, and how much of it is of lines whose term ends soon after."""

from __future__ import annotations

import pyarrow as pa

from csm_core.metrics.context import Context

# Lines stand on the day before `at`, and are due when a term of theirs ends on one of the days from `at` to `last`.
# A renewal date of the whole account is of all its lines.
_ROWS = """
with spans as (
    select period, case when $in_period then period else period_instant end as at_instant,
        case when $in_period then period_end - 1 else period_instant + cast($days_ahead as integer) - 1 end as last_on
    from periods where shown
),
standing as (
    select s.period, s.at_instant, s.last_on, l.account_id, i.subscription_id, i.product, i.term_end,
        cast(l.amount * r.rate as decimal(18, 4)) as mrr
    from spans s
    join ledger l on l.valid_from < s.at_instant and s.at_instant <= l.valid_to and not l.is_metered
    join rates r on r.instant = s.at_instant and r.currency = l.currency
    left join intervals i on i.interval_id = l.interval_id
    where l.amount > 0
),
lines as (
    select s.*, exists (
        select 1 from line_terms t
        where t.account_id = s.account_id and coalesce(t.months, $shortest_months) >= $shortest_months
            and s.at_instant <= t.ends_on and t.ends_on <= s.last_on
            and (t.term_end is null or (t.subscription_id is not distinct from s.subscription_id
                and t.product is not distinct from s.product and t.term_end = s.term_end))) as is_due
    from standing s
),
accounts as (
    select l.period, m.segment, l.account_id, cast(bool_or(l.is_due) as integer) as due, sum(l.mrr) as mrr,
        coalesce(sum(case when l.is_due then l.mrr end), 0) as mrr_due
    from lines l
    join members m on m.account_id = l.account_id and m.valid_from < l.at_instant and l.at_instant <= m.valid_to
    group by l.period, m.segment, l.account_id having sum(l.mrr) > 0
)
select k.measure, a.period, a.segment, a.account_id, n.account_name,
    cast(case k.measure when 'accounts' then a.due else a.mrr_due end as double) as part,
    cast(case k.measure when 'accounts' then 1 else a.mrr end as double) as whole
from accounts a
cross join (select unnest(['accounts', 'mrr']) as measure) k
join account_names n on n.account_id = a.account_id
order by k.measure, a.period, a.segment, part desc, whole desc, a.account_id
"""


def renewal_share_rows(context: Context) -> pa.Table:
    """One row a measure (accounts, mrr), shown period and account that pays: `part` that is due, of `whole`.

    Due are the days of the period itself in the variant in_period, else `days_ahead` days after its end.
    """
    return context.table(
        _ROWS,
        in_period=context.variant.name == "in_period",
        days_ahead=context.whole("days_ahead"),
        shortest_months=context.whole("shortest_months"),
    )
