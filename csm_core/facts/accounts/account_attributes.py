"""account_attributes: what is known of an account, and from when to when it was so."""

from __future__ import annotations

from csm_core.facts.accounts.account_groups import of_topmost_account
from csm_core.facts.framework.fact import Day, Fact

# Columns of the accounts table that people filter and split by, under the name that the screen shows.
_NAMED_COLUMNS = (
    ("Owner", "owner"),
    ("Country", "country"),
    ("Industry", "industry"),
    ("Plan", "plan"),
    ("Acquisition channel", "acquisition_channel"),
)

# A list that tells an attribute of others, and no longer of this account, takes back what its own source had told;
# what another source tells stays.
_EMPTIED = """emptied as (
    select b.account_id, b.attribute, i.load_id, t.loaded_on, b.origin
    from (
        select account_id, attribute, origin, min(load_id) as first_load from dated
        group by account_id, attribute, origin
    ) b
    join (
        select load_id, attribute, min(origin) as origin, min(loaded_on) as loaded_on from dated
        group by load_id, attribute
    ) t on t.attribute = b.attribute and t.origin = b.origin and t.load_id > b.first_load
    join (select distinct load_id, account_id from canonical.accounts) i
        on i.load_id = t.load_id and i.account_id = b.account_id
    left join dated d on d.load_id = i.load_id and d.account_id = i.account_id and d.attribute = t.attribute
    where d.load_id is null
),
every as (
    select account_id, attribute, value, load_id, loaded_on from dated
    union all
    select account_id, attribute, value, load_id, loaded_on from (
        select e.account_id, e.attribute, o.value, e.load_id, e.loaded_on, row_number() over (
            partition by e.account_id, e.attribute, e.load_id order by o.load_id desc) as choice
        from emptied e
        left join dated o on o.account_id = e.account_id and o.attribute = e.attribute and o.origin <> e.origin
            and o.load_id < e.load_id
    ) where choice = 1
)"""
# Two loads on one day are one state: the last one holds.
_CHAINED = """last_of_day as (
    select * from (
        select *, row_number() over (
            partition by account_id, attribute, loaded_on order by load_id desc) as from_last
        from every)
    where from_last = 1
),
chained as (
    select *,
        lag(loaded_on) over (partition by account_id, attribute order by loaded_on) as before_on,
        lead(loaded_on) over (partition by account_id, attribute order by loaded_on) as next_on
    from last_of_day
)
-- Before the first load an attribute is taken as unchanged: good for filters, not for a replay (is_dated).
select c.account_id, c.attribute, c.value,
    case when c.before_on is null then date '0001-01-01' else c.loaded_on end as valid_from,
    coalesce(c.next_on, date '9999-12-31') as valid_to,
    c.before_on is not null as is_dated
from chained c left join (select distinct name from {facts}.tool_scores) n on n.name = c.attribute
where c.value is not null and n.name is null
-- What another tool scored has days of its own: nothing is known before the first of them.
union all
select account_id, name, cast(cast(points as decimal(9, 1)) as varchar), scored_on, valid_to, true
from {facts}.tool_scores where points is not null
union all
select account_id, name || ', band', band, scored_on, valid_to, true
from {facts}.tool_scores where band is not null
"""


def _sql(day: Day) -> str:
    attributes_sql = " union all ".join(
        f"select load_id, account_id, '{name}' as attribute, {column} as value from canonical.accounts"
        for name, column in _NAMED_COLUMNS
    )
    return f"""
with given as (
    {attributes_sql}
    union all
    select load_id, account_id, attribute, value from canonical.attributes
),
-- Also loads that a newer one superseded count here: they are how things stood before.
dated as (
    select g.account_id, g.attribute, min(g.value) as value, g.load_id, min({day.of("l.loaded_at")}) as loaded_on,
        min(coalesce(l.origin, '')) as origin
    from given g join meta.loads l on l.load_id = g.load_id
    where g.value is not null
    group by g.account_id, g.attribute, g.load_id
),
{_EMPTIED},
{_CHAINED}"""


FACT = Fact(
    name="account_attributes",
    one_row_per="account, attribute and stretch of time",
    reads=("accounts",),
    needs=("accounts", "attributes", "health_scores"),
    columns=(
        ("account_id", "varchar"),
        ("attribute", "varchar"),
        ("value", "varchar"),
        ("valid_from", "date"),
        ("valid_to", "date"),
        ("is_dated", "boolean"),
    ),
    key=("account_id", "attribute", "valid_from"),
    sql=_sql,
    after=("tool_scores",),
    rolled_up=of_topmost_account("account_attributes"),
)
