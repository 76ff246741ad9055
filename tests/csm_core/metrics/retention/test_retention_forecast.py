"""The retention forecast against loops over customers and a likelihood written another way."""

import random
from datetime import date, timedelta

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import betaln

from csm_core.metrics.asking.ask import ask
from csm_core.periods import Grain, add_months
from csm_core.scope import Scope
from csm_core.stats.intervals import wilson
from csm_core.stats.renewal_forecast import forecast_renewals
from tests.workspaces import workspace_of

AS_OF = date(2024, 5, 31)
END = AS_OF + timedelta(days=1)
SCOPE = Scope(start=date(2024, 1, 1), end=END, as_of=AS_OF)
SETTINGS = {"horizon_months": 12, "holdout_months": 4}


def customers(seed: int, count: int = 150) -> list[tuple[date, int | None]]:
    """Start, and the renewal at which the customer was lost, by the month: likely leavers leave first."""
    chance = random.Random(seed)
    rows = []
    for _ in range(count):
        start = add_months(date(2022, 1, 1), chance.randint(0, 25)) + timedelta(days=chance.randint(1, 20))
        leaves = chance.betavariate(0.8, 4.0)
        lost = next((t for t in range(1, 60) if chance.random() < leaves), None)
        rows.append((start, lost if lost is not None and add_months(start, lost) <= END else None))
    return rows


def rows_of(recorded: list[tuple[date, int | None]], interval: str = "month") -> list[dict[str, str]]:
    return [
        {"account_id": f"a{index}", "start_date": str(start), "amount": "100", "billing_interval": interval}
        | {"end_date": str(add_months(start, lost)) if lost else ""}
        for index, (start, lost) in enumerate(recorded)
    ]


def due(start: date, until: date) -> int:
    """Renewals that have come up by a day."""
    return sum(add_months(start, t) <= until for t in range(1, 100))


def decisions(recorded: list[tuple[date, int | None]], until: date) -> dict[int, list[bool]]:
    """Renewal → whether each customer that came up for it made it."""
    figures: dict[int, list[bool]] = {}
    for start, lost in recorded:
        if start >= until:
            continue
        for t in range(1, due(start, until) + 1):
            if lost is None or t <= lost:
                figures.setdefault(t, []).append(t != lost)
    return figures


def fitted(made: dict[int, list[bool]]) -> tuple[float, float]:
    def minus(theta: np.ndarray) -> float:
        a, b = np.exp(theta)
        # Of those at risk at renewal t: P(lost at t | at risk) = B(a + 1, b + t - 1) / B(a, b + t - 1).
        total = 0.0
        for t, kept in made.items():
            lost = np.exp(betaln(a + 1, b + t - 1) - betaln(a, b + t - 1))
            total += kept.count(False) * np.log(lost) + kept.count(True) * np.log1p(-lost)
        return -total

    best = minimize(minus, np.log([1.0, 5.0]), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12})
    return float(np.exp(best.x[0])), float(np.exp(best.x[1]))


@pytest.mark.parametrize("seed", range(2))
def test_curves_and_check_are_those_of_the_loops(seed: int) -> None:
    customer_rows = customers(seed)
    answer = ask(workspace_of(subscriptions=rows_of(customer_rows)), "retention_forecast", SCOPE, None, SETTINGS)
    cells = {(row["measure"], row["age"]): row for row in answer.rows()}
    made = decisions(customer_rows, END)
    survived = 1.0
    for t in sorted(made):
        survived *= made[t].count(True) / len(made[t])
        assert cells["observed", t]["value"] == pytest.approx(survived)
        assert cells["observed", t]["n"] == len(made[t])
    a, b = fitted(made)
    for t in range(13):
        expected = np.exp(betaln(a, b + t) - betaln(a, b))
        assert cells["forecast", t]["value"] == pytest.approx(expected, rel=1e-4)
    _check(customer_rows, cells)


def _check(recorded: list[tuple[date, int | None]], cells: dict[tuple[object, object], dict[str, object]]) -> None:
    begun = add_months(END, -4)
    a, b = fitted(
        decisions([(s, lost if lost and add_months(s, lost) <= begun else None) for s, lost in recorded], begun)
    )
    expected, kept = [], []
    for start, lost in recorded:
        if start >= begun or (lost and add_months(start, lost) <= begun):
            continue
        k, m = due(start, begun), due(start, END) - due(start, begun)
        expected.append(np.exp(betaln(a, b + k + m) - betaln(a, b + k)))
        kept.append(lost is None)
    assert cells["kept_expected", None]["value"] == pytest.approx(np.mean(expected), rel=1e-4)
    actual = wilson(sum(kept), len(kept))
    result = cells["kept_actual", None]
    assert (result["value"], result["low"], result["n"]) == (actual.value, actual.low, len(kept))


def test_terms_are_forecast_apart_and_age_counts_periods() -> None:
    items = [(date(2022, 3, 5), lost) for lost in (1, 1, 2, None, None, None)]
    yearly = [(date(2020, 3, 5), lost) for lost in (12, 24, None, None, None)]
    rows = rows_of(items) + [row | {"account_id": f"y{row['account_id']}"} for row in rows_of(yearly, "year")]
    answer = ask(workspace_of(subscriptions=rows), "retention_forecast", SCOPE, None, {"horizon_months": 36})
    ages = {
        name: [r["age"] for r in answer.rows() if (r["measure"], r["series"]) == ("forecast", name)]
        for name in ("month", "year")
    }
    assert ages == {"month": list(range(37)), "year": [0, 12, 24, 36]}
    seen = {r["age"]: r["value"] for r in answer.rows() if (r["measure"], r["series"]) == ("observed", "year")}
    assert seen[12] == pytest.approx(0.8)
    assert seen[24] == pytest.approx(0.6)
    scope = Scope(start=SCOPE.start, end=SCOPE.end, as_of=AS_OF, grain=Grain.QUARTER)
    quarters = ask(workspace_of(subscriptions=rows), "retention_forecast", scope, None, {"horizon_months": 36})
    assert [r["age"] for r in quarters.rows() if (r["measure"], r["series"]) == ("forecast", "year")] == [0, 4, 8, 12]


def test_where_the_model_cannot_be_fitted_one_rate_stands_in_and_says_why() -> None:
    rows = rows_of([(date(2023, 4, 5), lost) for lost in (12, None, None, None)], "year")
    answer = ask(workspace_of(subscriptions=rows), "retention_forecast", SCOPE, None, {"horizon_months": 36})
    curve = [row["value"] for row in answer.rows() if row["measure"] == "forecast"]
    assert curve == pytest.approx([1.0, 0.75, 0.75**2, 0.75**3])
    assert "fewer than two renewals" in answer.notes[0]
    assert "the same share" in answer.notes[0]


def test_before_the_first_renewal_there_is_no_forecast_but_a_reason() -> None:
    answer = ask(workspace_of(subscriptions=rows_of([(date(2024, 5, 10), None)])), "retention_forecast", SCOPE)
    rows = [row for row in answer.rows() if row["measure"] == "forecast"]
    assert all(row["value"] is None and "no customer has come up" in str(row["note"]) for row in rows)


def test_without_losses_the_rate_is_one_with_wilsons_doubt() -> None:
    actual = forecast_renewals([0, 0], [10, 5])
    curve = actual.curve(2)
    assert [each.value for each in curve] == [1.0, 1.0, 1.0]
    assert curve[2].low == pytest.approx(float(str(wilson(15, 15).low)) ** 2)
    assert actual.kept([3], [2]).tolist() == [1.0]
