"""Files that hold more than one table, and look-alikes that hold one: what is right for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Flat:
    """`kinds`: what the file becomes, in any order. `figures`: (metric, first month, month after the last, as of,
    survey kind's own metric) → the last month's value. `words`: each stands in some message of the reader."""

    name: str
    file: str
    text: str
    kinds: tuple[str, ...]
    figures: Mapping[tuple[str, str, str, str], float] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    held_back: bool = False


def _rows(text: str, mark: str = ",") -> str:
    return "\n".join(mark.join(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines()) + "\n"


_AUG = ("2024-08-01", "2024-09-01", "2024-08-31")
_MAR = ("2025-03-01", "2025-04-01", "2025-03-31")
ACCOUNTS_REVENUE = ("accounts", "subscriptions")

FLAT_FILES: tuple[Flat, ...] = (
    Flat(
        "yearly revenue in a list with contract dates",
        "book.csv",
        _rows("""
        Client | Annual Recurring Revenue | Contract Start | Contract End | CSM | Region | Segment
        Alder  | 24000 | 2024-01-01 | 2025-12-31 | Ann | EMEA | Gold
        Birch  | 6000  | 2024-03-01 |            | Bob | NA   | Silver
        Cedar  | 1200  | 2024-09-15 |            | Ann | EMEA | Gold
        """),
        ACCOUNTS_REVENUE,
        {("mrr", *_AUG): 2500.0},
    ),
    Flat(
        "a German customer list",
        "Kundenliste.csv",
        _rows(
            """
        Kundennummer | Firma | Branche | Betreuer | Vertragsbeginn | MRR | Land
        K-1 | Ahorn GmbH | Handel | Anna | 01.02.2024 | 1.250,50 | DE
        K-2 | Birke AG   | Bau    | Ben  | 15.03.2024 | 300,00   | AT
        K-3 | Zeder KG   | Handel | Anna | 31.10.2024 | 99,00    | DE
        """,
            ";",
        ),
        ACCOUNTS_REVENUE,
        {("mrr", *_AUG): 1550.5},
    ),
    Flat(
        "customer since, MRR, and a dated NPS answer",
        "customers.csv",
        _rows("""
        customer_id | customer_name | industry | account_manager | customer_since | mrr | nps | nps_date
        11 | Alder | Tech | Ann | 2024-01-15 | 100 | 9  | 2025-03-02
        12 | Birch | Bank | Bob | 2024-01-20 | 200 | 3  | 2025-03-04
        13 | Cedar | Tech | Ann | 2024-02-15 | 300 | 10 | 2025-03-05
        """),
        (*ACCOUNTS_REVENUE, "surveys"),
        {("mrr", *_MAR): 600.0, ("nps", *_MAR): 100 / 3},
    ),
    Flat(
        "MRR without any start: the list's date is in its name",
        "customers_2025-03-31.csv",
        _rows("""
        Account ID | Account Name | CSM | Industry | MRR
        A1 | Alder | Ann | Tech | 100
        A2 | Birch | Bob | Bank | 250
        """),
        ("accounts", "mrr_snapshots"),
        {("mrr", *_MAR): 350.0},
        ("31 March 2025",),
    ),
    Flat(
        "two scores in German",
        "Umfrage.csv",
        _rows(
            """
        Antwort-ID | Kundennummer | Datum | NPS | CSAT
        1 | K-1 | 02.03.2025 | 10 | 5
        2 | K-2 | 13.03.2025 | 9  | 4
        3 | K-3 | 14.03.2025 | 0  | 1
        4 | K-4 | 15.03.2025 | 7  | 1
        """,
            ";",
        ),
        ("surveys", "surveys"),
        {("nps", *_MAR): 25.0, ("csat", *_MAR): 50.0},
    ),
    Flat(
        "tickets with a rating",
        "tickets.csv",
        _rows("""
        Ticket ID | Account ID | Subject | Created At | Solved At | Priority | CSAT
        1 | A1 | login | 2025-03-01 10:00 | 2025-03-02 10:00 | high | 5
        2 | A2 | bill  | 2025-03-03 10:00 | 2025-03-04 10:00 | low  | 2
        3 | A1 | crash | 2025-03-05 10:00 | 2025-03-06 10:00 | high |
        4 | A3 | slow  | 2025-03-07 10:00 | 2025-03-08 10:00 | low  | 4
        """),
        ("tickets", "surveys"),
        {("csat", *_MAR): 200 / 3},
    ),
    Flat(
        "subscriptions with columns of their customers",
        "subscriptions.csv",
        _rows("""
        Subscription ID | Customer ID | Customer Name | Industry | Country | CSM | Plan | MRR | Start Date | End Date
        S1 | A1 | Alder | Tech | DE | Ann | Pro   | 100 | 2024-01-01 |
        S2 | A1 | Alder | Tech | DE | Ann | Basic | 50  | 2024-02-01 | 2024-06-01
        S3 | A2 | Birch | Bank | AT | Bob | Pro   | 70  | 2024-03-01 |
        """),
        ("subscriptions", "accounts"),
        {("mrr", *_AUG): 170.0},
    ),
    Flat(
        "invoices with columns of their customers",
        "invoices.csv",
        _rows("""
        Invoice Number | Invoice Date | Customer ID | Customer Name | Industry | Account Manager | Total | Currency
        R1 | 2025-01-01 | A1 | Alder | Tech | Ann | 100.00 | EUR
        R2 | 2025-02-01 | A1 | Alder | Tech | Ann | 100.00 | EUR
        R3 | 2025-02-03 | A2 | Birch | Bank | Bob | 70.00  | EUR
        """),
        ("invoices", "accounts"),
    ),
    Flat(
        "two scores whose questions are written out",
        "feedback.csv",
        _rows("""
        Respondent ID | Email | Submitted | How satisfied are you with support? | How easy was it to solve your issue?
        1 | a@alder.test | 2025-03-02 | 5 | 7
        2 | b@birch.test | 2025-03-12 | 4 | 6
        3 | c@cedar.test | 2025-03-22 | 2 | 1
        """),
        ("surveys", "surveys"),
        {("csat", *_MAR): 200 / 3},
    ),
    Flat(
        "look-alike: an NPS answer that no column dates stays an attribute",
        "accounts.csv",
        _rows("""
        Account ID | Account Name | CSM | Industry | NPS Score
        A1 | Alder | Ann | Tech | 9
        A2 | Birch | Bob | Bank | 3
        """),
        ("accounts",),
        {},
        ("NPS Score",),
    ),
    Flat(
        "look-alike: the customer's own turnover is none of ours",
        "companies.csv",
        _rows("""
        Customer No | Customer Name | CSM | Industry | Annual Revenue | Employees | Customer Since
        A1 | Alder | Ann | Tech | 5000000  | 50  | 2024-01-10
        A2 | Birch | Bob | Bank | 90000000 | 900 | 2024-02-10
        """),
        ("accounts",),
        {},
        ("Annual Revenue",),
    ),
    Flat(
        "look-alike: subscriptions alone",
        "subs.csv",
        _rows("""
        subscription_id | account_id | plan | status | currency | mrr | start_date | end_date
        S1 | A1 | Pro   | active | EUR | 100 | 2024-01-01 |
        S2 | A2 | Basic | active | EUR | 50  | 2024-02-01 |
        """),
        ("subscriptions",),
        {("mrr", *_AUG): 150.0},
    ),
    Flat(
        "look-alike: usage with a plan is usage alone",
        "usage.csv",
        _rows("""
        account_id | user_id | event_name | event_at | plan
        A1 | U1 | login  | 2025-01-01 10:00:00 | Pro
        A2 | U2 | export | 2025-01-02 10:00:00 | Basic
        A1 | U1 | login  | 2025-01-03 10:00:00 | Pro
        """),
        ("events",),
    ),
)


HELD_BACK: tuple[Flat, ...] = (
    Flat(
        "a French list with yearly revenue",
        "clients.csv",
        _rows(
            """
        Numéro client | Nom du client | Secteur | Pays | Date de début | ARR
        C1 | Aulne SA  | Commerce | FR | 15/01/2024 | 12 000,00
        C2 | Bouleau   | Banque   | BE | 20/02/2024 | 6 000,00
        """,
            ";",
        ),
        ACCOUNTS_REVENUE,
        {("mrr", *_AUG): 1500.0},
        held_back=True,
    ),
    Flat(
        "money first, customer last, with a renewal and a churn date",
        "list.csv",
        _rows("""
        MRR | Churned At | Renewal Date | Start | Health Score | Segment | CSM | Company
        400 | 2024-07-15 | 2025-01-10 | 2023-01-10 | 30 | SMB | Ann | Alder
        500 |            | 2025-02-10 | 2023-02-10 | 80 | Mid | Bob | Birch
        """),
        ACCOUNTS_REVENUE,
        {("mrr", *_AUG): 500.0},
        held_back=True,
    ),
    Flat(
        "three scores, not all answered",
        "responses.csv",
        _rows("""
        response_id | completed_at | contact_email | ces_score | csat_score | nps_score | feedback
        1 | 2025-03-01 | a@alder.test | 6 |   | 10 | great
        2 | 2025-03-02 | b@birch.test |   | 5 | 9  |
        3 | 2025-03-03 | c@cedar.test | 2 | 1 |    | slow
        """),
        ("surveys", "surveys", "surveys"),
        {("nps", *_MAR): 100.0, ("csat", *_MAR): 50.0},
        held_back=True,
    ),
    Flat(
        "cases with a satisfaction score out of five and its own date",
        "cases.csv",
        _rows("""
        Case Number | Company | Opened At | Closed At | Case Status | Satisfaction Score | Rated At
        71 | Alder | 2025-02-01 10:00 | 2025-02-02 10:00 | closed | 5 | 2025-03-03
        72 | Birch | 2025-02-03 10:00 | 2025-02-04 10:00 | closed | 1 | 2025-03-04
        """),
        ("tickets", "surveys"),
        {("csat", *_MAR): 50.0},
        held_back=True,
    ),
    Flat(
        "a list as of a day that a column names, without starts",
        "export.csv",
        _rows("""
        Snapshot Date | Customer ID | Customer Name | Owner | Country | Monthly Recurring Revenue
        2025-03-31 | A1 | Alder | Ann | DE | 120
        2025-03-31 | A2 | Birch | Bob | AT | 80
        """),
        ("accounts", "mrr_snapshots"),
        {("mrr", *_MAR): 200.0},
        held_back=True,
    ),
    Flat(
        "look-alike: MRR without any date is asked about",
        "clients.csv",
        _rows("""
        Account ID | Account Name | CSM | Industry | MRR
        A1 | Alder | Ann | Tech | 100
        A2 | Birch | Bob | Bank | 250
        """),
        ("accounts",),
        {},
        ("'MRR'",),
        held_back=True,
    ),
    Flat(
        "look-alike: one score and its group",
        "nps.csv",
        _rows("""
        Response ID | Customer ID | Responded At | NPS | NPS Group | Seats
        1 | A1 | 2025-03-01 | 10 | Promoter  | 5
        2 | A2 | 2025-03-02 | 3  | Detractor | 8
        """),
        ("surveys",),
        {("nps", *_MAR): 0.0},
        held_back=True,
    ),
)
