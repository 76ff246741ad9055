"""Whom to call: each reason where it is one and not where it is none, and the order by urgency."""

from datetime import date, timedelta

import pytest

from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.scope import Scope
from csm_core.scoring.components import COMPONENTS
from tests.workspaces import Row, workspace_of

DAY = date(2024, 3, 28)
SCOPE = Scope(start=date(2024, 3, 1), end=date(2024, 4, 1), as_of=DAY)
# Twenty days of use in four weeks are 100 points, and nothing else has weight.
FREQUENCY = {f"weight.{each.id}": int(each.id == "usage_frequency") for each in COMPONENTS}
Rows = list[dict[str, object]]


def use(account: str, days: int, before: int, people: int = 1) -> list[Row]:
    """Days of use in the 28 up to DAY, and in the 28 before; and one long ago, so that it can be seen at all."""
    items = [DAY - timedelta(days=back) for back in range(days)]
    items += [DAY - timedelta(days=28 + back) for back in range(before)]
    return [
        {"account_id": account, "user_id": f"u{person}", "event_name": "open", "event_at": day.isoformat()}
        for day in (*items, DAY - timedelta(days=80))
        for person in range(people)
    ]


def pays(account: str, mrr: str, **more: str) -> Row:
    line = {"account_id": account, "start_date": "2023-01-01", "amount": mrr, "billing_interval": "month"}
    return line | {"currency": "EUR"} | more


def entries(scope: Scope = SCOPE, settings: dict[str, str | int | float] | None = None, **tables: list[Row]) -> Rows:
    return rows_behind(
        workspace_of(**tables), "attention_list", scope, settings=FREQUENCY | (settings or {})
    ).to_pylist()


def reasons(rows: Rows, account: str = "A") -> list[object]:
    return [row["reason"] for row in rows if row["account_id"] == account]


def test_a_healthy_account_that_nothing_happens_to_is_not_on_the_list() -> None:
    assert entries(events=use("A", 20, 20), subscriptions=[pays("A", "100")]) == []
    result = ask(
        workspace_of(events=use("A", 20, 20), subscriptions=[pays("A", "100")]),
        "attention_list",
        SCOPE,
        settings=FREQUENCY,
    )
    assert not result.has_value
    assert "no customer" in str(result.rows()[0]["note"]).lower()


def test_a_score_at_risk_says_what_pulls_it_down() -> None:
    (row,) = entries(events=use("A", 7, 7), subscriptions=[pays("A", "200")])
    # Seven of 20 days are 35 points. The MRR is the whole of it: a score is no chance of a loss.
    assert (row["reason"], row["score"], row["mrr"]) == ("at risk", 35.0, 200.0)
    assert row["sentence"] == "Score 35: at risk; pulled down by Usage frequency 35 of 100."


def test_a_fall_names_the_components_that_did_it_and_a_drop_of_use_its_days() -> None:
    rows = entries(events=use("A", 8, 20), subscriptions=[pays("A", "100")])
    assert reasons(rows) == ["score fell", "usage drop"]
    assert rows[0]["sentence"] == "Score fell by 60 points since 29 Feb 2024: Usage frequency −60."
    assert rows[1]["sentence"] == "Used on 8 of the last 28 days, on 20 of the 28 before."


@pytest.mark.parametrize(("days", "stated"), [(19, []), (18, ["score fell"])])
def test_a_fall_counts_from_its_points_on(days: int, stated: list[str]) -> None:
    # 20 days to 19 is 5 points, to 18 is 10.
    rows = entries(events=use("A", days, 20), subscriptions=[pays("A", "100")], settings={"fell_by": 10})
    assert reasons(rows) == stated


def test_use_of_a_few_days_is_not_said_to_drop() -> None:
    rows = entries(events=use("A", 1, 4), subscriptions=[pays("A", "100")])
    assert "usage drop" not in reasons(rows)


