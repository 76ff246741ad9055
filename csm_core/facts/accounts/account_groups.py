"""account_groups: which account stands topmost above each one that names a parent."""

from __future__ import annotations

from collections.abc import Callable

from csm_core.facts.framework.fact import PARENTS, Day, Fact, of_accounts


def _sql(day: Day) -> str:
    del day
    return """
with recursive told as (
    -- The CRM may name the parent by another tool's id.
    select a.account_id, min(coalesce(i.account_id, a.parent_account_id)) as parent_id
    from live.described_accounts a left join {facts}.identities i on i.kind = 'id' and i.key = a.parent_account_id
    where a.parent_account_id is not null group by a.account_id
),
-- In a circle of parents the steps come to an end where they would bring nobody new.
above as (
    select account_id, parent_id as above_id, [parent_id] as steps from told where parent_id <> account_id
    union all
    select b.account_id, t.parent_id, list_append(b.steps, t.parent_id) from above b
    join told t on t.account_id = b.above_id
    where t.parent_id <> t.account_id and not list_contains(b.steps, t.parent_id)
),
circles as (select account_id from above where above_id = account_id),
tops as (
    select b.account_id,
        min(case when t.account_id is null or t.parent_id = t.account_id then b.above_id end) as top_id,
        min(c.account_id) as circle_id
    from above b
    left join told t on t.account_id = b.above_id
    left join circles c on c.account_id = b.above_id
    group by b.account_id
)
select t.account_id, t.parent_id, coalesce(p.top_id, p.circle_id, t.account_id) as group_id,
    case when t.parent_id = t.account_id then 'itself' when c.account_id is not null then 'circle' else 'parent'
        end as told
from told t
left join tops p on p.account_id = t.account_id
left join circles c on c.account_id = t.account_id
"""


def of_topmost_account(fact: str) -> Callable[[Day], str]:
    """How a fact about accounts is rolled up that a group takes from its topmost account alone: what only a
    subsidiary has says nothing of the group. `fact` has a column account_id."""

    def rolled_up(day: Day) -> str:
        del day
        return f"""
select t.* from {{plain}}.{fact} t
left join {{plain}}.account_groups g on g.account_id = t.account_id
where coalesce(g.group_id, t.account_id) = t.account_id
"""

    return rolled_up


FACT = Fact(
    name="account_groups",
    one_row_per="account that names a parent",
    reads=("accounts",),
    columns=(
        ("account_id", "varchar"),
        ("parent_id", "varchar"),
        # Whoever names itself counts by itself; a circle counts under the first of its ids.
        ("group_id", "varchar"),
        ("told", "varchar"),
    ),
    key=("account_id",),
    sql=_sql,
    rolled_up=of_accounts("account_groups"),
    after=("identities",),
    needs=(PARENTS,),
)
