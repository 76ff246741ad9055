"""What each account pays, and the account that it counts with."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from csm_core.metrics.context import Context

PAYING = """
select p.period, m.segment, s.account_id, n.account_name, cast(sum(s.mrr) as double) as mrr
from periods p
join account_states s on s.instant = p.period_instant
join members m on m.account_id = s.account_id and m.valid_from <= p.period and p.period < m.valid_to
join account_names n on n.account_id = s.account_id
where p.shown
group by p.period, m.segment, s.account_id, n.account_name having sum(s.mrr) > 0
order by p.period, m.segment, mrr desc, s.account_id
"""
# The account that each one belongs to; the CRM may name it by another tool's id.
_PARENTS = """
select a.account_id, coalesce(i.account_id, a.parent_account_id) as parent_id
from account_list a left join identities i on i.kind = 'id' and i.key = a.parent_account_id
where a.parent_account_id is not null order by a.account_id
"""


def paying_with_holders(context: Context) -> pa.Table:
    """period, segment, account_id, account_name, mrr, holder: one row an account that pays at a period's end.

    The holder is the topmost account above it where the setting `roll_up` says 'parent', else itself.
    """
    rows = context.table(PAYING)
    parents: dict[str, str] = {}
    if context.text("roll_up") == "parent":
        parents = {row["account_id"]: row["parent_id"] for row in context.table(_PARENTS).to_pylist()}
    accounts = rows.column("account_id").to_pylist()
    return rows.append_column("holder", pa.array([_topmost(each, parents) for each in accounts], pa.string()))


def _topmost(account: str, parents: Mapping[str, str]) -> str:
    """Up the parents to the one that has none; in a circle, the one with the first name."""
    path = [account]
    while (above := parents.get(path[-1])) is not None:
        if above in path:
            return min(path[path.index(above) :])
        path.append(above)
    return path[-1]
