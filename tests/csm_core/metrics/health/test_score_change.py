"""Why a score moved: the parts add up, and what is said of who came and went is true."""

import math
from datetime import date, timedelta
from functools import cache

import pytest

from csm_core.errors import CsmError
from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.scope import Scope
from csm_core.scoring.components import COMPONENTS
from csm_core.store.workspace import Workspace
from tests.contract.company import company
from tests.workspaces import workspace_of

SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 17))
PARTS = ("data", "missing inputs", "weights", "definition", "accounts that came", "accounts that left")


@cache
def usual() -> Workspace:
    return workspace_of(**company())


def steps(workspace: Workspace, scope: Scope, **settings: str | int) -> dict[date, dict[str, float]]:
    """Period → step → value."""
    figures: dict[date, dict[str, float]] = {}
    for row in ask(workspace, "score_change", scope, settings=settings).rows():
        if row["measure"] == "score" and isinstance(row["value"], float) and isinstance(row["period"], date):
            figures.setdefault(row["period"], {})[str(row["series"])] = row["value"]
    return figures


def scores_on(workspace: Workspace, day: date, **settings: str | int) -> dict[str, float]:
    """Account → score on a day, as the health score says it."""
    asked = ask(workspace, "health_score", Scope(end=day + timedelta(days=1), as_of=day), settings=settings)
    return {str(row["account_id"]): float(str(row["value"])) for row in asked.rows() if row["value"] is not None}


def mean(values: list[float]) -> float:
    return math.fsum(values) / len(values)


def test_the_bridge_is_that_of_the_health_scores_on_both_days() -> None:
    # Where gaps count as 50 all components keep their weight, and who knows less than half of it comes and goes.
    gaps = {"missing": "neutral"}
    moves = steps(usual(), SCOPE, **gaps)
    changed = 0
    for month in range(2, 6):
        first, last = date(2024, month, 1), date(2024, month + 1, 1) - timedelta(days=1)
        before, after = (scores_on(usual(), day, **gaps) for day in (first - timedelta(days=1), last))
        actual, both = moves[first], sorted(before.keys() & after.keys())
        assert math.isclose(actual["start"], mean(list(before.values())))
        assert math.isclose(actual["end"], mean(list(after.values())))
        inside = mean([after[name] for name in both]) - mean([before[name] for name in both])
        if before.keys() == after.keys():
            assert math.isclose(actual["data"] + actual["missing inputs"], inside, abs_tol=1e-9)
            assert (actual["accounts that came"], actual["accounts that left"]) == (0.0, 0.0)
        else:
            changed += 1
            assert actual["accounts that came"] or actual["accounts that left"] or actual["missing inputs"]
        assert (actual["weights"], actual["definition"]) == (0.0, 0.0)
    assert 0 < changed < 4


def test_start_and_parts_make_the_end_in_every_period_and_segment() -> None:
    then = "weight.usage_frequency=60&missing=neutral"
    asked = ask(
        usual(), "score_change", Scope(split="Region", end=SCOPE.end, as_of=SCOPE.as_of), settings={"then": then}
    )
    sums: dict[object, dict[str, float]] = {}
    for row in asked.rows():
        if row["measure"] == "score" and isinstance(row["value"], float):
            sums.setdefault((row["period"], row["segment"]), {})[str(row["series"])] = row["value"]
    whole = [message for message in sums.values() if "data" in message]
    assert len(whole) > 20
    for row in whole:
        assert math.isclose(row["start"] + math.fsum(row[part] for part in PARTS), row["end"], abs_tol=1e-9)
    assert any(row["weights"] for row in whole)
    assert any(row["definition"] for row in whole)


def test_an_accounts_parts_are_whole_tenths_and_add_up_to_its_change_exactly() -> None:
    scope = Scope(start=date(2024, 5, 1), end=date(2024, 6, 1), as_of=date(2024, 6, 17))
    rows = rows_behind(usual(), "score_change", scope, settings={"then": "weight.nps=80"}).to_pylist()
    figures: dict[str, dict[str, int]] = {}
    for row in rows:
        if row["measure"] == "score":
            tenths = round(row["own"] * 10)
            assert math.isclose(row["own"] * 10, tenths, abs_tol=1e-9)
            note = figures.setdefault(row["account_id"], {})
            note[row["series"]] = note.get(row["series"], 0) + tenths
    stayed = [message for message in figures.values() if {"start", "end"} <= message.keys()]
    assert len(stayed) > 10
    for note in stayed:
        assert note["end"] - note["start"] == sum(note.get(part, 0) for part in PARTS)


def test_data_is_the_sum_of_its_components() -> None:
    asked = ask(usual(), "score_change", SCOPE).rows()
    may = [row for row in asked if row["period"] == date(2024, 5, 1)]
    parts = [float(str(row["value"])) for row in may if row["measure"] == "component"]
    assert len(parts) == len(COMPONENTS)
    assert math.isclose(math.fsum(parts), steps(usual(), SCOPE)[date(2024, 5, 1)]["data"], abs_tol=1e-9)


def use(account: str, days: dict[str, int]) -> list[dict[str, str]]:
    """Days of use by month; one in January makes the account visible from then on."""
    tables = {"2024-01": 1} | days
    return [
        {"account_id": account, "user_id": "u", "event_name": "open", "event_at": f"{month}-{day + 1:02}"}
        for month, count in tables.items()
        for day in range(1, count + 1)
    ]


