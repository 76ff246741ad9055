"""What is shown from moves nobody's age and no rolling window, and a period that it cuts is compared with none."""

import random
from datetime import date, timedelta

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.metrics.compare.headline import course, headline
from csm_core.metrics.outcomes.calc.other_series import last_run
from csm_core.periods import Calendar, Grain, period_start
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from csm_core.units import Unit
from tests.csm_core.charts.results import result_of, trend_rows
from tests.csm_core.metrics.voice.answers import random_answers, workspace_with
from tests.workspaces import Row, workspace_of

FIRST, AS_OF = date(2023, 11, 20), date(2025, 8, 14)
DAYS = (AS_OF - FIRST).days
COUNTED = (Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR)


def company(seed: int) -> Workspace:
    """Fourteen accounts that come and go over seven quarters and use the product now and then, in two regions."""
    chance = random.Random(seed)
    subscriptions: list[Row] = []
    events: list[Row] = []
    regions: list[Row] = []
    for index in range(14):
        account = f"a{index}"
        begins = FIRST + timedelta(days=chance.randrange(DAYS - 60))
        ends = begins + timedelta(days=chance.randrange(20, 500))
        subscriptions.append(
            {
                "account_id": account,
                "start_date": str(begins),
                "end_date": str(ends),
                "mrr": str(chance.randrange(1, 9)),
            }
        )
        events += [
            {
                "account_id": account,
                "user_id": "u",
                "event_at": str(FIRST + timedelta(days=chance.randrange(DAYS + 1))),
            }
            for _ in range(12)
        ]
        regions.append({"account_id": account, "Region": chance.choice(("North", "South"))})
    events.append({"account_id": "a0", "user_id": "u", "event_at": str(AS_OF)})
    return workspace_of(subscriptions=subscriptions, events=events, accounts=regions)


def cells(workspace: Workspace, metric: str, settings: dict[str, str | int], scope: Scope) -> dict[object, object]:
    """Value, n and completeness by period, age, segment, measure and series."""
    keys, values = ("period", "age", "segment", "measure", "series"), ("value", "low", "high", "n", "complete")
    rows = ask(workspace, metric, scope, None, settings).rows()
    return {tuple(row[key] for key in keys): tuple(row[name] for name in values) for row in rows}


def starts(grain: Grain, seed: int) -> list[date]:
    """Inside a period (its second day, its last, and any), and at the edge of one."""
    chance = random.Random(seed)
    inside = FIRST + timedelta(days=chance.randrange(120, DAYS - 10))
    edge = period_start(inside, Calendar(grain))
    return [
        edge,
        edge + timedelta(days=1),
        inside,
        period_start(edge + timedelta(days=400), Calendar(grain)) - timedelta(days=1),
    ]


def assert_equal_whatever_is_shown(
    workspace: Workspace, metric: str, settings: dict[str, str | int], whole: Scope, start: date
) -> None:
    """The cells from `start` on are those of the whole answer, from the period in which `start` lies.

    An average of cohorts is of those that are shown, so it is not compared."""
    everything = cells(workspace, metric, settings, whole)
    since = period_start(start, whole.calendar)
    expected = {key: cell for key, cell in everything.items() if key[0] and key[0] >= since}  # type: ignore[index]
    scope = Scope(start, None, whole.grain, whole.split, as_of=whole.as_of)
    shown = cells(workspace, metric, settings, scope)
    assert {key: cell for key, cell in shown.items() if key[0]} == expected  # type: ignore[index]


@pytest.mark.parametrize(
    ("grain", "settings"),
    [
        *((grain, {"measure": "logo"}) for grain in COUNTED),
        (Grain.QUARTER, {"measure": "revenue_net", "mode": "unbounded"}),
        (Grain.YEAR, {"measure": "usage"}),
        (Grain.MONTH, {"measure": "usage", "mode": "bracket", "brackets": "0,1,3"}),
        (Grain.MONTH, {"measure": "usage", "age": "own"}),
    ],
)
def test_a_cohort_s_cells_are_equal_whatever_the_start_is(grain: Grain, settings: dict[str, str | int]) -> None:
    workspace = company(1)
    scope = Scope(grain=grain, split="Region", as_of=AS_OF)
    for start in starts(grain, seed=COUNTED.index(grain)):
        assert_equal_whatever_is_shown(workspace, "cohort_retention", settings, scope, start)


@pytest.mark.parametrize("grain", COUNTED)
def test_a_rolling_window_counts_whole_periods_whatever_the_start_is(grain: Grain) -> None:
    workspace = workspace_with(random_answers(3, "nps", ((0, 10),), count=90))
    scope = Scope(grain=grain, split="Region", as_of=date(2024, 5, 20))
    for start in (date(2024, 2, 14), date(2024, 2, 29), date(2024, 3, 1)):
        assert_equal_whatever_is_shown(workspace, "nps", {"rolling_periods": 2}, scope, start)


def test_a_rolling_window_of_outcomes_counts_whole_periods_whatever_the_start_is() -> None:
    rows = [
        {
            "account_id": f"a{index % 5}",
            "measure": "jobs",
            "date": str(date(2024, 1, 3) + timedelta(days=7 * index)),
            "actual": str(index % 7),
            "target": "4",
        }
        for index in range(24)
    ]
    scope = Scope(as_of=date(2024, 6, 12))
    for start in (date(2024, 2, 14), date(2024, 3, 1), date(2024, 3, 31)):
        assert_equal_whatever_is_shown(
            workspace_of(outcomes=rows), "outcome_attainment", {"rolling_periods": 2}, scope, start
        )


def test_the_periods_that_the_dates_shown_cut_are_not_complete_and_are_no_headline() -> None:
    answers = [
        {"responded_at": day, "score": score, "survey_type": "nps"}
        for day, score in (("2024-01-20", "10"), ("2024-02-02", "0"), ("2024-03-02", "10"), ("2024-06-01", "9"))
    ]
    scope = Scope(date(2024, 1, 15), date(2024, 3, 10))
    result = ask(workspace_of(surveys=answers), "nps", scope)
    course_of_nps = course(result, "score")
    assert [(cell.period, cell.complete) for cell in course_of_nps] == [
        (date(2024, 1, 15), False),
        (date(2024, 2, 1), True),
        (date(2024, 3, 1), False),
    ]
    # The only whole month is February: its one answer is a 0, a score of −100.
    now = headline(result, "score")
    assert now is not None
    assert (now.period, now.value) == (date(2024, 2, 1), -100.0)


def test_a_fit_rests_on_the_complete_periods_between_those_that_are_cut() -> None:
    rows = trend_rows([1.0, 2.0, 3.0, 4.0])
    rows[0]["complete"] = False
    # The first month is cut and the last is running: what is left is February and March.
    assert [value for _, value in last_run(course(result_of(rows, Unit.COUNT)))] == [2.0, 3.0]
