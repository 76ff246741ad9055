"""Joins by ids of the user's own: lines of 'what stands in the rows; the account' read as decisions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from csm_core.facts.build import built_facts
from csm_core.facts.queries.decisions import Decision
from csm_core.store.workspace import Workspace

_PARTS = re.compile(r"\t|;|,(?=[^,]*$)")

# What rows of a table say of accounts that nobody knows: ids first, as they decide for all that stands beside them.
_KEYS = """
with nobodys as (
    select * from {facts}.matches where source = $source and (account_id is null or is_own)
)
select kind, said, key from (
    select 'id' as kind, given_id as said, given_id as key, 1 as place from nobodys
    union select 'user', user_id, user_id, 2 from nobodys where given_id is null
    union select 'email', contact_email, contact_email, 3 from nobodys where given_id is null
    union select 'name', m.account_name, p.normal, 4 from nobodys m
        join {facts}.spellings p on p.spelling = m.account_name where m.given_id is null
) where key is not null order by place desc, said
"""
_ACCOUNTS = """
select account_id as said, account_id from {facts}.account_list where account_id is not null
union all
select account_name, min(account_id) from {facts}.account_list
where account_name is not null group by account_name having count(*) = 1
"""


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """What was read: the decisions, the lines whose first part stands in no row without an account, and those whose
    second part is no account's id or name."""

    decisions: tuple[Decision, ...]
    strangers: tuple[str, ...]
    no_accounts: tuple[str, ...]


def own_keys(workspace: Workspace, source: str, text: str) -> OwnKeys:
    """The joins that `text` says for the rows of a canonical table: a line each, two parts with a tab, a semicolon or
    a comma between, as two columns of a sheet are copied. A header is passed over as a stranger."""
    facts = built_facts(workspace)
    keys = {
        str(row["said"]).casefold(): (row["kind"], row["key"])
        for row in workspace.query(_KEYS.format(facts=facts), {"source": source}).to_pylist()
    }
    accounts = {
        str(row["said"]).casefold(): row["account_id"]
        for row in reversed(workspace.query(_ACCOUNTS.format(facts=facts)).to_pylist())
    }
    decided: dict[tuple[str, str], Decision] = {}
    strangers, no_accounts = [], []
    for line in filter(None, map(str.strip, text.splitlines())):
        own_key, *rest = (part.strip().strip('"') for part in _PARTS.split(line, maxsplit=1))
        key, account = keys.get(own_key.casefold()), accounts.get((rest or [""])[0].casefold())
        if key is None:
            strangers.append(line)
        elif account is None:
            no_accounts.append(line)
        else:
            decided[key] = Decision(*key, account)
    return OwnKeys(tuple(decided.values()), tuple(strangers), tuple(no_accounts))