def answered(day: str, score: str, person: str = "p", **more: str) -> Row:
    return {
        "account_id": "A",
        "contact_email": f"{person}@a.example",
        "responded_at": day,
        "score": score,
        "survey_type": "nps",
        "scale": "0-10",
    } | more


HEALTHY = {"events": use("A", 20, 20), "subscriptions": [pays("A", "100")]}


def test_a_detractor_whom_nobody_came_back_to_is_quoted() -> None:
    hostile = "<b>Late</b> [x](http://e) | again"
    (row,) = entries(surveys=[answered("2024-02-01", "3", comment=hostile)], **HEALTHY)
    assert row["reason"] == "detractor"
    assert row["sentence"] == f"Scored 3 of 10 on 1 Feb 2024, with no follow-up: “{hostile}”"
    # Full points, and still somebody should call.
    assert row["band"] == "healthy"


@pytest.mark.parametrize(
    "surveys",
    [
        [answered("2024-02-01", "7")],
        [answered("2024-02-01", "3", followed_up_at="2024-02-03")],
        [answered("2024-02-01", "3"), answered("2024-03-01", "9")],
        [answered("2023-11-01", "3")],
        [answered("2024-03-29", "3")],
    ],
    ids=["passive", "followed up", "kinder since", "long ago", "after the day"],
)
def test_no_detractor_where_there_is_none(surveys: list[Row]) -> None:
    assert entries(surveys=surveys, **HEALTHY) == []


def test_a_follow_up_after_the_day_is_not_known_yet_and_another_person_does_not_make_up_for_it() -> None:
    later = [answered("2024-02-01", "3", followed_up_at="2024-04-02"), answered("2024-03-01", "9", person="q")]
    assert reasons(entries(surveys=later, **HEALTHY)) == ["detractor"]


def test_who_has_given_notice_is_leaving_whatever_the_score_and_comes_first() -> None:
    gone = pays("A", "100", cancel_requested_at="2024-03-20", end_date="2024-06-30")
    rows = entries(events=[*use("A", 20, 20), *use("B", 7, 7)], subscriptions=[gone, pays("B", "900")])
    # Use on 20 of 20 days gives A full points.
    assert [(row["account_id"], row["reason"], row["band"], row["score"]) for row in rows] == [
        ("A", "notice given", "leaving", 100.0),
        ("B", "at risk", "at risk", 35.0),
    ]
    assert rows[0]["sentence"] == "Gave notice on 20 Mar 2024; service ends on 30 Jun 2024."


def test_notice_for_one_of_two_lines_is_none_for_the_account() -> None:
    leaving = pays("A", "100", cancel_requested_at="2024-03-20", end_date="2024-06-30")
    lines = [leaving | {"subscription_id": "1"}, pays("A", "50", product="More", subscription_id="2")]
    assert entries(events=use("A", 20, 20), subscriptions=lines) == []


def test_a_renewal_is_near_by_its_days_and_monthly_terms_are_left_out() -> None:
    year = pays("A", "1200", billing_interval="year", term_end="2024-05-07") | {"start_date": "2023-05-07"}
    month = pays("B", "100", term_end="2024-04-10")
    events = [*use("A", 20, 20), *use("B", 20, 20)]
    rows = entries(events=events, subscriptions=[year, month])
    assert [(row["account_id"], row["sentence"]) for row in rows] == [("A", "Renews on 7 May 2024, in 40 days.")]
    assert entries(events=events, subscriptions=[year, month], settings={"renewal_days": 40}) == rows
    assert entries(events=events, subscriptions=[year, month], settings={"renewal_days": 39}) == []


def test_who_has_given_notice_does_not_renew() -> None:
    line = pays("A", "1200", billing_interval="year", term_end="2024-05-07", cancel_requested_at="2024-03-20")
    rows = entries(events=use("A", 20, 20), subscriptions=[line | {"start_date": "2023-05-07"}])
    assert [row["sentence"] for row in rows] == [
        "Gave notice on 20 Mar 2024; service ends on 7 May 2024.",
        "Term ends on 7 May 2024, in 40 days.",
    ]


