"""What campaigns are compared by, against loops over the rows of a small company."""

import random
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from statistics import mean

import pytest

from csm_core.metrics.asking.ask import ask, rows_behind, rows_of_cell
from csm_core.metrics.framework.declare import Value
from csm_core.metrics.framework.registry import registry
from csm_core.result import KEYS, Result
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.workspaces import Row, workspace_of

STARTED = date(2024, 4, 10)
SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 8, 1), as_of=date(2024, 7, 31), currency="EUR")
ACCOUNTS = [f"a{number:02}" for number in range(24)]
INSIDE = set(ACCOUNTS[::3])
# January to March lie before, May to July after; April is on neither side.
BEFORE, AFTER = (1, 2, 3), (5, 6, 7)


def last_day(month: int) -> date:
    return date(2024, month + 1, 1) - timedelta(days=1)


@cache
def prices() -> dict[str, list[tuple[date, date, int]]]:
    """What each account pays: (first day, first day without, amount)."""
    chance = random.Random(8)
    figures = {}
    for account in ACCOUNTS:
        ends = (
            date(2024, 4, 15) + timedelta(days=chance.randint(0, 100)) if chance.random() < 0.4 else date(2030, 1, 1)
        )
        raised = date(2024, 1, 2) + timedelta(days=chance.randint(0, 200))
        figures[account] = (
            [
                (date(2023, 6, 1), min(raised, ends), 100),
                (raised, ends, 100 + chance.choice((-20, 30, 50))),
            ]
            if raised < ends
            else [(date(2023, 6, 1), ends, 100)]
        )
    return figures


def paid(account: str, day: date) -> int:
    return sum(amount for start, end, amount in prices()[account] if start <= day < end)


@cache
def answers() -> list[tuple[str, int, int]]:
    """(account, month, score of 5)."""
    chance = random.Random(4)
    return [
        (account, month, chance.randint(2, 5))
        for account in ACCOUNTS
        for month in range(1, 8)
        for _ in range(chance.randint(0, 2))
    ]


@cache
def days_used() -> dict[tuple[str, int], int]:
    """Days in each month on which an account exported something."""
    chance = random.Random(5)
    return {(account, month): chance.randint(0, 6) for account in ACCOUNTS for month in range(1, 8)}


def events() -> list[Row]:
    used = [
        {"account_id": account, "user_id": "u", "event_name": "export", "event_at": f"2024-{month:02}-{day:02}"}
        for (account, month), days in days_used().items()
        for day in range(1, days + 1)
    ]
    first = {"account_id": "a00", "user_id": "u", "event_name": "export", "event_at": "2023-12-31"}
    other = [{"account_id": "a00", "user_id": "v", "event_name": "open", "event_at": "2024-05-20"}]
    return [first, *used, *other]


@cache
def company() -> Workspace:
    lines = [
        {"account_id": account, "start_date": str(start), "mrr": str(amount), "currency": "EUR"}
        | ({"end_date": str(end)} if end.year < 2030 else {})
        for account, terms in prices().items()
        for start, end, amount in terms
    ]
    surveys = [
        {
            "account_id": account,
            "survey_type": "csat",
            "scale": "1-5",
            "score": str(score),
            "responded_at": f"2024-{month:02}-15",
        }
        for account, month, score in [*answers(), ("a00", 1, 3)]
    ]
    surveys.append(surveys[0] | {"responded_at": "2023-12-30"})
    return workspace_of(
        subscriptions=lines,
        events=events(),
        surveys=surveys,
        campaigns=[{"campaign_id": "k", "start_date": STARTED.isoformat()}],
        campaign_members=[{"campaign_id": "k", "account_id": account} for account in sorted(INSIDE)],
    )


def answer(of: str, **settings: Value) -> Result:
    return ask(company(), "campaign_effect", SCOPE, None, {"of": of, "before_periods": len(BEFORE), **settings})


def cell(result: Result, measure: str, age: int | None = None) -> dict[str, object]:
    (rows,) = [row for row in result.rows() if row["measure"] == measure and row["age"] == age]
    return rows


def apart(changes: dict[str, float]) -> float:
    inside = [change for account, change in changes.items() if account in INSIDE]
    return mean(inside) - mean(change for account, change in changes.items() if account not in INSIDE)


def test_churn_is_the_share_gone_by_the_end_of_each_period_and_the_effect_that_of_the_last() -> None:
    result = answer("churn")
    gone = {month: {account: float(not paid(account, last_day(month))) for account in ACCOUNTS} for month in AFTER}
    assert 0 < sum(gone[5].values()) < sum(gone[7].values())
    assert cell(result, "effect")["value"] == pytest.approx(apart(gone[7]))
    for age, month in enumerate(AFTER):
        assert cell(result, "gap", age)["value"] == pytest.approx(apart(gone[month]))
        inside = cell(result, "in_campaign", age)
        assert inside["value"] == pytest.approx(mean(gone[month][account] for account in INSIDE))
    assert "churn has no earlier period" in str(cell(result, "placebo")["note"])
    assert result.unit == "rate"
    # Leaving has no past to be a share of.
    assert cell(answer("churn", scale="share"), "effect")["value"] == cell(result, "effect")["value"]


