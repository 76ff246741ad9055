"""A row of any export finds its account by id, by another tool's id, by person or by domain, or by nothing."""

from csm_core.store.workspace import Workspace
from tests.csm_core.facts.reading import fact_rows
from tests.workspaces import Row, workspace_of

ACCOUNTS = [
    {"account_id": "A", "external_id": "cus_a", "domain": "a.example", "contact_email": "boss@a.example"},
    {"account_id": "B", "external_id": "cus_b", "domain": "shared.example"},
    {"account_id": "C", "external_id": "cus_c", "domain": "shared.example"},
    # Its id elsewhere is the very id of another account here.
    {"account_id": "D", "external_id": "A"},
]
CONTACTS = [
    {"account_id": "A", "contact_email": "Ann@A.example", "user_id": "u1"},
    # A contractor, listed at two customers.
    {"account_id": "A", "contact_email": "both@other.example"},
    {"account_id": "B", "contact_email": "both@other.example"},
    # The CRM's account field says one customer, the list of contacts another: the contacts know their people.
    {"account_id": "B", "contact_email": "boss@a.example"},
]


def survey(**columns: str) -> Row:
    return {"responded_at": "2024-01-10", "score": "9", **columns}


def accounts_found(workspace: Workspace, fact: str, label: str) -> dict[object, object]:
    return dict(fact_rows(workspace, fact, f"{label}, account_id"))


def test_an_answer_finds_its_account() -> None:
    cases = {
        "own id": ({"account_id": "A"}, "A"),
        "id of another tool": ({"account_id": "cus_a"}, "A"),
        "an id that nobody knows is an account of its own": ({"account_id": "new"}, "new"),
        "an own id goes before the same id elsewhere": ({"account_id": "A"}, "A"),
        "person, in any spelling of the address": ({"contact_email": "ANN@a.EXAMPLE"}, "A"),
        "the list of people goes before the account's own contact": ({"contact_email": "boss@a.example"}, "B"),
        "domain of an unknown person": ({"contact_email": "stranger@A.example"}, "A"),
        "a person at two customers belongs to none": ({"contact_email": "both@other.example"}, None),
        "a domain of two customers leads to none": ({"contact_email": "x@shared.example"}, None),
        "an unknown domain": ({"contact_email": "x@nowhere.example"}, None),
        "no address at all": ({"contact_email": "not an address"}, None),
        "the id goes before the address": ({"account_id": "B", "contact_email": "ann@a.example"}, "B"),
        "nobody": ({}, None),
    }
    surveys = [survey(comment=name, **columns) for name, (columns, _) in cases.items()]
    workspace = workspace_of(accounts=ACCOUNTS, contacts=CONTACTS, surveys=surveys)
    # Not one row is lost, found or not.
    assert accounts_found(workspace, "answers", "comment") == {name: row for name, (_, row) in cases.items()}


def test_an_event_finds_its_account_by_the_person() -> None:
    cases = {"u1": "A", "ann@a.example": "A", "new@a.example": "A", "u2": None}
    events: list[Row] = [{"event_at": "2024-01-10", "event_name": "open", "user_id": user} for user in cases]
    events.append({"event_at": "2024-01-10", "event_name": "open", "user_id": "u3", "account_id": "cus_b"})
    workspace = workspace_of(accounts=ACCOUNTS, contacts=CONTACTS, events=events)
    assert accounts_found(workspace, "user_days", "user_id") == {**cases, "u3": "B"}


def test_a_ticket_finds_its_account_by_the_requester() -> None:
    tickets = [
        {"created_at": "2024-01-10", "ticket_id": "1", "contact_email": "Ann@a.example"},
        {"created_at": "2024-01-10", "ticket_id": "2", "contact_email": "x@shared.example"},
        {"created_at": "2024-01-10", "ticket_id": "3", "account_id": "cus_c"},
    ]
    workspace = workspace_of(accounts=ACCOUNTS, contacts=CONTACTS, tickets=tickets)
    assert accounts_found(workspace, "tickets", "ticket_id") == {"1": "A", "2": None, "3": "C"}


def test_every_account_that_any_export_knows_is_listed_once() -> None:
    workspace = workspace_of(
        accounts=[*ACCOUNTS, {"account_id": "A", "account_name": "Anvil"}],
        subscriptions=[{"account_id": "only billing", "start_date": "2024-01-01", "mrr": "1"}],
        tickets=[{"created_at": "2024-01-10", "account_id": "only support"}],
        surveys=[survey(account_id="cus_a"), survey(contact_email="x@nowhere.example")],
    )
    assert fact_rows(workspace, "account_list", "account_id, account_name") == [
        ("A", "Anvil"),
        ("B", "B"),
        ("C", "C"),
        ("D", "D"),
        ("only billing", "only billing"),
        ("only support", "only support"),
    ]


def test_a_respondent_is_the_person_else_the_account_else_the_answer_alone() -> None:
    surveys = [
        survey(comment="1", contact_email="Ann@a.example", account_id="A"),
        survey(comment="2", contact_email="ann@A.example"),
        survey(comment="3", account_id="A"),
        survey(comment="4"),
        survey(comment="5"),
    ]
    figures = dict(fact_rows(workspace_of(accounts=ACCOUNTS, surveys=surveys), "answers", "comment, respondent"))
    assert figures["1"] == figures["2"] == "ann@a.example"
    assert len(set(figures.values())) == 4
