"""Joining held to a plain reading of its rules: nothing dropped, nothing joined twice, and undo restores."""

import re
import unicodedata
from collections import Counter, defaultdict

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from csm_core.facts.build import typed_fact_sql
from csm_core.facts.live_views import make_live_views
from csm_core.facts.matching import identities, matches, sightings, spellings
from csm_core.facts.queries.decisions import Decision, decide_match, decisions, forget_decision
from csm_core.facts.queries.match_table import joined_keys, match_table, unmatched_rows
from csm_core.store.workspace import Workspace
from tests.csm_core.facts.reading import fact_rows
from tests.workspaces import Row, workspace_of

# Each example builds all facts; to make a failure smaller, it would do so hundreds of times.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
SAYS = ("source", "given_id", "account_name", "contact_email")
NAMES = ("Acme GmbH", "ACME", "Ácme, Inc.", "Nova S.A.", "nova", "Quill Ltd", "Zenith")
MAILS = ("a@acme.example", "b@acme.example", "n@nova.example", "me@gmail.com", "x@else.example")
IDS = ("1", "2", "3", "cus_1", "cus_2", "Nova S.A.")


def maybe(values: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(("", *values))


def rows_of(**columns: st.SearchStrategy[str]) -> st.SearchStrategy[list[Row]]:
    return st.lists(st.fixed_dictionaries(columns), max_size=5)


accounts_ = rows_of(
    account_id=st.sampled_from(("1", "2", "3")),
    external_id=maybe(("cus_1", "cus_2")),
    account_name=maybe(NAMES),
    domain=maybe(("acme.example", "https://www.nova.example/home", "gmail.com")),
    contact_email=maybe(MAILS),
)
contacts_ = rows_of(account_id=st.sampled_from(IDS), contact_email=maybe(MAILS), user_id=maybe(("u1", "u2")))
conduct = {"account_id": maybe(IDS), "account_name": maybe(NAMES), "contact_email": maybe(MAILS)}
bills_ = st.lists(
    st.fixed_dictionaries(conduct).filter(lambda row: bool(row["account_id"] or row["account_name"])), max_size=5
)


def normal(name: str) -> str:
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(sign))
    words = re.sub(r"[^a-z0-9]+", " ", bare.replace(".", "")).split()
    while len(words) > 1 and words[-1] in ("gmbh", "inc", "sa", "ltd"):
        words.pop()
    return " ".join(words)


def site(domain: str) -> str:
    return re.sub(r"^https?://|^www\.|(?<=//)www\.", "", domain).removeprefix("www.").split("/")[0]


