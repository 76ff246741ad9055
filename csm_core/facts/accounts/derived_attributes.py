"""derived_attributes: what the rows themselves say of an account, day by day: tenure, size, use, plan, products.

Each value stands from a day on and is made only of rows up to that day, so that history is as it was seen then.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

from csm_core.facts.accounts.held_products import HELD_SQL
from csm_core.facts.framework.fact import Day, Fact, of_all
from csm_core.facts.matching.sightings import BILLING
from csm_core.facts.revenue.ledger import LedgerRules, ledger_statement
from csm_core.facts.revenue.line_ends import OPEN
from csm_core.midnights import days_sql

# In the order in which they are offered.
TENURE, SIZE, USE, PLAN, PRODUCTS = "Tenure", "Size by MRR", "Days of use", "Main plan", "Products paid for"
DERIVED = (TENURE, SIZE, USE, PLAN, PRODUCTS)

# Lowest whole months since the start, and the band that begins there.
_TENURES = (
    (0, "0–3 months"),
    (3, "3–6 months"),
    (6, "6–12 months"),
    (12, "12–24 months"),
    (24, "24–48 months"),
    (48, "48 months and more"),
)

# About three bands for each power of ten, so that they tell accounts apart whatever the price and the currency.
_SIZE_FROM = (30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)

# Days of the 28 before the month on which anybody of the account used anything.
_USE_BANDS = """(case
    when days = 0 then '0 of 28 days'
    when days <= 4 then '1–4 of 28 days'
    when days <= 12 then '5–12 of 28 days'
    when days <= 20 then '13–20 of 28 days'
    else '21–28 of 28 days' end)"""


def _size_bands_sql() -> str:
    parts = [f"when mrr < {_SIZE_FROM[0]} then 'under {_SIZE_FROM[0]}'"]
    parts += [f"when mrr < {above} then '{first:,}–{above:,}'" for first, above in pairwise(_SIZE_FROM)]
    return f"(case {' '.join(parts)} else '{_SIZE_FROM[-1]:,} and more' end)"


def _paid_lines_sql(billed: bool) -> str:
    """paid_lines: the ledger by its usual rules."""
    ledger = ledger_statement("{facts}", LedgerRules(), billed).with_literals()
    return f"paid_lines as ({ledger})"


def _tenure_sql() -> str:
    """tenure_points: from the start that the accounts export says, or from the first day paid where that is earlier.

    Whoever was there when the data began, and of whom no start is told, has an unknown tenure. Reads `paid_lines`.
    """
    parts = ", ".join(f"({months}, '{name}')" for months, name in _TENURES)
    return f"""
