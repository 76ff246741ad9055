"""Kinds that look alike are told apart by what only one of them has; what can't be told is asked, never assumed."""

from __future__ import annotations

import random
import re

import pytest

from csm_core.intake.dialects.declare import find_header
from csm_core.intake.propose.propose import Proposal, propose
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from tests.soundness.company import company


def proposed(text: str) -> Proposal:
    (raw,) = read(Source("export.csv", text.encode()))
    return propose(raw)


def kind_of(text: str) -> tuple[str | None, bool]:
    """The kind, and whether it is asked about."""
    proposal = proposed(text)
    kind = None if proposal.mapping is None else proposal.mapping.kind
    return kind, any(one.code == "kind_assumed" for one in proposal.questions)


# An id, a date and a state are in every table: none of these is a help desk's.
NO_TICKETS = {
    "customers with a priority": (
        "id,name,created,closed,owner,priority,status\n1,Birch Labs,2024-01-15,,Maya,high,active\n"
        "2,Elm Foods,2024-02-15,2025-02-01,Noor,low,closed\n3,Oak Media,2024-03-15,,Maya,normal,active\n"
    ),
    "customers of a billing system": (
        "id,created,description,email,account_balance,currency,delinquent,address_state,source_id\n"
        "cus_1,2024-01-01 10:00:00,Birch GmbH,ap@birch.example,0,eur,false,NY,card_0\n"
        "cus_2,2024-01-02 10:00:00,Elm GmbH,ap@elm.example,10,eur,false,CA,card_1\n"
        "cus_3,2024-01-03 10:00:00,Oak GmbH,ap@oak.example,5,eur,true,CA,card_2\n"
    ),
    "leads": (
        "id,display_name,status_label,url,description,date_created\nl_1,Birch,Customer,https://birch.example,,2024-01-20\n"
        "l_2,Elm,Customer,https://elm.example,,2024-02-21\nl_3,Oak,Potential,https://oak.example,,2024-03-22\n"
    ),
    "issues of a code repository": (
        "number,title,state,user_login,labels,created_at,closed_at,comments\n"
        "1,Crash,closed,ann,bug,2025-03-01T09:00:00Z,2025-03-02T09:00:00Z,3\n"
        "2,Slow,open,bo,perf,2025-03-02T09:00:00Z,,1\n3,Docs,closed,cy,docs,2025-03-13T09:00:00Z,,0\n"
    ),
    "articles": (
        "article_id,title,author_id,status,created_at,updated_at,views\n"
        "1,How to,5,published,2025-03-01,2025-03-02,100\n2,Log in,5,draft,2025-03-02,2025-03-03,50\n"
        "3,Export,6,published,2025-03-13,2025-03-14,10\n"
    ),
    "people": (
        "First Name,Last Name,Email,Company,Job Title,Created\nAnn,Ash,ann@birch.example,Birch Labs,CEO,2024-01-15\n"
        "Bo,Bay,bo@elm.example,Elm Foods,CTO,2024-02-15\nCy,Cole,cy@oak.example,Oak Media,CSO,2024-03-15\n"
    ),
}


@pytest.mark.parametrize("name", NO_TICKETS)
def test_what_has_nothing_of_a_help_desk_is_not_proposed_as_tickets(name: str) -> None:
    kind, asked = kind_of(NO_TICKETS[name])
    assert kind is None or asked or (name, kind) == ("people", "contacts")
    assert kind != "tickets" or "issues" in name


TICKETS = {
    "by its noun": "Ticket,Created,Status\n1,2025-03-01,open\n2,2025-03-02,closed\n3,2025-03-13,open\n",
    "by subject": (
        "ID,Subject,Created,Company,Status\n1,Login,2025-03-01,Birch,open\n2,Export,2025-03-02,Elm,closed\n"
    ),
    "by title and priority": (
        "ID,Title,Priority,Created,Closed,Company\n1,Login,high,2025-03-01,2025-03-02,Birch\n2,Bill,low,2025-03-02,,Elm\n"
    ),
}


@pytest.mark.parametrize("name", TICKETS)
def test_tickets_stay_tickets(name: str) -> None:
    assert kind_of(TICKETS[name])[0] == "tickets"


