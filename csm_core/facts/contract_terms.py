"""contract_terms: when an account's paid terms end, as billing and the CRM say."""

from __future__ import annotations

from csm_core.facts.fact import Day, Fact
from csm_core.facts.identities import resolved


def _sql(day: Day) -> str:
    rows = resolved("live.subscriptions", "t.term_end", "account_id")
    return f"""
select account_id, {day.of("term_end")} as ends_on from ({rows}) where account_id is not null and term_end is not null
union
select account_id, {day.of("renewal_date")} from live.accounts where renewal_date is not null
"""


FACT = Fact(
    name="contract_terms",
    one_row_per="account and day on which a term of it ends",
    reads=("subscriptions", "accounts"),
    columns=(("account_id", "varchar"), ("ends_on", "date")),
    key=("account_id", "ends_on"),
    sql=_sql,
    after=("identities",),
)