class Oracle:
    """The rules, row by row and key by key, with sets and loops."""

    def __init__(self, accounts: list[Row], contacts: list[Row], seen: list[tuple[str, Row]]) -> None:
        self.accounts: dict[tuple[str, str], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        for row in accounts:
            account = row["account_id"]
            self.tell("id", account, 1, account)
            self.tell("id", row["external_id"], 2, account)
            self.tell("email", row["contact_email"], 2, account)
            self.tell("domain", site(row["domain"]), 1, account)
            self.tell("domain", row["contact_email"].partition("@")[2], 2, account)
            self.tell("folded", row["account_name"].lower(), 1, account)
            self.tell("name", normal(row["account_name"]), 1, account)
        placed = [(row, self.one("id", row["account_id"]) or row["account_id"]) for row in contacts]
        for row, account in placed:
            self.tell("user", row["user_id"], 1, account)
            self.tell("email", row["contact_email"], 1, account)
            self.tell("domain", row["contact_email"].partition("@")[2], 2, account)
        self.ids: dict[str, str] = {}
        votes: dict[str, set[str]] = defaultdict(set)
        for _, row in [*seen, *(("contacts", {"account_id": row["account_id"]}) for row in contacts)]:
            given_id = row.get("account_id", "")
            if given_id:
                votes[given_id] |= {one_of_them for one_of_them in [self.by_person(row)] if one_of_them}
        for given_id, item in votes.items():
            name = self.by_name(given_id)
            alone = next(iter(item)) if len(item) == 1 else None
            self.ids[given_id] = self.one("id", given_id) or name or alone or given_id
        paying = [(row, self.find(row)) for source, row in seen if source == "subscriptions"]
        for row, account in paying:
            if account:
                self.tell("email", row["contact_email"], 3, account)
                self.tell("domain", row["contact_email"].partition("@")[2], 3, account)
                self.tell("name", normal(row["account_name"]), 2, account)
        spellings: dict[str, set[str]] = defaultdict(set)
        for row, account in paying:
            if not account:
                spellings[normal(row["account_name"])].add(row["account_name"])
        for key, written in spellings.items():
            self.tell("name", key, 3, min(written))

    def tell(self, kind: str, key: str, rank: int, account: str) -> None:
        if key and not (kind == "domain" and key == "gmail.com"):
            self.accounts[kind, key][rank].add(account)

    def one(self, kind: str, key: str) -> str | None:
        ranks = self.accounts.get((kind, key))
        if not ranks:
            return None
        best = ranks[min(ranks)]
        return next(iter(best)) if len(best) == 1 else None

    def by_name(self, name: str) -> str | None:
        return (self.one("folded", name.lower()) or self.one("name", normal(name))) if name else None

    def by_person(self, row: Row) -> str | None:
        mail = row.get("contact_email", "")
        actual = self.one("email", mail) or self.one("domain", mail.partition("@")[2])
        return actual or self.by_name(row.get("account_name", ""))

    def find(self, row: Row) -> str | None:
        return self.ids[row["account_id"]] if row.get("account_id") else self.by_person(row)


def dated(rows: list[Row], table: str) -> list[Row]:
    if table == "tickets":
        return [row | {"created_at": "2024-01-10", "ticket_id": f"t{index}"} for index, row in enumerate(rows)]
    line = {"start_date": "2024-01-01", "mrr": "10"}
    return [row | line | {"product": f"p{row_index}"} for row_index, row in enumerate(rows)]


def company(accounts: list[Row], contacts: list[Row], bills: list[Row], tickets: list[Row]) -> Workspace:
    tables = {"accounts": accounts, "contacts": contacts, "subscriptions": dated(bills, "subscriptions")}
    return workspace_of(**{name: rows for name, rows in tables.items() if rows}, tickets=dated(tickets, "tickets"))


def ticket_accounts(workspace: Workspace) -> dict[object, object]:
    return dict(fact_rows(workspace, "tickets", "ticket_id, account_id"))


tickets_ = st.lists(st.fixed_dictionaries(conduct), min_size=1, max_size=6)


def joined(workspace: Workspace) -> dict[tuple[object, ...], object]:
    """Only the facts that join: what each kind of row found, by its table and what it says."""
    make_live_views(workspace)
    with workspace.writing() as cursor:
        for fact in (sightings, spellings, identities, matches):
            select = typed_fact_sql(fact.FACT, "facts", "UTC")
            cursor.execute(f"create or replace table facts.{fact.FACT.name} as {select}")
    rows = workspace.query("select * from facts.matches").to_pylist()
    assert len({tuple(row[name] for name in SAYS) for row in rows}) == len(rows)
    return {tuple(row[name] for name in SAYS): (row["account_id"], row["row_count"]) for row in rows}


def says(source: str, row: Row) -> tuple[object, ...]:
    return (source, *(row.get(name) or None for name in ("account_id", "account_name", "contact_email")))


@settings(max_examples=4, deadline=None, phases=PHASES)
@given(accounts_, contacts_, bills_, tickets_)
def test_every_row_finds_the_account_that_the_rules_say(
    accounts: list[Row], contacts: list[Row], bills: list[Row], tickets: list[Row]
) -> None:
    seen = [("subscriptions", row) for row in bills] + [("tickets", row) for row in tickets]
    oracle = Oracle(accounts, contacts, seen)
    actual = Counter(says(source, row) for source, row in seen)
    expected = {says(source, row): (oracle.find(row), actual[says(source, row)]) for source, row in seen}
    matches = joined(company(accounts, contacts, bills, tickets))
    # Nothing is dropped and nothing is counted twice.
    assert {key: account for key, account in matches.items() if key[0] != "contacts"} == expected


@settings(max_examples=4, deadline=None, phases=PHASES)
@given(accounts_, contacts_, bills_, tickets_, st.sampled_from(("id", "email", "domain", "name", "user")), st.data())
def test_a_match_taken_back_is_gone_and_comes_back_when_that_is_forgotten(
    accounts: list[Row], contacts: list[Row], bills: list[Row], tickets: list[Row], kind: str, data: st.DataObject
) -> None:
    workspace = company(accounts, contacts, bills, tickets)
    before, fingerprint = joined(workspace), workspace.fingerprint
    led = "select key, account_id from facts.matches where kind = $kind and not is_own and way <> 'account id'"
    keys = workspace.query(led, {"kind": kind}).to_pylist()
    if not keys:
        return
    undone = data.draw(st.sampled_from(keys))
    decide_match(workspace, [Decision(kind, undone["key"], None)])
    after = joined(workspace)
    assert undone not in workspace.query(led, {"kind": kind}).to_pylist()
    assert workspace.fingerprint != fingerprint
    assert {key: count for key, (_, count) in after.items()} == {key: count for key, (_, count) in before.items()}
    forget_decision(workspace, kind, undone["key"])
    assert joined(workspace) == before
    assert workspace.fingerprint == fingerprint


def test_the_rows_go_where_the_table_of_matches_says() -> None:
    tickets = [{"account_name": "acme", "contact_email": ""}, {"account_name": "", "contact_email": "x@nova.example"}]
    bills = [{"account_id": "cus_7", "account_name": "Nova"}, {"account_id": "", "account_name": "Quill Ltd"}]
    accounts = [{"account_id": "1", "account_name": "Acme GmbH"}, {"account_id": "2", "account_name": "Nova S.A."}]
    workspace = company(accounts, [], bills, [*tickets, {"account_name": "nobody"}])
    # The domain is told by nothing; the second bill's customer is in no list, and becomes an account of its own.
    assert ticket_accounts(workspace) == {"t0": "1", "t1": None, "t2": None}
    assert fact_rows(workspace, "account_intervals", "product, account_id") == [("p0", "2"), ("p1", "Quill Ltd")]
    ways = {(row["source"], row["way"]): row["row_count"] for row in match_table(workspace).to_pylist()}
    assert ways == {
        ("subscriptions", "what stands beside the id"): 1,
        ("subscriptions", "account of its own"): 1,
        ("tickets", "name, written otherwise"): 1,
        ("tickets", "no account has this e-mail domain"): 1,
        ("tickets", "no account has this name"): 1,
    }
    undoable = [(row["kind"], row["key"]) for row in joined_keys(workspace).to_pylist()]
    assert sorted(undoable) == [("id", "cus_7"), ("name", "acme")]


ACCOUNTS = [
    {"account_id": "A", "account_name": "Harbor Kites Ltd", "domain": "harborkites.example"},
    {"account_id": "B", "account_name": "Quill Partners", "domain": "quill.example"},
]


def test_billing_and_the_crm_meet_by_the_address_on_the_bill() -> None:
    # Two tools, two ids. The bills that show no address go the way of those that do.
    bills = [
        {
            "account_id": "cus_9",
            "contact_email": "accounts@harborkites.example",
            "start_date": "2024-01-01",
            "mrr": "10",
        },
        {"account_id": "cus_9", "start_date": "2024-03-01", "mrr": "5"},
    ]
    workspace = workspace_of(accounts=ACCOUNTS, subscriptions=bills)
    assert fact_rows(workspace, "account_intervals", "account_id, amount") == [("A", 5), ("A", 10)]


def test_an_id_beside_which_two_accounts_are_named_is_an_account_of_its_own() -> None:
    bills = [
        {"account_id": "cus_9", "contact_email": f"pay@{domain}.example", "start_date": "2024-01-01", "mrr": "10"}
        for domain in ("harborkites", "quill")
    ]
    workspace = workspace_of(accounts=ACCOUNTS, subscriptions=bills)
    assert fact_rows(workspace, "account_intervals", "account_id, amount") == [("cus_9", 10), ("cus_9", 10)]


def test_a_free_mail_address_leads_to_nobody_even_where_an_account_claims_its_domain() -> None:
    tickets = [{"created_at": "2024-01-10", "ticket_id": "1", "contact_email": "kim@gmail.com"}]
    workspace = workspace_of(accounts=[{"account_id": "A", "domain": "gmail.com"}], tickets=tickets)
    assert ticket_accounts(workspace) == {"1": None}
    assert unmatched_rows(workspace).column("reason").to_pylist() == ["an address at a free mail provider"]


def test_a_confirmed_name_holds_for_next_months_export() -> None:
    tickets = [{"created_at": "2024-01-10", "ticket_id": "1", "account_name": "Harbour Kite"}]
    workspace = workspace_of(accounts=ACCOUNTS, tickets=tickets)
    assert ticket_accounts(workspace) == {"1": None}
    decide_match(workspace, [Decision("name", "harbour kite", "A")])
    assert ticket_accounts(workspace) == {"1": "A"}
    later = workspace_of(
        tickets=[{"created_at": "2024-02-10", "ticket_id": "2", "account_name": "HARBOUR KITE LTD."}]
    )
    assert ticket_accounts(later) == {"2": None}
    for one in decisions(workspace):
        decide_match(later, [one])
    # The account is not there yet: a decision about an account that nothing tells of waits.
    assert ticket_accounts(later) == {"2": None}


def test_a_person_taken_from_an_account_is_not_brought_back_by_the_domain() -> None:
    tickets = [
        {"created_at": "2024-01-10", "ticket_id": str(index), "contact_email": mail}
        for index, mail in enumerate(("ann@quill.example", "bob@quill.example"))
    ]
    contacts = [{"account_id": "B", "contact_email": "ann@quill.example"}]
    workspace = workspace_of(accounts=ACCOUNTS, contacts=contacts, tickets=tickets)
    decide_match(workspace, [Decision("email", "ann@quill.example", None)])
    assert ticket_accounts(workspace) == {"0": None, "1": "B"}


@pytest.mark.parametrize("table", ["surveys", "events", "invoices", "opportunities", "outcomes", "mrr_snapshots"])
def test_a_name_alone_is_enough_on_every_table(table: str) -> None:
    columns = {
        "surveys": {"responded_at": "2024-01-10", "score": "9"},
        "events": {"event_at": "2024-01-10", "event_name": "open"},
        "invoices": {"invoice_date": "2024-01-10", "total": "10"},
        "opportunities": {"close_date": "2024-01-10", "stage": "won"},
        "outcomes": {"measure": "hours", "date": "2024-01-10", "actual": "1"},
        "mrr_snapshots": {"month": "2024-01-01", "mrr": "10"},
    }[table]
    rows = [columns | {"account_name": "HARBOR KITES, INC."}]
    (actual,) = match_table(workspace_of(accounts=ACCOUNTS, **{table: rows})).to_pylist()
    assert (actual["source"], actual["found"], actual["example_account"]) == (table, True, "Harbor Kites Ltd")


def test_an_answer_finds_its_customer_by_the_persons_id_in_the_product() -> None:
    contacts = [{"account_id": "B", "user_id": "u1", "contact_email": "ann@elsewhere.example"}]
    answers = [{"responded_at": "2024-01-10", "score": "9", "user_id": user} for user in ("u1", "u2")]
    workspace = workspace_of(accounts=ACCOUNTS, contacts=contacts, surveys=answers)
    rows = sorted(fact_rows(workspace, "answers", "respondent, account_id"), key=str)
    assert rows == [("user u1", "B"), ("user u2", None)]


def test_events_find_the_account_of_a_person_whom_another_file_knows() -> None:
    tickets = [
        {"created_at": "2024-01-10", "user_id": "u1", "contact_email": "ann@quill.example"},
        # One person who writes for two accounts speaks for neither.
        {"created_at": "2024-01-10", "user_id": "u2", "account_id": "A"},
        {"created_at": "2024-01-11", "user_id": "u2", "account_id": "B"},
    ]
    events = [{"event_at": "2024-01-10", "event_name": "open", "user_id": user} for user in ("u1", "u2", "u3")]
    accounts = [{"account_id": "A", "domain": "quill.example"}, {"account_id": "B"}]
    workspace = workspace_of(accounts=accounts, tickets=tickets, events=events)
    rows = sorted(fact_rows(workspace, "user_days", "user_id, account_id"), key=str)
    assert rows == [("u1", "A"), ("u2", None), ("u3", None)]
    ways = {row["by"] if "by" in row else row["way"] for row in match_table(workspace).to_pylist()}
    assert "the person in another file" in ways
