"""Outcomes by customer, against loops over the measurements and the formulas of the forecast by hand."""

import random
from datetime import date
from functools import cache
from itertools import pairwise
from math import sqrt
from statistics import mean, stdev

import pytest
from scipy.stats import t as student

from csm_core.metrics.asking.ask import ask
from csm_core.result import Result
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.workspaces import Row, workspace_of

SCOPE = Scope(start=date(2024, 6, 1), end=date(2024, 11, 1), as_of=date(2024, 10, 31))
NAMES = {"jobs": "", "delays": "true"}


@cache
def measurements() -> list[Row]:
    """Twice a month from January to October; of a1 nothing in May."""
    chance, rows = random.Random(2), []
    for number in range(4):
        for name, less in NAMES.items():
            for month in range(1, 11):
                if (number, month) == (1, 5):
                    continue
                rows += [
                    {
                        "account_id": f"a{number}",
                        "measure": name,
                        "date": f"2024-{month:02}-{day:02}",
                        "actual": str(chance.randint(1, 9) + month),
                        "target": "12",
                        "less_is_better": less,
                    }
                    for day in (3, 20)
                ]
    return rows


def course(account: str, name: str) -> list[float]:
    """The last measurement of each month."""
    figures = {
        row["date"][:7]: row for row in measurements() if (row["account_id"], row["measure"]) == (account, name)
    }
    return [float(figures[month]["actual"]) for month in sorted(figures)]


@cache
def company() -> Workspace:
    return workspace_of(outcomes=measurements())


def cell(result: Result, account: str, name: str, measure: str) -> dict[str, object]:
    (rows,) = [
        row for row in result.rows() if (row["account_id"], row["series"], row["measure"]) == (account, name, measure)
    ]
    return rows


@pytest.mark.parametrize("name", NAMES)
def test_each_account_stands_where_its_last_measurement_is(name: str) -> None:
    result = ask(company(), "customer_outcomes", SCOPE)
    for number in range(4):
        last = course(f"a{number}", name)[-1]
        figures = {
            measure: cell(result, f"a{number}", name, measure)["value"]
            for measure in ("current", "target", "attainment", "on_target")
        }
        assert figures["current"] == last
        assert figures["target"] == 12.0
        assert figures["attainment"] == pytest.approx(12 / last if name == "delays" else last / 12)
        assert figures["on_target"] == float(last <= 12 if name == "delays" else last >= 12)


def one_step_on(past: list[float]) -> tuple[float, float, int]:
    """Value, error and degrees of freedom one step on, by the way that foretold the past better: from 6 values on."""

    def drift(values: list[float]) -> float:
        return values[-1] + (values[-1] - values[0]) / (len(values) - 1)

    ends = range(6, len(past))
    drifted, level = (mean(abs(way(past[:end]) - past[end]) for end in ends) for way in (drift, mean))
    n = len(past)
    if drifted < level:
        steps = [after - before for before, after in pairwise(past)]
        return drift(past), stdev(steps) * sqrt(1 + 1 / (n - 1)), n - 2
    return mean(past), stdev(past) * sqrt(1 + 1 / n), n - 1


@pytest.mark.parametrize("name", NAMES)
def test_the_forecast_and_its_chance_are_those_of_the_formulas(name: str) -> None:
    result = ask(company(), "customer_outcomes", SCOPE, None, {"ahead_periods": 1})
    for account in ("a0", "a2", "a3"):
        value, error, freedom = one_step_on(course(account, name))
        figure = cell(result, account, name, "forecast")
        half = student.ppf(0.975, freedom) * error
        assert figure["value"] == pytest.approx(value)
        # No job and no delay can be less than none.
        assert figure["low"] == pytest.approx(max(0.0, value - half))
        assert figure["high"] == pytest.approx(value + half)
        reached = student.cdf((12 - value) / error, freedom)
        chance = cell(result, account, name, "chance")["value"]
        assert chance == pytest.approx(reached if name == "delays" else 1 - reached)


def test_a_month_without_a_measurement_breaks_the_past_and_too_short_a_past_has_no_forecast() -> None:
    figure = cell(ask(company(), "customer_outcomes", SCOPE), "a1", "jobs", "forecast")
    # June to October are five months.
    assert (figure["value"], figure["n"]) == (None, 5)
    assert "8 complete periods in a row; there are 5" in str(figure["note"])


def test_without_a_target_it_stands_somewhere_and_reaches_nothing() -> None:
    rows = [{"account_id": "A", "measure": "jobs", "date": "2024-10-03", "actual": "4", "target": ""}]
    result = ask(workspace_of(outcomes=rows), "customer_outcomes", SCOPE)
    assert cell(result, "A", "jobs", "current")["value"] == 4.0
    for measure in ("on_target", "attainment", "target", "chance"):
        figure = cell(result, "A", "jobs", measure)
        assert (figure["value"], figure["note"]) == (None, "No target was agreed.")
    assert "less often than each month" in result.notes[-1]


@pytest.mark.parametrize(("day", "is_there"), [("2024-05-05", True), ("2024-05-04", False)])
def test_what_was_not_measured_lately_is_left_out(day: str, is_there: bool) -> None:
    # The end is the midnight before 1 November; 180 days before it is 5 May.
    rows = [
        {"account_id": "A", "measure": "jobs", "date": day, "actual": "4", "target": "5"},
        {"account_id": "B", "measure": "jobs", "date": "2024-10-03", "actual": "4", "target": "5"},
    ]
    result = ask(workspace_of(outcomes=rows), "customer_outcomes", SCOPE)
    assert any(row["account_id"] == "A" for row in result.rows()) is is_there


@pytest.mark.parametrize(
    ("name", "course", "target", "bound"),
    [
        # Down by 5 a month from 40: 40 − 5 × 7 = 5 in October, and 3 months on it would be −10.
        ("open tickets", [40, 35, 30, 25, 20, 15, 10, 5], "2", 0.0),
        # Up by 5 points a month to 95 in October: 3 months on it would be 110 %.
        ("share of users trained", [60, 65, 70, 75, 80, 85, 90, 95], "90", 100.0),
        ("Adoption (%)", [60, 65, 70, 75, 80, 85, 90, 95], "90", 100.0),
        ("Adoption rate", [0.60, 0.65, 0.70, 0.75, 0.80, 0.85, 0.90, 0.95], "0.9", 1.0),
        # A count may pass a hundred, and what was below zero once may be so again.
        ("jobs", [60, 65, 70, 75, 80, 85, 90, 95], "90", 110.0),
        ("margin rate", [25, 20, 15, 10, 5, 0, -5, -10], "0", -25.0),
    ],
)
def test_a_forecast_stays_within_what_the_outcome_can_be(
    name: str, course: list[float], target: str, bound: float
) -> None:
    rows = [
        {"account_id": "A", "measure": name, "date": f"2024-{month:02}-05", "actual": f"{actual}", "target": target}
        for month, actual in enumerate(course, start=3)
    ]
    result = ask(workspace_of(outcomes=rows), "customer_outcomes", SCOPE)
    assert cell(result, "A", name, "forecast")["value"] == pytest.approx(bound)


def test_whether_the_forecast_is_on_target_is_told_outcome_by_outcome() -> None:
    result = ask(company(), "customer_outcomes", SCOPE)
    for row in result.rows():
        if row["measure"] == "forecast":
            actual = cell(result, str(row["account_id"]), str(row["series"]), "forecast_on_target")["value"]
            is_up = row["series"] == "jobs"
            value = row["value"]
            reached = None if value is None else float(value >= 12 if is_up else value <= 12)  # type: ignore[operator]
            assert actual == reached, row
