"""account_coverage: of how many rows of each table of conduct the account is known, and whether that is enough."""

from __future__ import annotations

from csm_core.facts.framework.fact import Day, Fact, of_accounts

SOURCES = ("events", "tickets", "surveys", "invoices")

# Whose absence would mean something: customers with a paid day since the table begins, else those of the list that
# have not ended. Rows that go to nobody but ids of their own may be another tool's ids: where hardly any customer is
# among them, nothing is known either.
_SQL = f"""
with told as (
    select m.source, m.account_id, sum(m.row_count) as row_count from {{facts}}.matches m
    where m.source in ({", ".join(f"'{name}'" for name in SOURCES)}) group by m.source, m.account_id
),
paying as (
    select r.source, i.account_id from {{facts}}.recorded_days r
    join {{facts}}.account_intervals i on i.valid_to > r.first_on group by r.source, i.account_id
),
customers as (
    select source, account_id from paying
    union all
    select r.source, a.account_id from {{facts}}.recorded_days r
    join (select distinct account_id from live.accounts where end_date is null) a on true
    left join (select distinct source from paying) p on p.source = r.source where p.source is null
),
known as (select account_id from {{facts}}.account_intervals union select account_id from live.accounts),
counted as (
    select t.source, sum(t.row_count) as row_count,
        coalesce(sum(case when t.account_id is not null then t.row_count end), 0) as joined_count,
        coalesce(sum(case when k.account_id is not null then t.row_count end), 0) as known_count
    from told t left join known k on k.account_id = t.account_id group by t.source
),
reached as (
    select c.source, count(*) as customers, count(t.account_id) as customers_reached
    from customers c left join told t on t.source = c.source and t.account_id = c.account_id group by c.source
)
select c.source, c.row_count, c.joined_count, c.known_count, coalesce(r.customers, 0) as customers,
    coalesce(r.customers_reached, 0) as customers_reached,
    2 * c.joined_count < c.row_count or coalesce(r.customers > 0 and 2 * c.known_count < c.row_count
        and 10 * r.customers_reached < r.customers, false) as is_unknown
from counted c left join reached r on r.source = c.source
"""


def _sql(day: Day) -> str:
    del day
    return _SQL


FACT = Fact(
    name="account_coverage",
    one_row_per="table of conduct",
    reads=(*SOURCES, "accounts"),
    needs=SOURCES,
    columns=(
        ("source", "varchar"),
        ("row_count", "bigint"),
        # Rows that found an account at all, and those that found one of a list or of a revenue export.
        ("joined_count", "bigint"),
        ("known_count", "bigint"),
        ("customers", "bigint"),
        ("customers_reached", "bigint"),
        # Nobody's absence in it means anything.
        ("is_unknown", "boolean"),
    ),
    key=("source",),
    sql=_sql,
    rolled_up=of_accounts("account_coverage"),
    after=("matches", "account_intervals", "recorded_days"),
)
