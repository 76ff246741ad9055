"""billed_stretches: what bills say of recurring revenue, where nothing else does: stretches that each one pays for.

Empty as soon as subscriptions, snapshots or movements of MRR are loaded: these say what recurs. With invoice_revenue
'spread' a bill pays for its own service period where it tells one, else for the customer's usual interval between
bills (its median); a customer with one bill alone is taken to be billed as most others are. Who is billed more
often than every three weeks pays by calendar month. With 'month' a bill pays for the month that it is of.
"""

from __future__ import annotations

from csm_core.facts.framework.fact import Day, Fact
from csm_core.midnights import days_sql

# Bills of so many days apart or less are added up by calendar month.
_OFTEN_DAYS = 20
_MONTH_DAYS = 30.4375

_INDEX = "(year({day}) * 12 + month({day}) - 1)"


def _months_later(day: str, months: str) -> str:
    """SQL for the same day of the month so many months later, or that month's last day."""
    index = f"({_INDEX.format(day=day)} + {months})"
    first = f"make_date(cast({index} // 12 as bigint), cast({index} % 12 + 1 as bigint), 1)"
    return f"{first} + cast(least(day({day}), day(last_day({first}))) - 1 as integer)"


def _whole(days: str) -> str:
    """SQL for how many months so many days are: a whole number where it is within a fifth of one."""
    nearest = f"floor(({days}) / {_MONTH_DAYS} + 0.5)"
    months = f"({days}) / {_MONTH_DAYS}"
    return f"case when {nearest} >= 1 and abs({months} - {nearest}) <= 0.2 then {nearest} else {months} end"


# What is credited later comes off the latest bills before it; a line with a period of its own may be negative. A bill
# that was paid back in full stays, with nothing: it came, so none is awaited in its stead.
_KEPT = """
lone as (select count(*) as lines from {facts}.account_intervals),
days as (
    select b.account_id, b.currency, b.billed_on,
        case when b.period_to > b.period_from then b.period_from end as period_from,
        case when b.period_to > b.period_from then b.period_to end as period_to, sum(b.amount) as amount,
        coalesce(bool_or(coalesce(b.total, b.amount_paid) > 0), false) as is_bill
    from {facts}.bills b join lone l on l.lines = 0
    where b.account_id is not null and coalesce(b.is_recurring, true)
        and (b.amount <> 0 or coalesce(b.total, b.amount_paid) > 0)
    group by b.account_id, b.currency, b.billed_on, case when b.period_to > b.period_from then b.period_from end,
        case when b.period_to > b.period_from then b.period_to end
),
ordered as (
    select *, row_number() over (
        partition by account_id, currency order by billed_on, -amount, period_from, period_to) as place
    from days where amount > 0 or period_from is null
),
summed as (
    select *, sum(amount) over (
        partition by account_id, currency order by place rows unbounded preceding) as so_far
    from ordered
),
kept as (
    select account_id, currency, billed_on, period_from, period_to, greatest(amount, 0) as amount
    from (
        select account_id, currency, billed_on, period_from, period_to, is_bill,
            min(so_far) over (partition by account_id, currency order by place
                rows between current row and unbounded following) - (so_far - amount) as amount
        from summed
    ) where amount > 0 or is_bill
    union all
    select account_id, currency, billed_on, period_from, period_to, amount
    from days where amount <= 0 and period_from is not null
)"""

_USUAL = f"""
begun as (select distinct account_id, coalesce(period_from, billed_on) as begins from kept),
gaps as (
    select account_id, {days_sql("lag(begins) over (partition by account_id order by begins)", "begins")} as days
    from begun
),
ranked_gaps as (
    select account_id, days, row_number() over (partition by account_id order by days) as place,
        count(*) over (partition by account_id) as gaps
    from gaps where days is not null
),
own as (
    select account_id, avg(days) as days
    from ranked_gaps where 2 * place between gaps and gaps + 2 group by account_id
),
-- How often others are billed, and by how much at a time at the most. Who has one bill alone is billed as most are,
-- but for one larger than any such bill: a year's bill is no month's.
others as (
    select k.currency, floor(w.days / {_MONTH_DAYS} + 0.5) as months, avg(cast(w.days as decimal(18, 1))) as days,
        max(k.amount) as largest, count(distinct k.account_id) as accounts
    from kept k join own w on w.account_id = k.account_id
    where k.period_from is null group by k.currency, floor(w.days / {_MONTH_DAYS} + 0.5)
),
choices as (
    select k.account_id, o.days, row_number() over (
        partition by k.account_id
        order by case when k.amount > o.largest then 1 else 0 end,
            case when k.amount > o.largest then o.months else o.accounts end desc, o.months,
            o.currency) as choice
    from kept k
    left join own w on w.account_id = k.account_id
    join others o on o.currency is not distinct from k.currency
    where w.account_id is null and k.period_from is null
),
periods as (
    select account_id, avg({days_sql("period_from", "period_to")}) as days
    from kept where period_from is not null group by account_id
),
usual as (
    select k.account_id, coalesce(w.days, p.days, c.days) as days,
        case when w.days is not null then 'interval' when p.days is not null then 'period'
            when c.days is not null then 'others' else 'month' end as basis
    from (select distinct account_id from kept) k
    left join own w on w.account_id = k.account_id
    left join periods p on p.account_id = k.account_id
    left join choices c on c.account_id = k.account_id and c.choice = 1
)"""

