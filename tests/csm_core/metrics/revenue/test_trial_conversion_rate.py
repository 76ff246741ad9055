"""Trials against a loop over trials, and the ways in which tools tell of them."""

import random
from datetime import date, timedelta

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from csm_core.stats.intervals import wilson
from tests.workspaces import workspace_of

DAY = timedelta(days=1)
AS_OF = date(2024, 5, 20)
SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 6, 1), as_of=AS_OF)
ANSWERED = [{"responded_at": AS_OF.isoformat(), "score": "9", "survey_type": "nps"}]


def trial(account: str, start: str, trial_end: str, end: str = "", **more: str) -> dict[str, str]:
    row = {"account_id": account, "start_date": start, "trial_start": start, "trial_end": trial_end, "end_date": end}
    return row | {"mrr": "50", "currency": "EUR"} | more


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("within", [30, 14])
def test_rates_are_the_loops_over_trials(seed: int, within: int) -> None:
    chance = random.Random(seed)
    items = []
    for index in range(60):
        start = date(2024, 1, 2) + chance.randint(0, 135) * DAY
        ends = start + chance.choice((14, 14, 30, 45)) * DAY
        paid = chance.random() < 0.5
        items.append((f"a{index}", start, ends, ends if paid and ends <= AS_OF else None, paid))
    rows = [trial(a, str(s), str(e), "" if paid or e > AS_OF else str(e)) for a, s, e, _, paid in items]
    workspace = workspace_of(subscriptions=rows, surveys=ANSWERED)
    for variant in ("by_start", "by_end"):
        answer = ask(workspace, "trial_conversion_rate", SCOPE, variant, {"within_days": within}).rows()
        for month in range(1, 6):
            hits = decided = left = 0
            for _, start, ends, converted, _ in items:
                if (start if variant == "by_start" else ends).month != month:
                    continue
                limit = start + within * DAY
                if (limit if variant == "by_start" else ends) > AS_OF:
                    left += 1
                    continue
                decided += 1
                hits += converted is not None and (variant == "by_end" or converted <= limit)
            figures = {r["measure"]: r for r in answer if r["period"] == date(2024, month, 1)}
            expected = wilson(hits, decided)
            assert (figures["rate"]["value"], figures["rate"]["n"]) == (expected.value, decided)
            assert figures["rate"]["low"] == (pytest.approx(expected.low) if decided else None)
            if decided or left:
                assert figures["open"]["value"] == left


def rate(rows: list[dict[str, str]], variant: str = "by_start") -> object:
    workspace = workspace_of(subscriptions=rows, surveys=ANSWERED)
    scope = Scope(start=date(2024, 2, 1), end=date(2024, 3, 1), as_of=AS_OF)
    return next(r for r in ask(workspace, "trial_conversion_rate", scope, variant).rows() if r["measure"] == "rate")[
        "value"
    ]


def test_a_line_that_ends_seconds_after_its_trial_did_not_pay() -> None:
    assert rate([trial("A", "2024-02-01", "2024-02-15 00:00:00", "2024-02-15 00:00:07")]) == 0.0


def test_a_trial_whose_paid_plan_is_another_line_did_pay() -> None:
    ended = trial("A", "2024-02-01", "2024-02-15", "2024-02-15", product="Core")
    paid = {"account_id": "A", "start_date": "2024-02-15", "mrr": "50", "product": "Core"}
    assert rate([ended, paid]) == 1.0
    # What a customer has already is no conversion, and neither is another product.
    assert rate([ended, paid | {"start_date": "2023-05-01"}]) == 0.0
    assert rate([ended, paid | {"product": "Insights"}]) == 0.0


def test_two_products_tried_together_are_one_trial() -> None:
    rows = [trial("A", "2024-02-01", "2024-02-15", product=product) for product in ("Core", "Insights")]
    workspace = workspace_of(subscriptions=rows, surveys=ANSWERED)
    scope = Scope(start=date(2024, 2, 1), end=date(2024, 3, 1), as_of=AS_OF)
    assert ask(workspace, "trial_conversion_rate", scope).rows()[0]["n"] == 1


def test_what_is_paid_a_year_later_is_no_conversion() -> None:
    ended = trial("A", "2024-02-01", "2024-02-15", "2024-02-15")
    later = {"account_id": "A", "start_date": "2024-04-20", "mrr": "50"}
    assert (rate([ended, later]), rate([ended, later], "by_end")) == (0.0, 0.0)


def test_a_paid_young_trial_is_open_all_the_same() -> None:
    workspace = workspace_of(
        subscriptions=[trial("A", "2024-05-02", "2024-05-09"), trial("B", "2024-05-02", "2024-06-01")],
        surveys=ANSWERED,
    )
    scope = Scope(start=date(2024, 5, 1), end=date(2024, 6, 1), as_of=AS_OF)
    figures = {row["measure"]: row for row in ask(workspace, "trial_conversion_rate", scope).rows()}
    assert (figures["rate"]["value"], figures["rate"]["note"]) == (None, "No trial of this period is decided yet.")
    assert figures["open"]["value"] == 2.0