def test_an_open_escalation_says_since_when_and_a_closed_one_nothing() -> None:
    ticket = {
        "account_id": "A",
        "ticket_id": "1",
        "created_at": "2024-03-01",
        "escalated_at": "2024-03-05",
        "subject": "Export fails",
    }
    (row,) = entries(tickets=[ticket], **HEALTHY)
    assert row["sentence"] == "1 escalation open since 5 Mar 2024: “Export fails”"
    assert entries(tickets=[ticket | {"escalation_closed_at": "2024-03-06"}], **HEALTHY) == []


def test_healthy_accounts_that_use_up_their_seats_come_last_as_room_to_grow() -> None:
    subscriptions = [pays("A", "900", quantity="2"), pays("B", "100", quantity="9"), pays("C", "500", quantity="10")]
    events = [*use("A", 20, 20, people=2), *use("B", 7, 7), *use("C", 20, 20, people=8)]
    rows = entries(events=events, subscriptions=subscriptions)
    assert [(row["account_id"], row["series"]) for row in rows] == [("B", "call"), ("A", "grow")]
    assert rows[1]["sentence"] == "Healthy, and 100\N{NO-BREAK SPACE}% of its seats were used in the last 28 days."


def test_who_is_not_healthy_has_no_room_to_grow_however_many_seats_are_used() -> None:
    # Ten of 20 days are 50 points: to be watched.
    assert entries(events=use("A", 10, 10, people=2), subscriptions=[pays("A", "900", quantity="2")]) == []


def test_of_whom_too_little_is_known_the_band_is_unknown_and_not_at_risk() -> None:
    # A came four days ago: too few to tell how often it uses the product.
    lines = [pays("A", "100", start_date="2024-03-25"), pays("B", "1")]
    rows = entries(events=use("B", 20, 20), subscriptions=lines, surveys=[answered("2024-02-01", "3")])
    assert [(row["account_id"], row["reason"], row["band"], row["mrr"]) for row in rows] == [
        ("A", "detractor", "unknown", 100.0)
    ]


def test_without_revenue_no_mrr_is_said_and_the_riskiest_come_first() -> None:
    accounts = [{"account_id": name, "start_date": "2023-01-01"} for name in ("A", "B")]
    workspace = workspace_of(events=[*use("A", 7, 7), *use("B", 3, 3)], accounts=accounts)
    result = ask(workspace, "attention_list", SCOPE, settings=FREQUENCY)
    assert [row["account_id"] for row in result.rows()] == ["B", "A"]
    assert not result.has_value
    assert result.notes == ("Load subscriptions or invoices to see the MRR of these accounts.",)


def test_one_owners_list_holds_that_owners_accounts_alone() -> None:
    accounts = [{"account_id": name, "owner": owner} for name, owner in (("A", "Ada"), ("B", "Ben"))]
    figures = {"events": [*use("A", 7, 7), *use("B", 3, 3)], "subscriptions": [pays("A", "10"), pays("B", "10")]}
    rows = entries(accounts=accounts, settings={"owner": "Ada"}, **figures)
    assert [(row["account_id"], row["owner"]) for row in rows] == [("A", "Ada")]


def test_an_earlier_day_is_told_as_it_was_then() -> None:
    """Use, answers and notices that came after the scope's last day change nothing."""
    before = {"events": use("A", 20, 20), "subscriptions": [pays("A", "100")]}
    later = {
        "events": [
            *before["events"],
            *(
                {"account_id": "A", "user_id": "u", "event_name": "open", "event_at": f"2024-06-{day:02}"}
                for day in range(1, 20)
            ),
        ],
        "subscriptions": [pays("A", "100", cancel_requested_at="2024-05-20", end_date="2024-07-30")],
        "surveys": [answered("2024-05-01", "1")],
    }
    scope = Scope(start=date(2024, 3, 1), end=DAY + timedelta(days=1), as_of=date(2024, 6, 30))
    assert entries(scope=scope, **later) == entries(**before) == []
