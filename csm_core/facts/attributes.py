"""Which attributes the accounts have, and which values: what can be filtered and split by."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from csm_core.facts.build import built_facts
from csm_core.scope import NOT_SET
from csm_core.store import Workspace


def attribute_values(workspace: Workspace) -> Mapping[str, tuple[str, ...]]:
    """Attribute → its present values, both in alphabetical order.

    `NOT_SET` comes last where some account has no value, so that these accounts can be chosen too. Empty when
    no account has any attribute.
    """
    facts = built_facts(workspace)
    rows = workspace.query(
        f"""
        select a.attribute, list(distinct a.value order by a.value) as present,
            count(distinct a.account_id) < (select count(*) from {facts}.account_list) as has_gaps
        from {facts}.account_attributes a
        where a.valid_to = date '9999-12-31'
        group by a.attribute order by a.attribute
        """
    ).to_pylist()
    return MappingProxyType(
        {row["attribute"]: (*row["present"], *((NOT_SET,) if row["has_gaps"] else ())) for row in rows}
    )