def test_churn_has_an_interval_also_where_nobody_left() -> None:
    lines = [{"account_id": name, "start_date": "2023-06-01", "mrr": "9", "currency": "EUR"} for name in "ABCDEF"]
    workspace = workspace_of(
        subscriptions=lines,
        campaigns=[{"campaign_id": "k", "start_date": "2024-02-01"}],
        campaign_members=[{"campaign_id": "k", "account_id": name} for name in "ABC"],
    )
    effect = cell(ask(workspace, "campaign_effect", SCOPE, None, {"of": "churn"}), "effect")
    # Wilson's upper bound of 0 of 3 is z²/(3 + z²) = 0.5615; both sides have it.
    assert (effect["value"], effect["low"], effect["high"]) == (
        0.0,
        pytest.approx(-0.5615, abs=1e-4),
        pytest.approx(0.5615, abs=1e-4),
    )


def test_expansion_is_what_paying_accounts_pay_more_month_by_month() -> None:
    def grown(account: str, month: int) -> float:
        start, end = paid(account, date(2024, month, 1) - timedelta(days=1)), paid(account, last_day(month))
        return float(max(end - start, 0)) if start else 0.0

    changes = {
        account: mean(grown(account, month) for month in AFTER) - mean(grown(account, month) for month in BEFORE)
        for account in ACCOUNTS
    }
    result = answer("expansion")
    assert any(changes.values())
    assert cell(result, "effect")["value"] == pytest.approx(apart(changes))
    assert result.unit == "money"


def test_satisfaction_is_compared_among_accounts_that_answered_on_both_sides() -> None:
    def share(account: str, months: tuple[int, ...]) -> float | None:
        items = [
            mean(score >= 4 for who, when, score in [*answers(), ("a00", 1, 3)] if (who, when) == (account, month))
            for month in months
            if any((who, when) == (account, month) for who, when, _ in [*answers(), ("a00", 1, 3)])
        ]
        return mean(items) if items else None

    both = {account: (share(account, BEFORE), share(account, AFTER)) for account in ACCOUNTS}
    changes = {
        account: after - before
        for account, (before, after) in both.items()
        if before is not None and after is not None
    }
    effect = cell(answer("csat"), "effect")
    assert 10 < len(changes) < len(ACCOUNTS)
    assert (effect["value"], effect["n"]) == (pytest.approx(apart(changes)), len(changes))


def test_use_of_one_feature_leaves_out_that_of_others_and_no_feature_of_that_name_is_told() -> None:
    changes = {
        account: mean(days_used()[account, month] for month in AFTER)
        - mean(days_used()[account, month] for month in BEFORE)
        for account in ACCOUNTS
    }
    result = answer("active_days", feature="export")
    assert cell(result, "effect")["value"] == pytest.approx(apart(changes))
    assert cell(answer("active_days"), "effect")["value"] != pytest.approx(apart(changes))
    assert "Only use of export." in result.notes
    unknown = answer("active_days", feature="exprot")
    assert not unknown.has_value
    assert "Known features: export, open" in str(unknown.rows()[0]["note"])


def test_health_is_the_score_that_each_account_had_at_the_end_of_each_period() -> None:
    result = answer("health")
    scores: dict[str, dict[int, float]] = {}
    for month in (*BEFORE, *AFTER):
        scope = replace(SCOPE, start=date(2024, month, 1), end=last_day(month) + timedelta(days=1))
        for row in ask(company(), "health_score", scope).rows():
            if isinstance(row["value"], float):
                scores.setdefault(str(row["account_id"]), {})[month] = row["value"]

    def over(account: str, months: tuple[int, ...]) -> float | None:
        items = [scores[account][month] for month in months if month in scores.get(account, {})]
        return mean(items) if items else None

    both = {account: (over(account, BEFORE), over(account, AFTER)) for account in ACCOUNTS}
    changes = {
        account: after - before
        for account, (before, after) in both.items()
        if before is not None and after is not None
    }
    assert changes
    assert cell(result, "effect")["value"] == pytest.approx(apart(changes))
    assert cell(result, "effect")["n"] == len(changes)
    assert result.unit == "score"


@pytest.mark.parametrize("of", ["churn", "expansion", "csat", "health", "mrr"])
def test_the_accounts_behind_a_cell_make_it(of: str) -> None:
    metric = registry()["campaign_effect"]
    behind = rows_behind(company(), "campaign_effect", SCOPE, None, {"of": of, "before_periods": len(BEFORE)})
    for row in answer(of).rows():
        if row["value"] is not None:
            rows_behind_cell = rows_of_cell(behind, {key: row[key] for key in KEYS})
            assert metric.value_of(rows_behind_cell, metric.variants[0]) == pytest.approx(row["value"])


@pytest.mark.parametrize("of", ["mrr", "expansion"])
def test_who_pays_in_a_currency_without_a_rate_is_on_neither_side_of_money_and_told(of: str) -> None:
    lines = [
        {"account_id": name, "start_date": "2023-06-01", "mrr": "9", "currency": "JPY" if name == "F" else "EUR"}
        for name in "ABCDEF"
    ]
    workspace = workspace_of(
        subscriptions=lines,
        campaigns=[{"campaign_id": "k", "start_date": "2024-02-01"}],
        campaign_members=[{"campaign_id": "k", "account_id": name} for name in "ABC"],
    )
    result = ask(workspace, "campaign_effect", SCOPE, None, {"of": of, "before_periods": len(BEFORE)})
    assert cell(result, "effect")["n"] == 5
    assert "Left out, no exchange rate from their currency: 1 account." in result.left_out
    assert cell(ask(workspace, "campaign_effect", SCOPE, None, {"of": "churn"}), "effect")["n"] == 6
