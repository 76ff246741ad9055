"""The scorecard against loops over the rows that were given."""

import random
from datetime import date, timedelta

import pytest

from csm_core.metrics.asking.ask import ask, rows_behind, rows_of_cell
from csm_core.result import Result
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.workspaces import workspace_of

AS_OF = date(2024, 6, 20)
SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 7, 1), as_of=AS_OF)
Rows = list[dict[str, str]]


def some_tables(seed: int = 11) -> dict[str, Rows]:
    chance = random.Random(seed)
    tables: dict[str, Rows] = {name: [] for name in ("accounts", "subscriptions", "events", "tickets", "surveys")}
    for number in range(12):
        account, start = f"a{number:02}", date(2023, 6, 1) + timedelta(days=chance.randint(0, 300))
        renewal = AS_OF + timedelta(days=chance.randint(-40, 200))
        tables["accounts"].append(
            {"account_id": account, "start_date": start.isoformat(), "renewal_date": renewal.isoformat()}
        )
        price = {"account_id": account, "product": "Core", "mrr": str(100 + number), "currency": "EUR"}
        tables["subscriptions"].append(price | {"start_date": start.isoformat(), "end_date": ""})
        for _ in range(chance.randint(0, 60)):
            day = start + timedelta(days=chance.randint(0, (date(2024, 6, 30) - start).days))
            row = {"account_id": account, "user_id": f"u{account}", "event_name": "open"}
            tables["events"].append(row | {"event_at": day.isoformat()})
            if chance.random() < 0.3:
                closed = day + timedelta(days=chance.randint(0, 90))
                tables["tickets"].append(
                    {"account_id": account, "created_at": day.isoformat(), "ticket_id": f"{account} {day}"}
                    | {"escalated_at": day.isoformat(), "escalation_closed_at": closed.isoformat()}
                )
            if chance.random() < 0.3:
                tables["surveys"].append(
                    {"account_id": account, "responded_at": day.isoformat(), "survey_type": "nps", "scale": "0-10"}
                    | {"score": str(chance.randint(0, 10)), "contact_email": f"p@{account}.example"}
                )
    return tables


TABLES = some_tables()


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return workspace_of(**TABLES)


def figures(result: Result) -> dict[tuple[object, object], object]:
    return {(row["account_id"], row["measure"]): row["value"] for row in result.rows() if row["series"] is None}


def days(rows: Rows, account: str, column: str) -> list[date]:
    return [date.fromisoformat(row[column]) for row in rows if row["account_id"] == account]


@pytest.mark.parametrize("account", [row["account_id"] for row in TABLES["accounts"]])
def test_each_figure_is_what_counting_by_hand_gives(account: str, workspace: Workspace) -> None:
    by_name = {
        measure: value
        for (one, measure), value in figures(ask(workspace, "scorecard", SCOPE)).items()
        if one == account
    }
    described = next(row for row in TABLES["accounts"] if row["account_id"] == account)
    four_weeks = AS_OF - timedelta(days=28)
    used = {day for day in days(TABLES["events"], account, "event_at") if day <= AS_OF}
    # Days without use are known to be zero only once an account can be seen in the usage data at all.
    assert by_name["days_used"] == (len([day for day in used if day > four_weeks]) if used else None)
    asked = [day for day in days(TABLES["tickets"], account, "created_at") if day <= AS_OF]
    assert by_name["requests"] == len([day for day in asked if day > four_weeks])
    escalated = [
        row
        for row in TABLES["tickets"]
        if row["account_id"] == account and row["escalated_at"] <= AS_OF.isoformat() < row["escalation_closed_at"]
    ]
    assert by_name["open_escalations"] == len(escalated)
    scores = [
        float(row["score"])
        for row in TABLES["surveys"]
        if row["account_id"] == account
        and AS_OF - timedelta(days=180) < date.fromisoformat(row["responded_at"]) <= AS_OF
    ]
    assert by_name["recommendation"] == (pytest.approx(sum(scores) / len(scores)) if scores else None)
    left = (date.fromisoformat(described["renewal_date"]) - AS_OF).days
    assert by_name["renewal_in"] == (left if left >= 0 else None)
    assert by_name["mrr"] == 100 + int(account[1:])


@pytest.mark.parametrize("back", [30, 180])
def test_the_timeline_has_every_answer_request_escalation_and_beginning_in_its_days(
    back: int, workspace: Workspace
) -> None:
    result = ask(workspace, "scorecard", SCOPE, None, {"timeline_days": back})
    for account in (row["account_id"] for row in TABLES["accounts"]):
        items = [
            *days(TABLES["surveys"], account, "responded_at"),
            *days(TABLES["tickets"], account, "created_at"),
            *days(TABLES["tickets"], account, "escalated_at"),
            *days(TABLES["subscriptions"], account, "start_date"),
        ]
        inside = [day for day in items if AS_OF - timedelta(days=back) < day <= AS_OF]
        assert figures(result)[account, "happened"] == len(inside)


def test_contributions_add_up_to_the_score_and_the_score_is_the_health_score(workspace: Workspace) -> None:
    result = ask(workspace, "scorecard", SCOPE)
    health = {row["account_id"]: row["value"] for row in ask(workspace, "health_score", SCOPE).rows()}
    for account, score in health.items():
        parts = [
            float(str(row["value"]))
            for row in result.rows()
            if row["account_id"] == account and row["measure"] == "contribution"
        ]
        assert figures(result)[account, "score"] == score
        assert sum(parts) == (pytest.approx(score) if score is not None else 0)


def test_what_is_given_in_tenths_adds_up_to_tenths() -> None:
    rows = ask(workspace_of(**some_tables(seed=1)), "scorecard", SCOPE).rows()
    values = [float(str(row["value"])) for row in rows if row["measure"] == "score" and row["value"] is not None]
    assert values
    # As a CSV writes them: 94.1, never 94.10000000000001.
    assert [repr(value) for value in values] == [f"{value:.1f}" for value in values]


def test_one_account_can_be_asked_about_alone(workspace: Workspace) -> None:
    alone = ask(workspace, "scorecard", SCOPE, None, {"account": "a03"})
    assert {row["account_id"] for row in alone.rows()} == {"a03"}
    everybody = figures(ask(workspace, "scorecard", SCOPE))
    assert figures(alone) == {key: value for key, value in everybody.items() if key[0] == "a03"}


def test_who_is_no_customer_is_said_to_be_none(workspace: Workspace) -> None:
    (row,) = ask(workspace, "scorecard", SCOPE, None, {"account": "zz"}).rows()
    assert (row["value"], row["note"]) == (None, "'zz' is not a customer on the last day of this scope.")


def test_a_line_that_goes_on_at_another_price_neither_ended_nor_began() -> None:
    line = {"account_id": "A", "product": "Core", "currency": "EUR"}
    workspace = workspace_of(
        subscriptions=[
            line | {"start_date": "2024-02-01", "end_date": "2024-04-01", "mrr": "10"},
            line | {"start_date": "2024-04-01", "end_date": "2024-06-10", "mrr": "20"},
            line | {"start_date": "2024-06-15", "end_date": "", "mrr": "20"},
        ]
    )
    behind = rows_behind(workspace, "scorecard", SCOPE)
    actual = (
        rows_of_cell(behind, {"measure": "happened", "account_id": "A"}).select(["happened_on", "what"]).to_pylist()
    )
    assert [(row["happened_on"].isoformat(), row["what"]) for row in actual] == [
        ("2024-06-15", "subscription begins"),
        ("2024-06-10", "subscription ends"),
        ("2024-02-01", "subscription begins"),
    ]
