"""account_list: every account that any export knows, with its name and start."""

from __future__ import annotations

from collections.abc import Collection

from csm_core.facts.framework.fact import Day, Fact, of_all
from csm_core.facts.matching.sightings import BILLING

# Facts that tell of accounts, and the canonical tables without which they have no row.
_TELLERS = {
    "account_intervals": BILLING,
    "answers": ("surveys",),
    "tickets": ("tickets",),
    "bills": ("invoices",),
    "attainments": ("outcomes",),
    "user_days": ("events",),
    "trials": ("subscriptions",),
    "opportunities": ("opportunities",),
}


def _trimmed(day: Day, filled: Collection[str]) -> str:
    seen_sql = "".join(
        f"\n    union select account_id from {{facts}}.{name}"
        for name, tables in _TELLERS.items()
        if set(tables) & set(filled)
    )
    return f"""
with seen as (
    select distinct account_id from live.accounts{seen_sql}
),
-- What other tables call an account that no list names: the newest name speaks, of one load the one of most rows.
called as (
    select account_id, account_name, row_number() over (
        partition by account_id order by newest_load desc, row_count desc, account_name) as place
    from (
        select account_id, account_name, max(newest_load) as newest_load, sum(row_count) as row_count
        from {{facts}}.matches where account_id is not null and account_name is not null
        group by account_id, account_name
    )
)
select s.account_id, coalesce(d.account_name, c.account_name, s.account_id) as account_name, d.owner,
    d.parent_account_id,
    {day.of("coalesce(d.start_date, d.created_at)")} as started_on, {day.of("d.start_date")} as start_on,
    {day.of("d.end_date")} as ended_on, d.seats_purchased, {day.of("d.renewal_date")} as renewal_on,
    d.acquisition_cost
from seen s left join live.described_accounts d on d.account_id = s.account_id
left join called c on c.account_id = s.account_id and c.place = 1
where s.account_id is not null
"""


def _rolled_up(day: Day) -> str:
    """One row a group: named and owned as its topmost account, there since the first of its accounts was.

    Seats and costs of winning add up. The group renews when its topmost account does, else with the last of the rest.
    """
    del day
    return """
with members as (
    select a.*, coalesce(g.group_id, a.account_id) as group_id
    from {plain}.account_list a left join {plain}.account_groups g on g.account_id = a.account_id
)
select group_id as account_id,
    coalesce(min(case when account_id = group_id then account_name end), group_id) as account_name,
    min(case when account_id = group_id then owner end) as owner, cast(null as varchar) as parent_account_id,
    min(started_on) as started_on, min(start_on) as start_on,
    case when count(ended_on) = count(*) then max(ended_on) end as ended_on, sum(seats_purchased) as seats_purchased,
    coalesce(min(case when account_id = group_id then renewal_on end), max(renewal_on)) as renewal_on,
    sum(acquisition_cost) as acquisition_cost
from members group by group_id
"""


FACT = Fact(
    name="account_list",
    one_row_per="account",
    reads=("accounts",),
    columns=(
        ("account_id", "varchar"),
        ("account_name", "varchar"),
        ("owner", "varchar"),
        ("parent_account_id", "varchar"),
        ("started_on", "date"),
        ("start_on", "date"),
        ("ended_on", "date"),  # the first day that it was no customer, as the list says
        ("seats_purchased", "bigint"),
        ("renewal_on", "date"),
        ("acquisition_cost", "decimal(18,4)"),
    ),
    key=("account_id",),
    sql=of_all(_trimmed),
    trimmed=_trimmed,
    rolled_up=_rolled_up,
    after=(
        "identities",
        "matches",
        *_TELLERS,
    ),
    beyond_reads=True,
)
