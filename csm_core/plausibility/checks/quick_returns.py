"""quick_returns: customers who leave and are back within a week, as if each contract ended a day too early."""

from __future__ import annotations

from collections.abc import Iterator

from csm_core.plausibility.declare import Check
from csm_core.plausibility.doubt import Doubt
from csm_core.store.workspace import Workspace
from csm_core.text.plural import plural

_DAYS = 7
_LEAST = 2
_RETURNS_SQL = """
with ordered as (
    select account_id, valid_from,
        max(valid_to) over (
            partition by account_id order by valid_from, interval_id rows between unbounded preceding and 1 preceding
        ) as left_on
    from facts.account_intervals where amount > 0
),
gaps as (
    select account_id, left_on, valid_from as back_on, valid_from - left_on as days
    from ordered where valid_from > left_on
)
select account_id, left_on, back_on, days from gaps order by account_id, left_on, back_on
"""


def _examine(workspace: Workspace, check: Check) -> Iterator[Doubt]:
    gaps = workspace.query(_RETURNS_SQL).to_pylist()
    quick = [gap for gap in gaps if gap["days"] <= _DAYS]
    accounts = {gap["account_id"] for gap in quick}
    returning = {gap["account_id"] for gap in gaps}
    if len(accounts) < _LEAST or 2 * len(accounts) < len(returning):
        return
    days = sorted({int(gap["days"]) for gap in quick})
    span = plural(days[0], "day") if len(days) == 1 else f"{days[0]} to {days[-1]} days"
    yield check.doubt(
        "subscriptions",
        f"{len(accounts):,} of the {plural(len(returning), 'customer')} who ever came back did so within {span}.",
        "End dates are probably last days of service, read as first days without. If so, set the mapping option "
        "end_date: inclusive.",
        quick,
    )


CHECK = Check("quick_returns", "Does everybody leave and come back within days?", ("subscriptions",), _examine)
