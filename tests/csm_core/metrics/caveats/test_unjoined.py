"""A table of which most rows find no customer: unknown, never none; and the join by ids of the user's own."""

import pytest

from csm_core import Scope, ask
from csm_core.facts.queries.decisions import decide_match
from csm_core.facts.queries.own_keys import own_keys
from csm_core.metrics.asking.ask import rows_behind
from tests.workspaces import Row, new_workspace_of, workspace_of

ACCOUNTS: list[Row] = [
    {"account_id": name, "account_name": f"Firm {name}", "start_date": "2023-01-01", "seats_purchased": "2"}
    for name in "AB"
]
LINES: list[Row] = [
    {"account_id": name, "start_date": "2023-01-01", "mrr": "10", "currency": "EUR", "quantity": "2"} for name in "AB"
]
DAYS = [f"2024-0{month}-{day:02}" for month in (1, 2, 3) for day in range(1, 29, 3)]


def use(**who: str) -> list[Row]:
    return [{"user_id": "", "event_name": "open", "event_at": day} | who for day in DAYS]


NOBODYS = use(user_id="u-1")
ABSENCE = (
    ("usage_rate", {}),
    ("licence_utilisation", {}),
    ("feature_adoption", {}),
    ("engagement_score", {}),
    ("time_to_value", {}),
    ("launch_uptake", {}),
    ("active_users", {"who": "accounts"}),
    ("stickiness", {"who": "accounts"}),
)


@pytest.mark.parametrize(("metric", "settings"), ABSENCE)
@pytest.mark.parametrize("events", [NOBODYS, use(account_id="org-1", user_id="u-1")], ids=["no account", "other ids"])
def test_where_no_event_finds_a_customer_nothing_is_zero(
    metric: str, settings: dict[str, str], events: list[Row]
) -> None:
    result = ask(workspace_of(accounts=ACCOUNTS, events=events), metric, settings=settings)
    assert not result.has_value
    assert all(
        str(row["note"]).startswith("Unknown: no event could be matched to an account. Load ")
        for row in result.rows()
    )
    assert result.unjoined == ("events",)
    assert rows_behind(workspace_of(accounts=ACCOUNTS, events=events), metric, settings=settings).num_rows == 0


def test_people_are_counted_without_accounts_but_not_among_the_accounts_of_a_filter() -> None:
    workspace = workspace_of(accounts=[row | {"Region": "North"} for row in ACCOUNTS], events=NOBODYS)
    assert ask(workspace, "active_users").has_value
    filtered = ask(workspace, "active_users", Scope(filters=(("Region", ("North",)),)))
    assert not filtered.has_value
    assert filtered.rows()[0]["note"].startswith("Unknown")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("joined", "unjoined", "is_unknown"), [(1, 1, False), (4, 5, True), (5, 4, False)], ids=["half", "less", "more"]
)
def test_unknown_is_where_most_rows_find_none(joined: int, unjoined: int, is_unknown: bool) -> None:
    events = use(account_id="A")[:joined] + NOBODYS[:unjoined]
    result = ask(workspace_of(accounts=ACCOUNTS, events=events), "usage_rate")
    assert result.has_value != is_unknown
    # Below full matching the figure says how much it covers.
    assert any(
        f"{unjoined} of {joined + unjoined} rows of events could not be matched to an account" in note
        for note in result.left_out
    )


def test_use_by_many_who_are_no_customers_leaves_the_customers_known() -> None:
    """Free users have accounts of their own: nine in ten events are theirs, and every customer is among the rest."""
    free = [row for number in range(9) for row in use(account_id=f"free {number}")]
    events = free + use(account_id="A") + use(account_id="B")[:3]
    assert ask(workspace_of(subscriptions=LINES, events=events), "usage_rate").has_value


def test_the_score_takes_unknown_use_and_tickets_for_missing_at_all_accounts_alike() -> None:
    tickets = [
        {"ticket_id": str(index), "created_at": day, "contact_email": f"p@x{index}.example"}
        for index, day in enumerate(DAYS)
    ]
    tables = {"accounts": ACCOUNTS, "subscriptions": LINES}
    events = use(account_id="A")[:10] + NOBODYS
    workspace = workspace_of(events=events, tickets=tickets, **tables)
    result = ask(workspace, "health_score")
    rows = rows_behind(workspace, "health_score").to_pylist()
    of_use = {
        "Usage trend",
        "Usage frequency",
        "Licence utilisation",
        "Feature breadth",
        "Tickets",
        "Open escalations",
    }
    assert {row["account_id"] for row in rows} == {"A", "B"}
    assert all(row["raw_value"] is None for row in rows if row["component"] in of_use)
    assert [note.split(".")[0] for note in result.notes if note.startswith("Unknown")] == [
        "Unknown: only 10 of 40 events could be matched to an account",
        "Unknown: no ticket could be matched to an account",
    ]
    assert not ask(workspace, "ticket_rate").has_value


@pytest.mark.parametrize(
    ("who", "line"),
    [
        ({"user_id": "u-1"}, "u-1;A"),
        ({"user_id": "u-1"}, "U-1\tfirm a"),
        ({"user_id": "p@x.example"}, "p@x.example, A"),
        ({"account_id": "org-1"}, "org-1;A"),
        ({"account_name": "Acme Ltd"}, '"Acme Ltd";Firm A'),
    ],
)
@pytest.mark.parametrize("tables", [{"accounts": ACCOUNTS}, {"subscriptions": LINES}], ids=["list", "revenue alone"])
def test_ids_of_ones_own_join_the_rows(who: dict[str, str], line: str, tables: dict[str, list[Row]]) -> None:
    if "subscriptions" in tables:
        line = line.replace("firm a", "a").replace("Firm A", "A")
    workspace = new_workspace_of(events=use(**who), **tables)
    assert not ask(workspace, "usage_rate").has_value
    text = own_keys(workspace, "events", f"id;account\n{line}\n\nnobody;A\n{line.rsplit('A', 1)[0][:5]}")
    assert len(text.decisions) == 1
    decide_match(workspace, list(text.decisions))
    result = ask(workspace, "usage_rate")
    assert result.has_value
    assert result.unjoined == ()


def test_what_can_not_be_read_of_own_ids_is_handed_back() -> None:
    text = own_keys(workspace_of(accounts=ACCOUNTS, events=NOBODYS), "events", "id;account\nu-1;Nobody Inc\nu-1")
    assert text == type(text)((), ("id;account",), ("u-1;Nobody Inc", "u-1"))