paid as (select account_id, min(valid_from) as first_paid_on from paid_lines where amount > 0 group by account_id),
cut_off as (select distinct account_id from {{facts}}.account_intervals where truncated),
started as (
    select a.account_id, case when a.start_on is not null then least(a.start_on, p.first_paid_on)
        when c.account_id is null then p.first_paid_on end as began_on
    from {{facts}}.account_list a
    left join paid p on p.account_id = a.account_id
    left join cut_off c on c.account_id = a.account_id
),
tenures as (
    select s.account_id, s.began_on, t.months, t.band,
        year(s.began_on) * 12 + month(s.began_on) - 1 + t.months as month_index
    from started s cross join (values {parts}) t(months, band)
    where s.began_on < date '9900-01-01'
),
tenure_months as (
    select *, make_date(cast(month_index // 12 as bigint), cast(month_index % 12 + 1 as bigint), 1) as month_on
    from tenures
),
tenure_points as (
    select account_id, band as value,
        month_on + cast(least(day(began_on), day(last_day(month_on))) - 1 as integer) as valid_from
    from tenure_months
)"""


def _size_sql() -> str:
    """size_points: MRR in the base currency, each time that the lines changed. Reads `paid_lines`.

    A change of rates alone moves nobody, and who stops paying keeps the last size.
    """
    return f"""{_SIZED},
size_points as (select account_id, {_size_bands_sql()} as value, valid_from from sized where mrr > 0)"""


# What everybody paid in the base currency on each day on which a line of theirs began or ended.
_SIZED = f"""
base as (
    select currency from (
        select currency, row_number() over (order by as_base desc, lines desc, currency) as place
        from {{facts}}.used_currencies)
    where place = 1
),
paid_in as (
    select l.account_id, l.currency, l.valid_from, l.valid_to, l.amount,
        b.currency as base_currency
    from paid_lines l left join base b on true
),
changed as (
    select account_id, valid_from from paid_in
    union
    select account_id, valid_to from paid_in where valid_to < {OPEN}
),
standing_then as (
    select c.account_id, c.valid_from, l.currency, l.base_currency, sum(l.amount) as amount
    from changed c
    join paid_in l on l.account_id = c.account_id and l.valid_from <= c.valid_from and c.valid_from < l.valid_to
    group by c.account_id, c.valid_from, l.currency, l.base_currency
),
-- The last rate up to the day; before a currency's first rate, that one.
quoted as (
    select s.valid_from, r.currency, r.rate, row_number() over (
        partition by s.valid_from, r.currency
        order by case when r.valid_from <= s.valid_from then 0 else 1 end,
            case when r.valid_from <= s.valid_from then date_diff('day', r.valid_from, s.valid_from)
                else date_diff('day', s.valid_from, r.valid_from) end, r.valid_from) as place
    from (select distinct valid_from from standing_then) s cross join {{facts}}.exchange_rates r
),
rates as (select valid_from, currency, rate from quoted where place = 1),
sized as (
    select s.account_id, s.valid_from,
        case when count(*) = count(case when s.currency is not distinct from s.base_currency then 1 else r.rate end)
            then sum(cast(s.amount * case when s.currency is not distinct from s.base_currency then 1
                else r.rate / nullif(coalesce(o.rate, 1), 0) end as decimal(18, 4))) end as mrr
    from standing_then s
    left join rates r on r.valid_from = s.valid_from and r.currency = s.currency
    left join rates o on o.valid_from = s.valid_from and o.currency = s.base_currency
    group by s.account_id, s.valid_from
)"""


# A window of 28 days that ends where a month begins holds days of that one month before only.
_USE = f"""
use_months as (
    select account_id, last_day(used_on) + 1 as valid_from,
        count(distinct case when {days_sql("used_on", "last_day(used_on)")} < 28 then used_on end) as days
    from {{facts}}.active_days where account_id is not null and grain is null group by all
),
first_use as (select min(used_on) as first_on from {{facts}}.active_days where grain is null),
idle_months as (
    select distinct u.account_id, last_day(u.valid_from) + 1 as valid_from from use_months u
    left join use_months n on n.account_id = u.account_id and n.valid_from = last_day(u.valid_from) + 1
    where n.account_id is null
),
use_points as (
    select u.account_id, {_USE_BANDS} as value, u.valid_from
    from (select account_id, valid_from, days from use_months union all
        select account_id, valid_from, 0 from idle_months) u
    cross join first_use f where {days_sql("f.first_on", "u.valid_from")} >= 28
)"""

# One stretch for each change of value, from the beginning of time on, so that an account is somewhere on every day.
# What a file brings under the same name speaks instead.
_STRETCHES = f"""
given as (select distinct attribute from {{facts}}.account_attributes),
own as (
    select p.* from points p left join given g on g.attribute = p.attribute
    where g.attribute is null and p.account_id is not null and p.value is not null
),
begun as (
    select account_id, attribute, value, valid_from from own
    union all
    select distinct account_id, attribute, null, date '0001-01-01' from own
),
compared as (
    select *, lag(value) over (partition by account_id, attribute order by valid_from) as value_before
    from begun
),
kept as (select * from compared where value is distinct from value_before or valid_from = date '0001-01-01')
select account_id, attribute, value, valid_from,
    coalesce(lead(valid_from) over (partition by account_id, attribute order by valid_from), {OPEN}) as valid_to,
    true as is_dated
from kept"""


_TENURE_POINTS = f"select account_id, '{TENURE}' as attribute, value, valid_from from tenure_points"
_PAID_POINTS = f"""
    union all select account_id, '{SIZE}', value, valid_from from size_points
    union all select account_id, '{PLAN}', value, valid_from from plan_points
    union all select account_id, '{PRODUCTS}', value, valid_from from product_points"""
_USE_POINTS = f"""
    union all select account_id, '{USE}', value, valid_from from use_points"""


def _trimmed(day: Day, filled: Collection[str]) -> str:
    """Without any revenue nobody has a size, a plan or products; without events nobody any days of use."""
    del day
    parts_sql, points_sql = f"{_paid_lines_sql('invoices' in filled)}, {_tenure_sql()}", _TENURE_POINTS
    if set(BILLING) & set(filled):
        parts_sql += f", {_size_sql()}, {HELD_SQL}"
        points_sql += _PAID_POINTS
    if "events" in filled:
        parts_sql += f", {_USE}"
        points_sql += _USE_POINTS
    return f"with {parts_sql}, points as ({points_sql}), {_STRETCHES}"


FACT = Fact(
    name="derived_attributes",
    one_row_per="account, attribute and stretch of time",
    reads=(),
    needs=("accounts", *BILLING, "events"),
    columns=(
        ("account_id", "varchar"),
        ("attribute", "varchar"),
        ("value", "varchar"),
        ("valid_from", "date"),
        ("valid_to", "date"),
        ("is_dated", "boolean"),
    ),
    key=("account_id", "attribute", "valid_from"),
    sql=of_all(_trimmed),
    trimmed=_trimmed,
    after=(
        *("account_intervals", "billed_stretches", "account_list", "active_days", "exchange_rates"),
        *("used_currencies", "account_attributes"),
    ),
)
