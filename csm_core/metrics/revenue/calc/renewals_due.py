"""What comes up for renewal soon, segment by segment: how many accounts, and what they pay now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from csm_core.facts.scoped.query import Query
from csm_core.metrics.asking.ask import context_of
from csm_core.metrics.customers.renewal_worth import TERMS, WORTH
from csm_core.metrics.customers.renewals import RENEWALS, renewal_parameters
from csm_core.metrics.framework.declare import Value
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace

_CTES = {
    **RENEWALS,
    "cases": """
    select $as_of::date as case_on, account_id, min(ends_on) as first_on, max(ends_on) as ends_on,
        $as_of::date + 1 as rate_on
    from due where state = 'open' and ends_on > $as_of::date and ends_on <= $until::date group by account_id""",
    **TERMS,
    **WORTH,
}
_DUE = Query(
    """
    select m.segment, count(*) as accounts, cast(sum(w.mrr_now) as double) as mrr
    from worth w
    join members m on m.account_id = w.account_id and m.valid_from <= $as_of::date and $as_of::date < m.valid_to
    group by m.segment order by m.segment""",
    _CTES,
)


@dataclass(frozen=True, slots=True)
class RenewalsDue:
    """`accounts` whose term ends, and the `mrr` that the lines whose term it is pay now (reporting currency)."""

    accounts: int
    mrr: float


def renewals_due(
    workspace: Workspace, scope: Scope, days: int, settings: Mapping[str, Value] | None = None
) -> Mapping[str | None, RenewalsDue] | None:
    """Segment → what is due in the `days` after the as-of day; a segment without any is not in it.

    Terms are those of the renewal rate, with its settings: monthly ones are left out unless asked for, and of an
    account with several days it counts once. None where no terms are known at all.

    Raises
    ------
    NothingLoaded
        When the workspace is empty.
    """
    context = context_of(workspace, "renewal_rate", scope, None, settings)
    if not context.table(Query("select count(*) as terms from contract_terms")).to_pylist()[0]["terms"]:
        return None
    table = context.table(
        _DUE,
        until=context.as_of + timedelta(days=days),
        instants=[context.as_of + timedelta(days=1)],
        **renewal_parameters(context),
    )
    return {row["segment"]: RenewalsDue(row["accounts"], row["mrr"]) for row in table.to_pylist()}
