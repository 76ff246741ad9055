"""The scoped inputs whose rows are of one day each: in the filters, with the period and the segment of that day."""

from __future__ import annotations

from functools import partial

from csm_core.facts.activity import account_days, answers, attainments, feature_turns, sessions, tickets, user_days
from csm_core.facts.framework.fact import Fact
from csm_core.facts.revenue import bills
from csm_core.facts.revenue.unnamed_currency import stated_currency
from csm_core.facts.scoped.scoped_input import Basis, ScopedInput
from csm_core.scope import Scope

# Scoped input → the fact that it is made from, and the day that says in which period a row lies.
DATED: dict[str, tuple[Fact, str]] = {
    "answers": (answers.FACT, "responded_on"),
    "survey_invitations": (answers.FACT, "asked_on"),
    "tickets": (tickets.FACT, "created_on"),
    "solved_tickets": (tickets.FACT, "solved_on"),
    "ticket_escalations": (tickets.FACT, "escalated_on"),
    "bills": (bills.FACT, "billed_on"),
    "user_days": (user_days.FACT, "used_on"),
    "account_days": (account_days.FACT, "used_on"),
    "sessions": (sessions.FACT, "began_on"),
    "feature_turns": (feature_turns.FACT, "used_on"),
    "attainments": (attainments.FACT, "measured_on"),
}


def _scoped_by_accounts(scope: Scope) -> bool:
    return bool(scope.split or scope.filters)


def _dated_rows(fact: str, day: str, basis: Basis) -> str:
    """Rows of one day each. Without split or filter, rows without an account count too."""
    scope = basis.scope
    shared = f"from {basis.facts}.{fact} f left join period_days p on p.day = f.{day}"
    columns = "f.*" + (f" replace ({stated_currency('f.currency')} as currency)" if fact == "bills" else "")
    if not _scoped_by_accounts(scope):
        return f"select {columns}, p.period, cast(null as varchar) as segment {shared} where f.{day} <= $as_of"
    joined = (
        f"{shared} {'left ' if not scope.filters else ''}join members m on m.account_id = f.account_id "
        f"and m.valid_from <= f.{day} and f.{day} < m.valid_to"
    )
    segment = "coalesce(m.segment, $not_set)" if scope.split else "cast(null as varchar)"
    return f"select {columns}, p.period, {segment} as segment {joined} where f.{day} <= $as_of"


INPUTS = tuple(
    ScopedInput(
        name=name,
        one_row_per=f"{fact.one_row_per} in the filters, by its `{day}`",
        columns=(*fact.columns, ("period", "date"), ("segment", "varchar")),
        sql=partial(_dated_rows, fact.name, day),
    )
    for name, (fact, day) in DATED.items()
)
