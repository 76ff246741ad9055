"""Since when each account pays, and who looks after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from csm_core.facts.scoped.query import Query
from csm_core.metrics.framework.context import Context

_CUSTOMERS = Query(
    """
    select n.account_id, n.owner, s.first_paid_on, coalesce(s.truncated, false) as truncated
    from account_names n left join account_starts s on s.account_id = n.account_id
    order by n.account_id""",
)


@dataclass(frozen=True, slots=True)
class Customer:
    """`owner`, and the first day on which the account paid; both None where not known. `is_older`: it paid before the
    data begins, so that it has been a customer for longer than that."""

    owner: str | None
    paid_since: date | None
    is_older: bool


def customers_since(context: Context) -> Mapping[str, Customer]:
    """Account id → what is known of it, of every account; `context` is of a metric of recurring revenue."""
    rows = context.table(_CUSTOMERS).to_pylist()
    return MappingProxyType(
        {row["account_id"]: Customer(row["owner"], row["first_paid_on"], row["truncated"]) for row in rows}
    )
