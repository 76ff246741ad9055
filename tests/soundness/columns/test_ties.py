"""Two columns that are alike are told apart by what they mean, never by where they stand; what can't be is asked."""

from __future__ import annotations

from itertools import islice, permutations

import pytest

from csm_core.intake.propose.propose import Proposal, propose
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source


def proposed(columns: dict[str, str], order: tuple[str, ...]) -> Proposal:
    """`columns`: header → its values, ' ' between them, '-' for none."""
    lines = [order, *zip(*(columns[header].split(" ") for header in order), strict=True)]
    text = "\n".join(",".join(line) for line in lines).replace("T1", " 1").replace(",-", ",") + "\n"
    (raw,) = read(Source("export.csv", text.encode()))
    return propose(raw)


SUBS = {
    "customer_id": "A B C",
    "start_date": "2025-01-23 2025-01-23 2025-01-23",
    "mrr": "100 100 100",
}
BILLS = {
    "invoice_id": "I1 I2 I3",
    "customer_id": "A B A",
    "total": "100 200 300",
    "due_date": "2025-02-14 2025-03-17 2025-04-17",
}
TICKETS = {"ticket_id": "1 2 3", "created_at": "2025-01-23 2025-01-24 2025-01-25", "priority": "high low low"}
D1, D2 = "2025-11-03 2025-12-05 2025-12-09", "2025-12-23 2025-12-24 2025-12-28"
DECIDED = {
    "ended before cancelled": (
        SUBS | {"canceled_at": D1, "ended_at": D2},
        {"end_date": "ended_at", "cancel_requested_at": "canceled_at"},
    ),
    "end date before churned": (SUBS | {"churned_at": D1, "end_date": D2}, {"end_date": "end_date"}),
    "cancellation date beside service end": (
        SUBS | {"cancellation_date": D1, "service_end": D2},
        {"end_date": "service_end"},
    ),
    "the day he left beside the contract's own end": (
        SUBS | {"Churn Date": D1, "Contract End": D2},
        {"end_date": "Churn Date", "term_end": "Contract End"},
    ),
    "terminated beside the end of the agreed contract": (
        SUBS | {"Termination Date": D1, "Contract End Date": D2},
        {"end_date": "Termination Date", "term_end": "Contract End Date"},
    ),
    "left, in German": (
        SUBS | {"Abwanderungsdatum": D1, "Vertragsende": D2},
        {"end_date": "Abwanderungsdatum", "term_end": "Vertragsende"},
    ),
    "the contract's end where there is no other": (SUBS | {"Contract End": D2}, {"end_date": "Contract End"}),
    "what remains is never the total": (
        BILLS | {"invoice_date": D1, "total": "100 200 300", "Amount Remaining": "0 200 0"},
        {"total": "total", "amount_due": "Amount Remaining"},
    ),
    "document date before record date": (
        BILLS | {"created_at": D2, "transaction_date": D1},
        {"invoice_date": "transaction_date"},
    ),
    "issued before created": (BILLS | {"created": D2, "issued_at": D1}, {"invoice_date": "issued_at"}),
    "invoice date before date": (BILLS | {"date": D2, "invoice_date": D1}, {"invoice_date": "invoice_date"}),
    "resolved before closed": (TICKETS | {"closed_at": D2, "resolved_at": D1}, {"solved_at": "resolved_at"}),
    "account before parent": (SUBS | {"parent_customer_id": "P P Q"}, {"account_id": "customer_id"}),
    "account before organisation": (
        {"account_id": "A B C"}
        | {k: v for k, v in SUBS.items() if k != "customer_id"}
        | {"organization_id": "O O P"},
        {"account_id": "account_id"},
    ),
    "amounts due and refunded are no total": (
        BILLS | {"invoice_date": D1, "amount_due": "0 200 0", "amount_refunded": "0 0 1"},
        {"total": "total", "amount_due": "amount_due", "amount_refunded": "amount_refunded"},
    ),
}


@pytest.mark.parametrize("case", DECIDED)
def test_meaning_decides_whatever_the_order(case: str) -> None:
    columns, wanted = DECIDED[case]
    first = None
    for order in [*islice(permutations(columns), 0, 700, 61), tuple(reversed(columns))]:
        proposal = proposed(columns, order)
        assert proposal.mapping is not None
        assert wanted.items() <= proposal.mapping.columns.items()
        first = first or proposal
        assert (proposal.mapping, proposal.confidence) == (first.mapping, first.confidence)


UNDECIDED = {
    "two totals": (BILLS | {"invoice_date": D1, "total_a": "1 2 3", "total_b": "3 2 1"}, None),
    "two ends": (SUBS | {"contract_end": D1, "subscription_end": D2}, "end_date"),
    "two accounts": (SUBS | {"client_id": "X X Y"}, "account_id"),
}


@pytest.mark.parametrize("case", UNDECIDED)
def test_what_meaning_does_not_decide_is_asked_with_both_headers(case: str) -> None:
    columns, canonical = UNDECIDED[case]
    for order in (tuple(columns), tuple(reversed(columns))):
        proposal = proposed(columns, order)
        asked = {question.canonical: question.headers for question in proposal.questions}
        assert (canonical is None) or (canonical in asked and len(asked[canonical]) == 2)
