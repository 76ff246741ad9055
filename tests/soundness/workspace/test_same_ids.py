"""An id is unique only inside its source: equal ids of two tools are two things, a newer export tells one again."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.soundness.loads import Files, loaded, rows

TICKETS = "Ticket ID,Company,Subject,Created at,Solved at\n"
DESK = TICKETS + "1,Acme,a,2025-02-01 09:00,2025-02-01 10:00\n2,Beta,b,2025-02-02 09:00,\n"
DESK_LATER = TICKETS + (
    "1,Acme,a,2025-02-01 09:00,2025-02-01 10:00\n2,Beta,b,2025-02-02 09:00,2025-02-20 09:00\n3,Ceta,c,2025-02-03,\n"
)
OTHER_BRAND = TICKETS + "1,Zeta,x,2025-02-11 09:00,2025-02-12 09:00\n2,Eta,y,2025-02-12 09:00,2025-02-13 09:00\n"
WIDER = (
    "Ticket ID,Company,Subject,Created at,Solved at,Priority\n1,Acme,a,2025-02-01 09:00,2025-02-01 10:00,high\n"
    "2,Beta,b,2025-02-02 09:00,2025-02-20 09:00,low\n"
)
PORTAL = (
    "Case Number,Company,Title,Opened On,Closed On\n1,Ceta,c,2025-02-11 09:00,2025-02-12 09:00\n"
    "2,Delta,d,2025-02-12 09:00,2025-02-13 09:00\n"
)
NPS = "Response ID,Company,NPS Score,Submitted At\n1,Acme,9,2025-02-01\n2,Beta,3,2025-02-02\n3,Ceta,10,2025-02-03\n"
CSAT = "Response ID,Company,CSAT,Submitted At\n1,Delta,5,2025-02-11\n2,Eps,4,2025-02-12\n3,Zeta,1,2025-02-13\n"
LINES = "Subscription ID,Account ID,Start Date,MRR\n"
BILLING = LINES + "1,A1,2024-01-01,100\n2,A2,2024-02-01,50\n"
BILLING_LATER = LINES + "1,A1,2024-01-01,120\n2,A2,2024-02-01,50\n3,A3,2025-02-01,70\n"
BILLING_ELSEWHERE = "Abo-Nr.,Kundennummer,Beginn,MRR\n1,B1,2024-05-01,10\n2,B2,2024-06-01,20\n"
INVOICES = "Invoice ID,Account ID,Invoice Date,Total\n"
STRIPE_EU = INVOICES + "1,A1,2025-01-01,100\n2,A2,2025-01-02,200\n"
STRIPE_US = INVOICES + "1,U1,2025-01-05,300\n2,U2,2025-01-06,400\n"
DEALS = "Opportunity ID,Account ID,Stage,Amount,Close Date\n"
HUBSPOT = DEALS + "1,A1,Closed Won,100,2025-01-01\n2,A2,Closed Lost,50,2025-01-05\n"
HUBSPOT_LATER = DEALS + "1,A1,Closed Won,100,2025-01-01\n2,A2,Closed Won,50,2025-02-05\n"
SALES_TOOL = "Deal Id,Customer,Deal Stage,Deal Value,Close Date\n1,Nu,Won,9,2025-01-01\n2,Xi,Won,8,2025-01-05\n"
FINANCE = "Account ID,Month,MRR\nA1,2025-01-31,100\nA2,2025-01-31,50\n"
FINANCE_LATER = FINANCE + "A1,2025-02-28,110\nA2,2025-02-28,50\n"
PEOPLE = "Contact ID,Email,Account ID\n"
MOVED = (PEOPLE + "1,ann@a.example,A1\n2,bob@b.example,B1\n", PEOPLE + "1,ann@a.example,C1\n2,bob@b.example,B1\n")


@dataclass(frozen=True, slots=True)
class Case:
    """Loads, and how many rows of a table stand afterwards; whether somebody is asked for the source."""

    loads: tuple[Files, ...]
    table: str
    stand: int
    asks: bool = False


SEEN = {
    "two help desks": Case(((("desk.csv", DESK), ("portal.csv", PORTAL)),), "tickets", 4),
    "two help desks in two loads": Case(((("desk.csv", DESK),), (("portal.csv", PORTAL),)), "tickets", 4),
    "two questions": Case(((("nps.csv", NPS), ("csat.csv", CSAT)),), "surveys", 6),
    "two billing systems": Case(((("a.csv", BILLING), ("b.csv", BILLING_ELSEWHERE)),), "subscriptions", 4),
    "two pipelines": Case(((("hub.csv", HUBSPOT), ("pipe.csv", SALES_TOOL)),), "opportunities", 4),
    "two brands of one tool": Case(((("a.csv", DESK), ("b.csv", OTHER_BRAND)),), "tickets", 4, asks=True),
    "two accounts of one tool": Case(((("eu.csv", STRIPE_EU),), (("us.csv", STRIPE_US),)), "invoices", 4, asks=True),
    "the next export": Case(((("t.csv", DESK),), (("t2.csv", DESK_LATER),)), "tickets", 3),
    "the next export under the same name": Case(((("t.csv", DESK),), (("t.csv", DESK_LATER),)), "tickets", 3),
    "both exports in one load": Case(((("t2.csv", DESK_LATER), ("t1.csv", DESK)),), "tickets", 3),
    "a new price in the next export": Case(((("s.csv", BILLING),), (("s.csv", BILLING_LATER),)), "subscriptions", 3),
    "the next export has one column more": Case(((("t1.csv", DESK),), (("t2.csv", WIDER),)), "tickets", 2),
}
HELD_BACK = {
    "a deal that went on": Case(((("d1.csv", HUBSPOT),), (("d2.csv", HUBSPOT_LATER),)), "opportunities", 2),
    "a month more of the finance sheet": Case(
        ((("mrr.csv", FINANCE),), (("mrr.csv", FINANCE_LATER),)), "mrr_snapshots", 4
    ),
    "a person who changed the company": Case(((("c.csv", MOVED[0]),), (("c.csv", MOVED[1]),)), "contacts", 2),
    "the second brand's next month": Case(
        (
            (("a.csv", DESK), ("b.csv", OTHER_BRAND)),
            (("b.csv", OTHER_BRAND + "3,Eta,z,2025-03-01,\n"), ("a.csv", DESK_LATER)),
        ),
        "tickets",
        6,
        asks=True,
    ),
    "two accounts of one tool in one load": Case(
        ((("us.csv", STRIPE_US), ("eu.csv", STRIPE_EU)),), "invoices", 4, asks=True
    ),
    "another tool's copy of the same tickets": Case(
        ((("a.csv", DESK),), (("copy.csv", DESK.replace("Ticket ID", "Case Number").replace("Subject", "Title")),)),
        "tickets",
        2,
    ),
}


@pytest.mark.parametrize("case", [*SEEN.values(), *HELD_BACK.values()], ids=[*SEEN, *HELD_BACK])
def test_what_stands_is_every_thing_once(case: Case) -> None:
    company = loaded(*case.loads)
    assert len(rows(company, case.table)) == case.stand
    assert any(issue.code == "sources_assumed" for issue in company.issues) == case.asks


def test_both_scores_are_the_same_beside_each_other_as_alone() -> None:
    february = {"start": "2025-02-01", "end": "2025-03-01", "as_of": "2025-02-28"}
    both = loaded((("nps.csv", NPS), ("csat.csv", CSAT)))
    # One promoter more than detractors of three; two of three are satisfied.
    assert [(row["value"], row["n"]) for row in both.ask("nps", february).rows()] == [(pytest.approx(100 / 3), 3)]
    percent = [row for row in both.ask("csat", february).rows() if row["measure"] == "percent"]
    assert [(row["value"], row["n"]) for row in percent] == [(pytest.approx(2 / 3), 3)]


def test_a_person_says_that_two_files_are_of_one_source() -> None:
    one = {"kind": "invoices", "options": {"source": "Stripe"}} | {
        "columns": {"invoice_id": "Invoice ID", "account_id": "Account ID", "invoice_date": "Invoice Date"}
    }
    one["columns"] |= {"total": "Total"}  # type: ignore[operator]
    company = loaded((("eu.csv", STRIPE_EU), ("us.csv", STRIPE_US)), mapping={"eu.csv": one, "us.csv": one})
    # The invoices of the later days stand.
    assert sorted(str(row["account_id"]) for row in rows(company, "invoices")) == ["U1", "U2"]
    assert not any(issue.code == "sources_assumed" for issue in company.issues)


def test_the_newest_state_stands_in_whatever_order_the_files_of_one_load_are_named() -> None:
    for files in ((("a.csv", DESK), ("b.csv", DESK_LATER)), (("b.csv", DESK_LATER), ("a.csv", DESK))):
        company = loaded(files)
        assert [row["ticket_id"] for row in rows(company, "tickets") if row["solved_at"] is None] == ["3"]