@pytest.mark.parametrize("header", ["email_id", "Visit count", "message_id"])
def test_an_id_or_a_count_is_no_answer(header: str) -> None:
    text = (
        f"{header},recipient,subject,sent_at,opened_at\n1,a@a.example,News,2025-03-01 09:00,2025-03-01 10:00\n"
        "2,b@b.example,News,2025-03-01 09:00,\n3,c@c.example,News,2025-03-13 09:00,2025-03-14 09:00\n"
    )
    mapping = proposed(text).mapping
    assert mapping is None or ("score" not in mapping.columns and kind_of(text)[1])


UNREAD = {
    "subscriptions": "Customer ID,Plan,MRR,Start Date\nC-1,Pro,100,FY24 week 3\nC-2,Pro,200,FY24 week 5\n",
    "tickets": (
        "Ticket ID,Subject,Priority,Opened At,Company\n"
        "1,Login,High,wk 3 of May 25,Birch\n2,Bill,Low,wk 4 of May 25,Elm\n"
    ),
    "invoices": (
        "Invoice number,Customer,Invoice date,Total\nR1,Birch,FY24 week 3,100.50\nR2,Elm,FY24 week 4,200.50\n"
    ),
}


@pytest.mark.parametrize("kind", UNREAD)
def test_dates_in_a_spelling_that_nobody_reads_are_told_and_change_no_kind(kind: str) -> None:
    loaded = company([("export.csv", UNREAD[kind])])
    assert loaded.kinds[0] == kind
    (issue,) = [one for one in loaded.reports[0].issues if one.code == "not_a_date"]
    assert issue.column is not None
    assert issue.column in UNREAD[kind]
    assert issue.value is not None
    assert issue.value in UNREAD[kind]


@pytest.mark.parametrize("values", [("yes", "no"), ("3", "12"), ("open", "shut"), ("a1@b.example", "c2@d.example")])
def test_what_is_no_date_at_all_is_not_taken_for_one(values: tuple[str, str]) -> None:
    text = f"Ticket ID,Subject,Created at,Closed\n1,Login,2025-03-01,{values[0]}\n2,Bill,2025-03-02,{values[1]}\n"
    mapping = proposed(text).mapping
    assert mapping is not None
    assert "solved_at" not in mapping.columns


def test_the_day_on_which_a_customer_was_switched_off_is_the_end() -> None:
    text = (
        "Account No,Is Active,Activated On,Deactivated On,Monthly Fee\n1001,Yes,2024-01-15,,100.00\n"
        "1002,No,2024-02-15,2025-01-31,200.00\n1003,Yes,2024-03-15,,300.00\n"
    )
    mapping = proposed(text).mapping
    assert mapping is not None
    assert (mapping.columns["start_date"], mapping.columns["end_date"]) == ("Activated On", "Deactivated On")


def test_of_headers_that_one_pattern_matches_the_plainest_is_taken_in_any_order() -> None:
    headers = ["NPS score of last year", "NPS score", "NPS score (recoded)"]
    for seed in range(4):
        random.Random(seed).shuffle(headers)
        assert find_header((re.compile("^NPS score"),), headers) == "NPS score"


OWN_IDS = {
    "of a tool": ("Copper ID", "accounts", "account_id"),
    "of a record": ("Record ID", "accounts", "account_id"),
    "in another tool, where there is no other": ("External Id", "accounts", "account_id"),
}


@pytest.mark.parametrize("name", OWN_IDS)
def test_the_only_id_of_a_list_is_that_of_its_rows_and_is_not_asked(name: str) -> None:
    header, kind, canonical = OWN_IDS[name]
    proposal = proposed(
        f"{header},Name,Owned By,Website,Country,Created At\n1,Birch Labs,Maya,birch.example,Germany,2024-01-25\n"
        "2,Elm Foods,Noor,elm.example,Spain,2024-02-25\n3,Oak Media,Maya,oak.example,France,2024-03-25\n"
    )
    assert proposal.mapping is not None
    assert (proposal.mapping.kind, proposal.mapping.columns[canonical]) == (kind, header)
    assert not proposal.questions


def test_a_deals_id_beside_its_associated_company_needs_no_question() -> None:
    proposal = proposed(
        "Deal ID,Deal Name,Deal Stage,Close Date,Amount,Associated Company\n"
        "1,Renewal,won,2025-01-25,1200,Birch Labs\n"
        "2,Upsell,open,2025-02-25,2400,Elm Foods\n3,New,lost,2025-03-25,3600,Oak Media\n"
    )
    assert proposal.mapping is not None
    assert proposal.mapping.columns["opportunity_id"] == "Deal ID"
    assert proposal.mapping.columns["account_name"] == "Associated Company"
    assert not proposal.questions
