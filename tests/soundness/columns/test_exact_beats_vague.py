"""A header that is a canonical name, or plainly says what it is, is never moved by a vaguer one beside it."""

from __future__ import annotations

import random

import pytest

from csm_core.intake.propose.propose import Proposal, propose
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source


def proposed(headers: list[str], rows: list[list[str]], name: str = "export.csv") -> Proposal:
    text = "\n".join(",".join(line) for line in (headers, *rows)) + "\n"
    (raw,) = read(Source(name, text.encode()))
    return propose(raw)


FILES = {
    "subscriptions": (["start_date", "mrr"], [["2025-01-01", "100"], ["2025-01-01", "200"], ["2025-02-01", "300"]]),
    "surveys": (["responded_at", "score"], [["2025-01-01", "9"], ["2025-01-02", "3"], ["2025-01-03", "8"]]),
    "tickets": (
        ["ticket_id", "subject", "created_at", "solved_at"],
        [[str(n), "Login", f"2025-01-0{n} 10:00:00", f"2025-01-0{n} 12:00:00"] for n in (1, 2, 3)],
    ),
    "events": (["event_name", "event_at"], [["login", f"2025-01-0{n} 10:00:00"] for n in (1, 2, 3)]),
}
BESIDE = {
    "customer_since": ["2024", "2023", "2024"],
    "account_balance": ["12.50", "0.00", "9.10"],
    "compute_minutes": ["229", "220", "229"],
    "compute_credits_consumed": ["229", "220", "229"],
    "account_tier": ["Gold", "Silver", "Gold"],
    "company_size": ["11-50", "51-200", "11-50"],
    "account_owner": ["Ann", "Bob", "Ann"],
    "account_owner_id": ["U1", "U2", "U1"],
    "parent_account_id": ["P1", "P2", "P1"],
    "customer_segment": ["SMB", "Enterprise", "SMB"],
    "subscriber_count": ["5", "9", "5"],
    "business_unit": ["North", "South", "North"],
    "account_active": ["true", "false", "true"],
    "customer_type_id": ["1", "2", "1"],
    "organization_id": ["O1", "O2", "O1"],
    "client_region": ["EMEA", "APAC", "EMEA"],
    "company_code": ["100", "200", "100"],
    "customer_health_score": ["81", "40", "81"],
}


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("account", ["account_id", "Customer ID"])
def test_the_account_stays_the_account(kind: str, beside: str, account: str) -> None:
    headers, rows = FILES[kind]
    accounts = ["ACC-1", "ACC-2", "ACC-3"]
    columns = [[account, *accounts], [beside, *BESIDE[beside]], *map(list, zip(headers, *rows, strict=True))]
    items = []
    for order in range(3):
        random.Random(order).shuffle(columns)
        lines = [list(line) for line in zip(*columns, strict=True)]
        proposal = proposed(lines[0], lines[1:])
        assert proposal.mapping is not None
        items.append((proposal.mapping.kind, dict(proposal.mapping.columns)))
    assert items == [items[0]] * 3
    kind_found, mapped = items[0]
    assert kind_found == kind
    assert mapped["account_id"] == account or (beside == "organization_id" and account != "account_id")
    assert mapped.get("account_name") is None


CUSTOMERS = {
    "id before a type's id": (
        "id,company_name,display_name,created_at,customer_type_id,website,active",
        ["10,Acme,Acme GmbH,2024-01-05,1,acme.test,TRUE", "11,Beta,Beta AG,2024-02-05,1,beta.test,TRUE"],
        "id",
    ),
    "record number": (
        "Record no.,Company name,Segment code,Industry,Owner",
        ["77,Acme,A,Tech,Ann", "78,Beta,A,Bank,Bob", "79,Ceta,B,Tech,Ann"],
        "Record no.",
    ),
    "group number beside the customer's": (
        "Kundennummer,Kundengruppe,Kundenname,Betreuer,Branche",
        ["1,10,Acme,Ann,Tech", "2,10,Beta,Bob,Bank", "3,20,Ceta,Ann,Tech"],
        "Kundennummer",
    ),
}


@pytest.mark.parametrize("case", CUSTOMERS)
def test_the_id_of_a_customer_list_is_the_rows_own(case: str) -> None:
    headers, rows, wanted = CUSTOMERS[case]
    proposal = proposed(headers.split(","), [row.split(",") for row in rows])
    assert proposal.mapping is not None
    assert (proposal.mapping.kind, proposal.mapping.columns["account_id"]) == ("accounts", wanted)


def test_the_id_of_a_ticket_is_unique_and_its_name_is_its_subject() -> None:
    rows = [
        ["55660", "Cannot export", "2026-01-01 08:55", "2026-01-02 12:10", "900", "Low"],
        ["55661", "Login loop", "2026-01-02 08:55", "2026-01-03 12:10", "901", "High"],
        ["55662", "Cannot export", "2026-01-03 08:55", "2026-01-04 12:10", "902", "High"],
    ]
    headers = ["Record no.", "Ticket name", "Opened on", "Closed on", "Customer number", "Urgency"]
    proposal = proposed(headers, rows)
    assert proposal.mapping is not None
    assert proposal.mapping.columns["ticket_id"] == "Record no."
    assert proposal.mapping.columns["subject"] == "Ticket name"
