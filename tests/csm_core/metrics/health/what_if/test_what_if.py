"""What if: two scenarios over the same accounts and the same past, as the metrics themselves answer."""

from __future__ import annotations

import pytest

from csm_core import Scope, Workspace, ask
from csm_core.metrics.asking.ask import context_of
from csm_core.metrics.framework.declare import Value
from csm_core.metrics.health.what_if.effects import without_component, without_rules
from csm_core.metrics.health.what_if.what_if import METRIC, WhatIf, what_if
from csm_core.scoring.weights import UNKNOWN
from tests.workspaces import workspace_of

ACCOUNTS = 12
WEIGHTS: dict[str, Value] = {"weight.usage_frequency": 40, "weight.nps": 60, "weight.usage_trend": 0}


@pytest.fixture(scope="module")
def company() -> Workspace:
    """Twelve customers; the k-th is used on k days of the last four weeks and answers k of 10, the first none."""
    ids = [f"A{k:02}" for k in range(ACCOUNTS)]
    return workspace_of(
        accounts=[
            {"account_id": one, "account_name": one, "start_date": "2023-01-01", "Staff": str(10 * k)}
            for k, one in enumerate(ids)
        ],
        subscriptions=[
            {"account_id": one, "start_date": "2023-01-01", "amount": "100", "billing_interval": "month"}
            for one in ids
        ],
        surveys=[
            {"account_id": one, "responded_at": "2024-06-20", "score": str(min(k, 10)), "survey_type": "nps"}
            for k, one in enumerate(ids)
            if k
        ],
        events=[
            {"account_id": one, "user_id": one, "event_name": "open", "event_at": f"2024-06-{30 - day:02}"}
            for k, one in enumerate(ids)
            for day in range(k)
        ]
        + [{"account_id": one, "user_id": one, "event_name": "open", "event_at": "2024-04-10"} for one in ids],
    )


def asked(company: Workspace, settings: dict[str, Value], other: dict[str, Value]) -> WhatIf:
    actual = what_if(context_of(company, METRIC, Scope(), None, {}), settings, other)
    assert actual is not None
    return actual


def scores(result: WhatIf) -> dict[str, float | None]:
    tenths = result.now.today.scores.tolist()
    return {
        account: None if value == UNKNOWN else value / 10
        for account, value in zip(result.matrix.account_ids, tenths, strict=True)
    }


@pytest.mark.parametrize("settings", [{}, WEIGHTS, {**WEIGHTS, "missing.nps": "worst", "rule.nps": "percentile"}])
def test_the_scores_are_those_of_the_metric(company: Workspace, settings: dict[str, Value]) -> None:
    rows = ask(company, "health_score", Scope(), settings=settings).table.to_pylist()
    assert scores(asked(company, settings, {})) == {row["account_id"]: row["value"] for row in rows}


def test_the_same_scenario_on_both_sides_differs_in_nothing(company: Workspace) -> None:
    answer = asked(company, WEIGHTS, WEIGHTS)
    assert answer.same_rules
    assert answer.now.choice == answer.then.choice
    then, now, gain = answer.replays()
    assert now is then
    assert (gain.moved, gain.caught_accounts, gain.false_alarms) == (0, 0, 0)


def test_a_number_that_one_scenario_alone_uses_has_no_weight_in_the_other(company: Workspace) -> None:
    with_staff: dict[str, Value] = {"attributes": "Staff: 50 (0=0 100=100)"}
    answer = asked(company, with_staff, {})
    assert answer.components[-1].name == "Staff"
    assert answer.now.choice.weights[-1] == 50
    assert answer.then.choice.weights[-1] == 0
    # The other way round the same two scenarios stand on the other sides.
    turned = asked(company, {}, with_staff)
    assert turned.then.today.scores.tolist() == answer.now.today.scores.tolist()
    assert turned.now.today.scores.tolist() == answer.then.today.scores.tolist()


def test_what_a_component_and_its_rules_do_is_what_changing_them_does(company: Workspace) -> None:
    ruled: dict[str, Value] = {**WEIGHTS, "points.nps": "5=0 10=100"}
    answer = asked(company, ruled, {})
    index = [one.id for one in answer.components].index("nps")
    without = asked(company, {**ruled, "weight.nps": 0}, {}).now.today.bands
    assert without_component(answer, index) == int((without != answer.now.today.bands).sum())
    usual = asked(company, WEIGHTS, {}).now.today
    effect = without_rules(answer, "nps")
    assert effect is not None
    assert effect.moved == int((usual.bands != answer.now.today.bands).sum())
    assert effect.known_before == pytest.approx(11 / 12)  # the first account never answered
    assert without_rules(answer, "usage_frequency") is None
