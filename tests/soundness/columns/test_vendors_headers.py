"""Headers as vendors write them are taken for what they say, or asked about: people are no customers, meetings no use
of the product, an open amount not what was billed."""

from __future__ import annotations

import pytest

from csm_core.intake.propose.propose import Proposal, propose
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source

FIRMS = ("Birch Labs", "Elm Foods", "Oak Media")
PEOPLE = (("Ann Ash", "ann@birch.example"), ("Bo Bay", "bo@elm.example"), ("Cy Cole", "cy@oak.example"))


def proposed(*columns: tuple[str, tuple[str, ...]]) -> Proposal:
    """The proposal for a file of three rows: header, then its values."""
    rows = (",".join(cells) for cells in zip(*((header, *values) for header, values in columns), strict=True))
    (raw,) = read(Source("export.csv", "\n".join(rows).encode()))
    return propose(raw)


def asked(proposal: Proposal) -> set[str]:
    return {one.code for one in proposal.questions}


BILLS = (("Customer", FIRMS), ("Invoice Number", ("1", "2", "3")))
DATES = ("2025-01-05", "2025-02-15", "2025-03-25")
NET, GROSS = ("100.00", "400.00", "50.00"), ("119.00", "476.00", "59.50")


@pytest.mark.parametrize(
    ("net", "gross"),
    [("Line Subtotal", "Line Total"), ("lineitem_subtotal", "lineitem_total"), ("Line Net", "Row Total")],
)
def test_an_amount_of_a_line_is_never_the_whole_bills(net: str, gross: str) -> None:
    proposal = proposed(*BILLS, ("Invoice Date", DATES), (net, NET), (gross, GROSS))
    assert proposal.mapping is not None
    # What was billed counts with its tax.
    assert proposal.mapping.columns["line_total"] == gross
    assert "total" not in proposal.mapping.columns


@pytest.mark.parametrize("header", ["Remaining", "Unpaid", "Open", "Balance Due", "Offen", "Reste à payer"])
def test_what_is_still_to_be_paid_is_not_what_was_billed(header: str) -> None:
    proposal = proposed(*BILLS, ("Invoice Date", DATES), ("Amount", GROSS), (header, ("0.00", "476.00", "0.00")))
    assert proposal.mapping is not None
    assert proposal.mapping.columns["total"] == "Amount"
    assert proposal.mapping.columns["amount_due"] == header


@pytest.mark.parametrize("header", ["Amount Due", "Remaining", "Importe pendiente"])
def test_bills_with_nothing_but_an_open_amount_are_asked_about(header: str) -> None:
    proposal = proposed(*BILLS, ("Invoice Date", DATES), ("Due Date", DATES), (header, GROSS))
    assert proposal.mapping is not None
    assert proposal.mapping.kind == "invoices"
    assert "due_assumed" in asked(proposal)


DEALS = (("id", ("1", "2", "3")), ("value", NET), ("expected_close_date", DATES))


@pytest.mark.parametrize("who", ["lead_name", "company"])
def test_deals_are_known_by_states_that_say_won_or_lost(who: str) -> None:
    proposal = proposed(*DEALS, (who, FIRMS), ("status_label", ("Won", "Negotiating", "Lost")))
    assert proposal.mapping is not None
    assert proposal.mapping.kind == "opportunities"
    assert proposal.mapping.columns["stage"] == "status_label"
    assert proposal.mapping.columns["account_name"] == who


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("activity_date_time", DATES),
        ("attendees", ("Ann", "Bo", "Cy")),
        ("invitee_email", ("a@x.example", "b@x.example", "c@x.example")),
        ("event_subtype", ("Event", "Event", "Event")),
    ],
)
def test_meetings_are_no_use_of_the_product_unasked(header: str, values: tuple[str, ...]) -> None:
    bounds = ("account_id", ("a1", "a2", "a3")), ("event_type", ("QBR", "Kickoff", "QBR")), ("duration_minutes", NET)
    dated = () if header == "activity_date_time" else (("start_time", DATES),)
    proposal = proposed(*bounds, *dated, (header, values))
    assert proposal.mapping is None or proposal.mapping.kind != "events" or "kind_assumed" in asked(proposal)


@pytest.mark.parametrize(
    "beside",
    [
        (("Name", tuple(name for name, _ in PEOPLE)), ("Company Id", ("501", "502", "503"))),
        (("Record", tuple(name for name, _ in PEOPLE)), ("Job title", ("CEO", "CTO", "CSO"))),
        (
            ("Name", tuple(name for name, _ in PEOPLE)),
            ("External ID", ("u1", "u2", "u3")),
            ("Position", ("A", "B", "C")),
        ),
    ],
)
def test_people_of_companies_are_not_taken_for_customers(beside: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
    mails = ("Email", tuple(mail for _, mail in PEOPLE))
    proposal = proposed(("Copper ID", ("1", "2", "3")), *beside, ("Company", FIRMS), mails, ("Created At", DATES))
    assert proposal.mapping is not None
    assert proposal.mapping.kind == "contacts"


def test_an_address_is_no_name() -> None:
    proposal = proposed(
        ("Organization - ID", ("1", "2", "3")),
        ("Organization - Name", FIRMS),
        ("Organization - Address", ("A St 1 Berlin", "B St 2 Madrid", "C St 3 Paris")),
        ("Organization - Owner", ("Maya", "Noor", "Maya")),
    )
    assert proposal.mapping is not None
    assert proposal.mapping.columns["account_name"] == "Organization - Name"


ANSWERS = (("answer", ("9", "6", "10")), ("responded", DATES), ("comment", ("Great", "Slow", "Good")))


def test_what_an_answer_makes_of_a_person_is_not_the_question() -> None:
    mails = ("email", tuple(mail for _, mail in PEOPLE))
    proposal = proposed(*ANSWERS, mails, ("answer type", ("Promoter", "Detractor", "Promoter")))
    assert proposal.mapping is not None
    assert "survey_type" not in proposal.mapping.columns


def test_the_agents_address_is_not_the_customers() -> None:
    proposal = proposed(*ANSWERS, ("employee_email", ("maya@us.example", "noor@us.example", "maya@us.example")))
    assert proposal.mapping is None or "contact_email" not in proposal.mapping.columns


def test_lines_billed_at_intervals_start_when_they_were_made_and_it_is_asked() -> None:
    proposal = proposed(
        *(("id", ("1", "2", "3")), ("customer_id", ("11", "12", "13")), ("price", NET), ("created_at", DATES)),
        *(("interval", ("month", "month", "month")), ("renews_at", ("2025-04-05", "2025-04-15", "2025-04-25"))),
    )
    assert proposal.mapping is not None
    assert (proposal.mapping.kind, proposal.mapping.columns["start_date"]) == ("subscriptions", "created_at")
    assert "start_assumed" in asked(proposal)