_PERIODS = f"""
ended as (
    select *, case when day(period_to) = day(period_from)
            or (period_to = last_day(period_to) and day(period_from) > day(period_to)) then period_to
        else period_to + 1 end as ends
    from kept where period_from is not null
),
by_period as (
    select account_id, currency, period_from as begins, ends, greatest(billed_on, period_from) as last_on,
        amount / (case when day(ends) = day(period_from) or (ends = last_day(ends) and day(period_from) > day(ends))
            then cast({_INDEX.format(day="ends")} - {_INDEX.format(day="period_from")} as double)
            else {days_sql("period_from", "ends")} / {_MONTH_DAYS} end) as amount
    from ended
)"""

_INTERVALS = f"""
plain as (
    select k.account_id, k.currency, k.billed_on, k.amount, coalesce(u.days, {_MONTH_DAYS}) as days,
        coalesce(u.days <= {_OFTEN_DAYS}, false) as is_often
    from kept k join usual u on u.account_id = k.account_id where k.period_from is null
),
spaced as (
    select account_id, currency, billed_on, amount, days, {_whole("days")} as months,
        lead(billed_on) over (partition by account_id, currency order by billed_on) as next_on
    from plain where not is_often
),
dated as (
    select *, case when months = floor(months) then {_months_later("billed_on", "cast(months as integer)")}
        else billed_on + cast(floor(days + 0.5) as integer) end as ends
    from spaced
),
monthly as (
    select account_id, currency, date_trunc('month', billed_on) as begins, max(billed_on) as last_on,
        sum(amount) as amount
    from plain where is_often group by account_id, currency, date_trunc('month', billed_on)
),
spread as (
    select account_id, currency, begins, ends, last_on, amount from by_period
    union all
    select account_id, currency, billed_on, least(ends, coalesce(next_on, ends)), billed_on,
        cast(amount as double) / months
    from dated
    union all
    select account_id, currency, cast(begins as date), last_day(cast(begins as date)) + 1, last_on,
        cast(amount as double)
    from monthly
),
billed_months as (
    select account_id, currency, cast(date_trunc('month', billed_on) as date) as begins, max(billed_on) as last_on,
        sum(amount) as amount
    from kept group by account_id, currency, cast(date_trunc('month', billed_on) as date)
),
both_ways as (
    select 'spread' as invoice_revenue, account_id, currency, begins, ends, max(last_on) as last_on,
        sum(cast(amount as decimal(28, 10))) as amount
    from spread group by account_id, currency, begins, ends
    union all
    -- A month whose bill was paid back is one between bills.
    select 'month', account_id, currency, begins, case when amount = 0 then begins else last_day(begins) + 1 end,
        last_on, amount from billed_months
)"""


def _sql(day: Day) -> str:
    del day
    return f"""
with {_KEPT}, {_USUAL}, {_PERIODS}, {_INTERVALS}
select row_number() over (order by r.invoice_revenue, r.account_id, r.currency, r.begins, r.ends) as stretch_id,
    r.invoice_revenue, r.account_id, dense_rank() over (order by r.account_id) as payer, r.currency, r.begins, r.ends,
    r.last_on, cast(r.amount as decimal(18, 4)) as amount,
    case when u.basis = 'month' then null when u.days <= {_OFTEN_DAYS} then {_MONTH_DAYS} else u.days end
        as usual_days, u.basis
from both_ways r join usual u on u.account_id = r.account_id
"""


def _rolled_up(day: Day) -> str:
    """Each account's own bills under its group's name: who is how often billed is told account by account."""
    del day
    return """
select b.* replace (coalesce(g.group_id, b.account_id) as account_id)
from {plain}.billed_stretches b left join {plain}.account_groups g on g.account_id = b.account_id
"""


FACT = Fact(
    name="billed_stretches",
    one_row_per="way to spread bills, payer, currency and stretch that is paid for",
    reads=("invoices",),
    columns=(
        ("stretch_id", "bigint"),
        ("invoice_revenue", "varchar"),
        ("account_id", "varchar"),
        ("payer", "bigint"),
        ("currency", "varchar"),
        ("begins", "date"),
        ("ends", "date"),
        ("last_on", "date"),
        ("amount", "decimal(18,4)"),
        ("usual_days", "double"),
        ("basis", "varchar"),
    ),
    key=("stretch_id",),
    sql=_sql,
    rolled_up=_rolled_up,
    after=("bills", "account_intervals"),
)
