"""A second list of accounts completes the first, column by column; what they contradict each other in is told."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from csm_core.facts.build import built_facts
from csm_core.facts.queries.attributes import attribute_values
from tests.soundness.company import Company
from tests.soundness.loads import Files, loaded

CRM = "Account ID,Account Name,Industry,Renewal Date,Seats\nA1,Acme,Tech,2025-06-30,20\nB1,Beta,Bank,2025-09-30,10\n"
BOOK = "Account ID,CSM,Tier\nA1,Ann,Gold\nB1,Bob,Silver\n"
OTHER_CRM = "Customer ID,Customer Name,Industry,Owner\nA1,Acme Inc,Retail,Ann\nB1,Beta,Bank,Bob\n"
GERMAN = "Kundennummer,Kundenname,Branche,Betreuer\nA1,Acme,,Ann\nC1,Ceta,Handel,Cem\n"
HALF = "Account ID,Account Name,Industry,Owner\nA1,Acme,,\nB1,Beta,Bank,Bob\n"
NEXT_CRM = CRM.replace("Acme,Tech", "Acme,").replace("Beta,Bank", "Beta,Insurance")
WIDER_CRM = "Account ID,Account Name,Industry,Renewal Date,Seats,Country\nA1,Acme,Tech,2026-06-30,25,France\n"
NARROW_CRM = "Account ID,Account Name,Renewal Date,Seats\nA1,Acme,2026-06-30,25\nB1,Beta,2026-09-30,10\n"


@dataclass(frozen=True, slots=True)
class Case:
    """Loads, what is known of accounts afterwards (account → column → value), and columns that are contradicted."""

    loads: tuple[Files, ...]
    facts_of: dict[str, dict[str, object]]
    contradicted: tuple[str, ...] = ()


BOTH: dict[str, dict[str, object]] = {
    "A1": {"account_name": "Acme", "owner": "Ann", "seats_purchased": 20, "Industry": "Tech", "Plan": "Gold"},
    "B1": {"account_name": "Beta", "owner": "Bob", "seats_purchased": 10, "Industry": "Bank", "Plan": "Silver"},
}
SEEN = {
    "in one load": Case(((("crm.csv", CRM), ("book.csv", BOOK)),), BOTH),
    "in one load, the other way round": Case(((("book.csv", BOOK), ("crm.csv", CRM)),), BOTH),
    "one after the other": Case(((("crm.csv", CRM),), (("book.csv", BOOK),)), BOTH),
    "the other one first": Case(((("book.csv", BOOK),), (("crm.csv", CRM),)), BOTH),
    "the newest value counts": Case(
        ((("crm.csv", CRM),), (("other.csv", OTHER_CRM),)),
        {"A1": {"Industry": "Retail", "account_name": "Acme Inc", "seats_purchased": 20, "owner": "Ann"}},
        ("industry", "account_name"),
    ),
    "and the other one when it is newer": Case(
        ((("other.csv", OTHER_CRM),), (("crm.csv", CRM),)),
        {"A1": {"Industry": "Tech", "account_name": "Acme", "owner": "Ann"}},
        ("industry", "account_name"),
    ),
    "an empty cell empties nothing": Case(
        ((("crm.csv", CRM),), (("half.csv", HALF),)),
        {"A1": {"Industry": "Tech", "owner": None}, "B1": {"owner": "Bob"}},
    ),
    "another language, other customers": Case(
        ((("crm.csv", CRM),), (("kunden.csv", GERMAN),)),
        {"A1": {"Industry": "Tech", "owner": "Ann"}, "B1": {"Industry": "Bank"}, "C1": {"account_name": "Ceta"}},
    ),
    "the next export of the same list is the truth for it": Case(
        ((("crm.csv", CRM),), (("crm.csv", NEXT_CRM),)),
        {"A1": {"seats_purchased": 20}, "B1": {"Industry": "Insurance"}},
    ),
    "a new column in the next export": Case(
        ((("crm.csv", CRM),), (("crm.csv", WIDER_CRM),)),
        {"A1": {"Country": "France", "seats_purchased": 25}, "B1": {"seats_purchased": 10, "Industry": "Bank"}},
    ),
}
HELD_BACK = {
    "a column that the next export lacks": Case(
        ((("crm.csv", CRM),), (("crm.csv", NARROW_CRM),)),
        {"A1": {"Industry": "Tech", "seats_purchased": 25}, "B1": {"Industry": "Bank"}},
    ),
    "three lists": Case(
        ((("crm.csv", CRM),), (("book.csv", BOOK), ("kunden.csv", GERMAN))),
        {"A1": {"Industry": "Tech", "Plan": "Gold", "owner": "Ann"}, "C1": {"Industry": "Handel", "owner": "Cem"}},
    ),
    "a value that the same list drops": Case(
        ((("crm.csv", CRM),), (("crm.csv", CRM.replace("2025-06-30,20", "2025-06-30,")),)),
        {"A1": {"seats_purchased": None, "Industry": "Tech"}, "B1": {"seats_purchased": 10}},
    ),
    "what the same list drops another one still says": Case(
        ((("half.csv", HALF.replace("A1,Acme,,", "A1,Acme,,Ann")), ("kunden.csv", GERMAN)), (("half.csv", HALF),)),
        {"A1": {"owner": "Ann"}, "B1": {"owner": "Bob"}},
    ),
    "the same list in capitals contradicts nothing": Case(
        ((("crm.csv", CRM),), (("shout.csv", "Account ID,Account Name,Tier\nA1,ACME,Gold\n"),)),
        {"A1": {"Plan": "Gold"}},
    ),
}


def facts_of(company: Company, account: str) -> dict[str, object]:
    facts = built_facts(company.workspace)
    asked = {"account_id": account}
    (row,) = company.workspace.query(
        f"select * from {facts}.account_list where account_id = $account_id", asked
    ).to_pylist()
    attributes = company.workspace.query(
        f"select attribute, value from {facts}.account_attributes "
        "where account_id = $account_id and valid_to = date '9999-12-31'",
        asked,
    ).to_pylist()
    return row | {one["attribute"]: one["value"] for one in attributes}


@pytest.mark.parametrize("case", [*SEEN.values(), *HELD_BACK.values()], ids=[*SEEN, *HELD_BACK])
def test_what_any_list_tells_is_known(case: Case) -> None:
    company = loaded(*case.loads)
    for account, values in case.facts_of.items():
        there = facts_of(company, account)
        assert {name: there.get(name) for name in values} == values
    disputed_columns = {issue.column for issue in company.issues if issue.code == "lists_disagree"}
    assert disputed_columns == set(case.contradicted)


def test_what_the_same_list_emptied_is_split_by_no_more() -> None:
    company = loaded((("crm.csv", CRM),), (("crm.csv", NEXT_CRM),))
    assert "Tech" not in attribute_values(company.workspace)["Industry"]
    # A year before it was so.
    assert facts_of(company, "A1").get("Industry") is None


def test_names_of_both_lists_lead_to_the_customer() -> None:
    tickets = "Ticket ID,Company,Created at\n1,Acme,2025-02-01\n2,Acme Inc,2025-02-02\n"
    company = loaded((("crm.csv", CRM), ("other.csv", OTHER_CRM), ("tickets.csv", tickets)))
    facts = built_facts(company.workspace)
    rows = company.workspace.query(f"select distinct account_id from {facts}.tickets").to_pylist()
    assert rows == [{"account_id": "A1"}]
