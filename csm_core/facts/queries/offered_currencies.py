"""The currencies that figures can be told in: those that money is in, and those that a rate leads to."""

from __future__ import annotations

from csm_core.facts.build import built_facts
from csm_core.store.workspace import Workspace


def offered_currencies(workspace: Workspace) -> tuple[str, ...]:
    """Codes in order. One that the rates list, but from which none leads to any money, is not among them."""
    facts = built_facts(workspace)
    rows = workspace.recall(
        f"""
        with rated as (select distinct currency from {facts}.exchange_rates)
        select currency from {facts}.used_currencies
        union
        select currency from rated
        where exists (select 1 from {facts}.used_currencies u join rated r on r.currency = u.currency)
        order by currency
        """
    ).to_pylist()
    return tuple(row["currency"] for row in rows)
