"""Outcome attainment against loops over the measurements."""

import random
from datetime import date, timedelta

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.workspaces import workspace_of


def measurements(seed: int) -> list[dict[str, str]]:
    chance = random.Random(seed)
    rows = []
    for number in range(12):
        for name, less in (("jobs", ""), ("delays", "true")):
            day = date(2024, 1, 1)
            while day < date(2024, 4, 1):
                rows.append(
                    {
                        "account_id": f"a{number}",
                        "measure": name,
                        "date": day.isoformat(),
                        "actual": str(chance.randint(1, 9)),
                        "target": "5",
                        "less_is_better": less,
                    }
                )
                day += timedelta(days=chance.randint(5, 40))
    return rows


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("variant", ["as_measured", "capped"])
@pytest.mark.parametrize("back", [1, 3])
def test_share_and_mean_are_those_of_the_last_measurements(seed: int, variant: str, back: int) -> None:
    rows = measurements(seed)
    scope = Scope(start=date(2024, 1, 1), end=date(2024, 4, 1), as_of=date(2024, 3, 31))
    result = ask(workspace_of(outcomes=rows), "outcome_attainment", scope, variant, {"rolling_periods": back})
    for row in result.rows():
        month = row["period"]
        assert isinstance(month, date)
        last: dict[str, dict[str, str]] = {}
        months = {f"2024-{number:02}" for number in range(month.month - back + 1, month.month + 1)}
        for each in sorted(rows, key=lambda each: each["date"]):
            if each["measure"] == row["series"] and each["date"][:7] in months:
                last[each["account_id"]] = each
        actuals = [float(each["actual"]) for each in last.values()]
        if row["measure"] == "on_target":
            parts = [float(actual <= 5 if row["series"] == "delays" else actual >= 5) for actual in actuals]
        else:
            ratios = [5 / actual if row["series"] == "delays" else actual / 5 for actual in actuals]
            parts = [min(ratio, 1.0) for ratio in ratios] if variant == "capped" else ratios
        assert row["n"] == len(parts)
        assert row["value"] == pytest.approx(sum(parts) / len(parts))


def test_an_outcome_without_target_is_left_out_and_counted() -> None:
    rows = [
        {"account_id": "a", "measure": "jobs", "date": "2024-01-10", "actual": "3", "target": target}
        for target in ("", "2")
    ]
    rows[0]["account_id"] = "b"
    result = ask(workspace_of(outcomes=rows), "outcome_attainment", Scope(as_of=date(2024, 1, 31)))
    assert {row["n"] for row in result.rows()} == {1}
    assert "1 outcome has no target" in result.left_out[0]


def test_no_late_job_at_all_is_on_target_and_has_no_ratio() -> None:
    row = {
        "account_id": "a",
        "measure": "late",
        "date": "2024-01-10",
        "actual": "0",
        "target": "2",
        "less_is_better": "true",
    }
    result = ask(workspace_of(outcomes=[row]), "outcome_attainment", Scope(as_of=date(2024, 1, 31)))
    assert [(each["measure"], each["value"]) for each in result.rows()] == [("on_target", 1.0)]
    assert "0 or less as the divisor" in result.left_out[0]


def test_equal_ratios_have_no_interval_and_say_why() -> None:
    rows = [{"account_id": a, "measure": "jobs", "date": "2024-01-10", "actual": "3", "target": "2"} for a in "ab"]
    (row,) = [
        row
        for row in ask(workspace_of(outcomes=rows), "outcome_attainment", Scope(as_of=date(2024, 1, 31))).rows()
        if row["measure"] == "attainment"
    ]
    assert (row["value"], row["low"]) == (1.5, None)
    assert row["note"] == "No interval: all values are equal."


def test_a_measurement_that_stands_in_several_windows_is_left_out_once() -> None:
    row = {"account_id": "a", "measure": "late", "date": "2024-01-20", "actual": "0", "target": "5"}
    scope = Scope(date(2024, 1, 1), date(2024, 4, 1), as_of=date(2024, 3, 31))
    left_out = ask(
        workspace_of(outcomes=[row | {"less_is_better": "true"}, row | {"account_id": "b", "target": ""}]),
        "outcome_attainment",
        scope,
        None,
        {"rolling_periods": 3},
    ).left_out
    assert left_out == (
        "1 outcome has no target: left out.",
        "1 outcome has 0 or less as the divisor: on target or not, without a ratio.",
    )


def test_below_zero_the_better_result_has_no_smaller_share() -> None:
    rows = [
        {"account_id": account, "measure": "growth", "date": "2024-01-10", "actual": actual, "target": target}
        | {"less_is_better": less}
        for account, actual, target, less in (
            # Of a loss of 4 at most, a loss of 2 is on target and would be 50 %, one of 5 is not and would be 125 %.
            *(("a", "-2", "-4", ""), ("b", "-5", "-4", "")),
            # At most 4 of which less is better: 2 below zero would be −200 %, though nothing is better.
            *(("c", "-2", "4", "true"), ("d", "8", "4", "true")),
            ("e", "-2", "4", ""),
        )
    ]
    workspace, scope = workspace_of(outcomes=rows), Scope(as_of=date(2024, 1, 31))
    of_all = {row["measure"]: row for row in ask(workspace, "outcome_attainment", scope).rows()}
    assert (of_all["on_target"]["value"], of_all["on_target"]["n"]) == (2 / 5, 5)
    # d: 4 ÷ 8; e: −2 ÷ 4.
    assert (of_all["attainment"]["value"], of_all["attainment"]["n"]) == (0.0, 2)
    outcome_rows = ask(workspace, "customer_outcomes", scope).rows()
    shares = {row["account_id"]: row["value"] for row in outcome_rows if row["measure"] == "attainment"}
    assert shares == {"a": None, "b": None, "c": None, "d": 0.5, "e": -0.5}


def test_an_interval_ends_where_the_share_must() -> None:
    rows = [
        {"account_id": account, "measure": "jobs", "date": "2024-01-10", "actual": actual, "target": "10"}
        for account, actual in (("a", "1"), ("b", "30"))
    ]
    workspace, scope = workspace_of(outcomes=rows), Scope(as_of=date(2024, 1, 31))
    for variant, most in (("as_measured", None), ("capped", 1.0)):
        [row] = [
            r for r in ask(workspace, "outcome_attainment", scope, variant).rows() if r["measure"] == "attainment"
        ]
        # Student's t of two so different ones reaches far below 0 and above what is capped at 1.
        assert row["low"] == 0.0
        assert row["high"] == most or (most is None and row["high"] > 3)
