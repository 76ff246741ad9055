"""snapshot_months: MRR told month by month, as stretches from one told month to the next."""

from __future__ import annotations

from csm_core.facts.framework.fact import Day, Fact, of_accounts
from csm_core.facts.matching.resolved import resolved
from csm_core.facts.revenue.line_ends import OPEN
from csm_core.facts.revenue.unnamed_currency import named_currency

_FIRST = "make_date(cast({0} // 12 as bigint), cast({0} % 12 + 1 as bigint), 1)"


def _sql(day: Day) -> str:
    rows = resolved(
        "live.mrr_snapshots",
        f"t.month, t.mrr, {named_currency('t.currency')} as currency, t.product, t.plan",
        "account_id",
    )
    return f"""
with monthly as (
    select account_id, product, currency, max(plan) as plan, sum(mrr) as amount,
        extract(year from {day.of("month")}) * 12 + extract(month from {day.of("month")}) - 1 as month_index
    from ({rows}) group by account_id, product, currency, month_index
),
-- A month that the whole file lacks is unknown, not zero: the month before lasts until the next one told.
months as (
    select month_index, lead(month_index) over (order by month_index) as next_index,
        min(month_index) over () as first_index
    from (select distinct month_index from monthly)
),
lines as (
    select account_id, product, currency, min(month_index) as first_month,
        min(case when amount > 0 then month_index end) as first_paid_month
    from monthly group by all
)
-- A customer's month without a row is a month at zero, up to the file's last month: after that nothing is known.
select l.account_id, l.product, l.currency, m.plan, coalesce(m.amount, 0) as amount,
    {_FIRST.format("i.month_index")} as valid_from,
    coalesce({_FIRST.format("i.next_index")}, {OPEN}) as valid_to,
    -- A month told to be at zero says that nothing was paid before the file begins.
    coalesce(l.first_paid_month = i.first_index, false) as truncated
from lines l
join months i on i.month_index >= l.first_month
left join monthly m on m.account_id = l.account_id and m.month_index = i.month_index
    and m.product is not distinct from l.product and m.currency is not distinct from l.currency
"""


FACT = Fact(
    name="snapshot_months",
    one_row_per="account, product, currency and told month",
    reads=("mrr_snapshots",),
    columns=(
        ("account_id", "varchar"),
        ("product", "varchar"),
        ("plan", "varchar"),
        ("currency", "varchar"),
        ("valid_from", "date"),
        ("valid_to", "date"),
        ("amount", "double"),
        ("truncated", "boolean"),
    ),
    key=("account_id", "product", "currency", "valid_from"),
    sql=_sql,
    rolled_up=of_accounts("snapshot_months"),
    after=("identities", "used_currencies"),
)