FREQUENCY = {f"weight.{each.id}": int(each.id == "usage_frequency") for each in COMPONENTS}
MARCH = Scope(start=date(2024, 3, 1), end=date(2024, 4, 1), as_of=date(2024, 3, 31))


def line(account: str, start: str, end: str = "") -> dict[str, str]:
    row = {"account_id": account, "start_date": start, "end_date": end, "billing_interval": "month"}
    return row | {"amount": "10", "currency": "EUR"}


def three() -> Workspace:
    """A stays with 10 days of use (50 points), B with 20 (100) leaves in March, C with 4 (20) comes in March."""
    events = [
        *use("A", {"2024-02": 10, "2024-03": 4}),
        # Six more in the four weeks to 31 March: ten again.
        *(
            {"account_id": "A", "user_id": "u", "event_name": "open", "event_at": f"2024-03-{day}"}
            for day in range(20, 26)
        ),
        *use("B", {"2024-02": 20}),
        *use("C", {"2024-03": 8}),
    ]
    return workspace_of(
        events=events,
        subscriptions=[line("A", "2024-01-01"), line("B", "2024-01-01", "2024-03-10"), line("C", "2024-03-04")],
    )


def test_who_leaves_and_who_comes_moves_the_mean_by_how_far_they_lie_from_the_others() -> None:
    moves = steps(three(), MARCH, **FREQUENCY)[date(2024, 3, 1)]
    # 29 February: A 10 days = 50, B 20 days = 100: mean 75. 31 March: days 4 to 31 count. A: 4, 5 March and six more
    # = 8 days = 40; C: 4 to 9 March = 6 days = 30: mean 35.
    assert (moves["start"], moves["end"]) == (75.0, 35.0)
    # A fell by 10. B was 50 above the one who stayed, half of the mean: -25. C is 10 below, half of the mean: -5.
    assert (moves["data"], moves["accounts that left"], moves["accounts that came"]) == (-10.0, -25.0, -5.0)


def test_one_account_alone_is_asked_for_by_its_id() -> None:
    moves = steps(three(), MARCH, account="A", **FREQUENCY)[date(2024, 3, 1)]
    assert (moves["start"], moves["data"], moves["end"]) == (50.0, -10.0, 40.0)
    assert moves["accounts that left"] == 0.0


def test_without_an_account_on_both_days_the_change_is_not_taken_apart() -> None:
    rows = ask(three(), "score_change", MARCH, settings={"account": "C", **FREQUENCY}).rows()
    figures = {str(row["series"]): row for row in rows if row["measure"] == "score"}
    assert figures["start"]["value"] is None
    assert figures["end"]["value"] == 30.0
    assert figures["data"]["value"] is None
    assert "both days" in str(figures["data"]["note"])


def test_weights_that_changed_on_a_day_move_the_score_in_the_period_of_that_day_alone() -> None:
    scope = Scope(start=date(2024, 3, 1), end=date(2024, 6, 1), as_of=date(2024, 6, 17))
    moves = steps(usual(), scope, then="weight.nps=90", changed_on="2024-04-10")
    assert moves[date(2024, 4, 1)]["weights"] != 0
    assert [moves[date(2024, month, 1)]["weights"] for month in (3, 5)] == [0, 0]
    # March is as the score was then, May as it is now, and nothing is lost between.
    assert math.isclose(moves[date(2024, 3, 1)]["end"], moves[date(2024, 4, 1)]["start"])
    assert math.isclose(moves[date(2024, 4, 1)]["end"], moves[date(2024, 5, 1)]["start"])
    assert math.isclose(moves[date(2024, 5, 1)]["end"], mean(list(scores_on(usual(), date(2024, 5, 31)).values())))


def test_an_uploaded_number_is_a_component_under_its_own_name() -> None:
    tables = company()
    for row in tables["accounts"]:
        row["Employees"] = str(10 + 7 * int(row["account_id"][1:]))
    asked = ask(
        workspace_of(**tables), "score_change", SCOPE, settings={"attributes": "Employees: 40 (10=0 200=100)"}
    )
    rows = [row for row in asked.rows() if row["series"] == "Employees"]
    assert rows
    # Nobody's number changed.
    assert {row["value"] for row in rows} == {0.0}


def test_the_day_of_the_change_is_the_first_of_the_score_as_it_is_now() -> None:
    scope = Scope(start=date(2024, 4, 1), end=date(2024, 6, 1), as_of=date(2024, 6, 17))
    last_of_april = steps(usual(), scope, then="weight.nps=90", changed_on="2024-04-30")
    first_of_may = steps(usual(), scope, then="weight.nps=90", changed_on="2024-05-01")
    assert last_of_april[date(2024, 4, 1)]["weights"] != 0
    assert last_of_april[date(2024, 5, 1)]["weights"] == 0
    assert first_of_may[date(2024, 4, 1)]["weights"] == 0
    assert first_of_may[date(2024, 5, 1)]["weights"] != 0


@pytest.mark.parametrize(
    "settings",
    [{"then": "weight.nps"}, {"then": "weight.nothing=3"}, {"then": "weight.nps=101"}, {"changed_on": "soon"}],
)
def test_what_can_not_be_read_is_said(settings: dict[str, str]) -> None:
    with pytest.raises(CsmError):
        ask(usual(), "score_change", SCOPE, settings=settings)
