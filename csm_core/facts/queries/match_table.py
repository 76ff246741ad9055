"""How the rows of each table found their accounts: counted, with examples, and what found none."""

from __future__ import annotations

import pyarrow as pa

from csm_core.facts.build import built_facts
from csm_core.store.workspace import Workspace

_LABEL = "coalesce(m.account_name, m.contact_email, m.user_id, m.given_id)"
_WAYS = f"""
with told as (
    select m.source, m.way, m.account_id is not null as found, m.row_count, m.account_id, m.is_own, {_LABEL} as said,
        a.account_name as account
    from {{facts}}.matches m left join (select account_id, account_name from {{facts}}.account_list) a
        on a.account_id = m.account_id
),
ranked as (
    select *, row_number() over (partition by source, way order by row_count desc, said, account) as place from told
)
select source, way, found, bool_or(is_own) as is_own, sum(row_count)::bigint as row_count,
    count(distinct account_id) as accounts, max(case when place = 1 then said end) as example,
    max(case when place = 1 then account end) as example_account
from ranked group by source, way, found order by source, found desc, row_count desc, way
"""
_KEYS = f"""
select m.kind, m.key, m.way, min({_LABEL}) as said, m.account_id, min(a.account_name) as account_name,
    sum(m.row_count)::bigint as row_count
from {{facts}}.matches m join {{facts}}.account_list a on a.account_id = m.account_id
where not m.is_own and m.way <> 'account id' and m.kind is not null
group by m.kind, m.key, m.way, m.account_id order by row_count desc, m.kind, m.key
"""
_UNMATCHED = """
select source as "table", way as reason, given_id as account_id, account_name, contact_email, user_id,
    row_count as "rows"
from {facts}.matches where account_id is null order by row_count desc, source, account_name, contact_email, user_id
"""


def match_table(workspace: Workspace) -> pa.Table:
    """source, way, found, is_own, row_count, accounts, example, example_account: one row a table and way.

    Where `found` is false, `way` is the reason. `is_own` marks ids and names that no list of accounts knows.
    """
    return workspace.query(_WAYS.replace("{facts}", built_facts(workspace)))


def joined_keys(workspace: Workspace) -> pa.Table:
    """kind, key, way, said, account_id, account_name, row_count: the keys by which rows found an account of a list,
    its own id apart: what can be taken back."""
    return workspace.query(_KEYS.replace("{facts}", built_facts(workspace)))


def unmatched_rows(workspace: Workspace) -> pa.Table:
    """table, reason, account_id, account_name, contact_email, user_id, rows: what found none, most rows first."""
    return workspace.query(_UNMATCHED.replace("{facts}", built_facts(workspace)))


def name_key(workspace: Workspace, name: str) -> str | None:
    """A loaded name as a decision keeps it, so that it stands for all its spellings; None where nothing is left."""
    named_sql = "select normal from {facts}.spellings where spelling = $name"
    rows = workspace.query(named_sql.replace("{facts}", built_facts(workspace)), {"name": name}).to_pylist()
    return rows[0]["normal"] if rows else None
