"""Bills and contracts say who the customer is by an address or in a role: it is told, or asked with both headers."""

from __future__ import annotations

import pytest

from csm_core.intake.propose.propose import Proposal, propose
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from tests.csm_core.intake.taking import take


def proposed(text: str) -> Proposal:
    (raw,) = read(Source("export.csv", text.encode()))
    return propose(raw)


BY_MAIL = {
    "orders of a shop": (
        (
            "Name,Email,Financial Status,Paid at,Currency,Total,Created at\n"
            "#1001,Ann@birch.example,paid,2025-01-25,EUR,119.00,2025-01-24\n"
            "#1002,bo@elm.example,paid,2025-02-25,EUR,238.00,2025-02-24\n"
            "#1003,ann@birch.example,paid,2025-03-25,EUR,119.00,2025-03-24\n"
        ),
        "invoices",
        "Email",
    ),
    "subscribers": (
        (
            "Email,Plan,Started,Cancelled,MRR\nann@birch.example,Pro,2024-01-25,,100\n"
            "bo@elm.example,Team,2024-02-25,2024-09-21,200\n"
        ),
        "subscriptions",
        "Email",
    ),
}


@pytest.mark.parametrize("name", BY_MAIL)
def test_an_address_is_the_customer_where_there_is_no_other_and_it_is_told(name: str) -> None:
    text, kind, header = BY_MAIL[name]
    proposal = proposed(text)
    assert proposal.mapping is not None
    assert (proposal.mapping.kind, proposal.mapping.columns["account_id"]) == (kind, header)
    assert proposal.mapping.columns["contact_email"] == header
    assert any(one.code == "customer_by_mail" for one in proposal.assumed)


def test_capitals_in_an_address_make_no_second_customer() -> None:
    batch = take(BY_MAIL["orders of a shop"][0])
    # Ann@ and ann@ are one: two customers in three orders, each order one bill.
    assert batch.rows["account_id"].to_pylist() == ["ann@birch.example", "bo@elm.example", "ann@birch.example"]
    assert batch.rows["invoice_id"].to_pylist() == ["#1001", "#1002", "#1003"]


ROLES = {
    ("Bill To", "Ship To"): ("invoices", "Bill To"),
    ("Parent Account", "Child Account"): ("subscriptions", "Child Account"),
    ("Paying Customer", "Using Customer"): ("subscriptions", "Using Customer"),
    ("Reseller", "End Customer"): ("subscriptions", "End Customer"),
    ("Rechnungsempfänger", "Lieferempfänger"): ("invoices", "Rechnungsempfänger"),
}


@pytest.mark.parametrize("headers", ROLES)
def test_two_customers_in_roles_are_asked_with_both_headers(headers: tuple[str, str]) -> None:
    kind, taken = ROLES[headers]
    for first, second in (headers, headers[::-1]):
        rest = "Invoice Number,Invoice Date,Total" if kind == "invoices" else "Plan,Start Date,MRR"
        proposal = proposed(
            f"{first},{second},{rest}\nBirch Holding,Birch North,I1,2025-01-25,100.00\n"
            "Birch Holding,Birch South,I2,2025-02-25,200.00\nElm Group,Elm Spain,I3,2025-03-25,300.00\n"
        )
        assert proposal.mapping is not None
        assert (proposal.mapping.kind, proposal.mapping.columns["account_id"]) == (kind, taken)
        asked = next(one for one in proposal.questions if one.canonical == "account_id")
        assert set(asked.headers) == set(headers)


def test_a_plain_company_beside_its_parent_is_no_question() -> None:
    proposal = proposed(
        "Parent Company,Company,Start Date,MRR\nBirch Holding,Birch North,2025-01-25,100\n"
        "Birch Holding,Birch South,2025-02-25,200\n"
    )
    assert proposal.mapping is not None
    assert proposal.mapping.columns["account_id"] == "Company"
    assert not any(one.canonical == "account_id" for one in proposal.questions)


def test_the_name_of_a_user_or_a_service_is_no_customer() -> None:
    for header in ("user_name", "Service Name"):
        proposal = proposed(
            f"id,{header},value,status,date_created\n1,Maya,1200,won,2025-01-25\n2,Noor,2400,open,2025-02-25\n"
        )
        assert proposal.mapping is None or header not in (
            proposal.mapping.columns.get("account_id"),
            proposal.mapping.columns.get("account_name"),
        )


def test_whom_a_payment_went_to_is_not_who_paid_it() -> None:
    text = (
        "Date,Name,Type,Status,Currency,Gross,From Email Address,To Email Address,Transaction ID\n"
        "01/15/2025,Birch,Website Payment,Completed,USD,100.00,b@birch.example,me@x.example,T1\n"
        "02/15/2025,Elm,Website Payment,Completed,USD,200.00,e@elm.example,me@x.example,T2\n"
        "02/16/2025,Elm,Payment Refund,Completed,USD,-50.00,me@x.example,e@elm.example,T3\n"
    )
    proposal = proposed(text)
    assert proposal.mapping is not None
    assert proposal.mapping.columns["account_id"] == "Name"
    # A mere name may be anybody's.
    assert "columns_assumed" in {one.code for one in proposal.questions}
