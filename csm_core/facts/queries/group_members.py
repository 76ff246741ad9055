"""Who belongs to which customer group, and what of the parents that the accounts name can't be followed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from csm_core.facts.build import built_facts, has_groups
from csm_core.store.workspace import Workspace

_MOST_NAMES = 12


def data_has_groups(workspace: Workspace) -> bool:
    """Whether any account has another one above it, so that whole groups can be counted."""
    return has_groups(workspace, built_facts(workspace))


def group_members(workspace: Workspace) -> Mapping[str, str]:
    """Group id → the names of its accounts, of very many the first ones; accounts without a group are not there."""
    facts = built_facts(workspace)
    rows = workspace.query(
        f"""
        with tops as (select distinct group_id from {facts}.account_groups where group_id <> account_id)
        select t.group_id, a.account_name
        from {facts}.account_list a
        left join {facts}.account_groups g on g.account_id = a.account_id
        join tops t on t.group_id = coalesce(g.group_id, a.account_id)
        order by t.group_id, lower(a.account_name), a.account_id
        """
    ).to_pylist()
    names: dict[str, list[str]] = {}
    for row in rows:
        names.setdefault(row["group_id"], []).append(row["account_name"])
    return MappingProxyType({group: _listed(each) for group, each in names.items()})


def parent_troubles(workspace: Workspace) -> tuple[str, ...]:
    """A sentence for what the parents leave open: none at all, circles, accounts that name themselves."""
    facts = built_facts(workspace)
    if not has_groups(workspace, facts):
        return ("No account has a parent, so each is its own group.",)
    counts = {
        row["told"]: row["accounts"]
        for row in workspace.query(
            f"select told, count(*) as accounts from {facts}.account_groups group by told"
        ).to_pylist()
    }
    sentences = []
    if circle := counts.get("circle"):
        sentences.append(
            f"{circle} accounts are parents of each other; each such circle is one group under its first id."
        )
    if alone := counts.get("itself"):
        who = "1 account names itself as its parent" if alone == 1 else f"{alone} accounts name themselves as parents"
        sentences.append(f"{who}: ignored.")
    return tuple(sentences)


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:_MOST_NAMES])} and {more} more"
