"""Suggested weights on the demo company: better where there is something to learn, and honest where there is not."""

from datetime import date

import numpy as np
import pytest

from csm_core.metrics.asking.ask import ask, context_of, rows_behind, rows_of_cell
from csm_core.metrics.framework.registry import metric_named
from csm_core.metrics.health.suggestion.evaluation import WeightsEvaluation, evaluation_of, weights_evaluation
from csm_core.metrics.health.suggestion.words import evaluation_words
from csm_core.result import KEYS, Result
from csm_core.scope import Scope
from csm_core.scoring.components import COMPONENTS
from csm_core.scoring.lessons import Lessons
from csm_core.store.workspace import Workspace
from tests.csm_core.stats.auc_clustered import auc_clustered
from tests.workspaces import demo_workspace, workspace_of


@pytest.fixture(scope="module")
def demo() -> Workspace:
    return demo_workspace()


@pytest.fixture(scope="module")
def suggested(demo: Workspace) -> Result:
    return ask(demo, "suggested_weights")


def evaluation(demo: Workspace) -> WeightsEvaluation:
    return weights_evaluation(context_of(demo, "suggested_weights", Scope(), None, {}))


def cell(result: Result, measure: str, series: str) -> dict[str, object]:
    rows = [row for row in result.rows() if (row["measure"], row["series"]) == (measure, series)]
    assert len(rows) == 1
    return rows[0]


def number(value: object) -> float:
    assert isinstance(value, float)
    return value


def test_on_the_demo_company_they_beat_equal_weights_on_the_hold_out(suggested: Result) -> None:
    aucs = {name: number(cell(suggested, "auc", name)["value"]) for name in ("suggested", "equal")}
    assert aucs["suggested"] > aucs["equal"] + 0.03
    # The paired interval leaves no doubt.
    assert number(cell(suggested, "auc_gain", "over equal")["low"]) > 0
    assert suggested.notes[0].startswith("Better than your weights")


def test_they_are_whole_parts_of_a_hundred_that_can_be_set_as_they_are(demo: Workspace, suggested: Result) -> None:
    weights = {each.id: int(number(cell(suggested, "weight", each.name)["value"])) for each in COMPONENTS}
    assert sum(weights.values()) == 100
    assert min(weights.values()) == 0
    set_now = ask(demo, "suggested_weights", settings={f"weight.{name}": one for name, one in weights.items()})
    # Then they are the current ones, and no better than themselves.
    assert cell(set_now, "auc_gain", "over current")["value"] == 0
    assert "better than your weights" not in set_now.notes[0].replace("No better than your weights", "")


def test_nothing_is_applied(demo: Workspace, suggested: Result) -> None:
    del suggested
    current = {
        row["series"]: row["value"] for row in ask(demo, "suggested_weights").rows() if row["measure"] == "current"
    }
    assert current == {each.name: float(each.weight) for each in COMPONENTS}


@pytest.mark.parametrize("seed", range(2))
def test_on_shuffled_outcomes_they_are_no_better(demo: Workspace, seed: int) -> None:
    real = evaluation(demo)
    lessons, chance = real.lessons, np.random.default_rng(seed)
    churned = lessons.churned.copy()
    for day in np.unique(lessons.day):
        rows = np.flatnonzero(lessons.day == day)
        churned[rows] = chance.permutation(churned[rows])
    shuffled = Lessons(lessons.tenths, churned, lessons.account, lessons.day, lessons.row_weight)
    text = evaluation_words(evaluation_of(real.history, real.choice, shuffled, 0.5))
    assert text[0] == "Nothing in the past predicts who leaves, so no weights are suggested.", text


def test_snapshots_to_check_on_begin_when_every_outcome_learned_from_is_over(demo: Workspace) -> None:
    real = evaluation(demo)
    assert (
        real.lessons.day[real.cut.learn].max() + real.history.horizon_days <= real.lessons.day[real.cut.check].min()
    )
    assert set(real.checked.tolist()) <= set(np.flatnonzero(real.cut.check).tolist())


def test_auc_and_rows_behind_agree_with_a_count_over_every_pair(demo: Workspace, suggested: Result) -> None:
    behind = rows_behind(demo, "suggested_weights")
    for series in ("suggested", "current", "equal"):
        rows_behind_cell = rows_of_cell(behind, {"measure": "auc", "series": series}).to_pylist()
        risk = [-row["score"] for row in rows_behind_cell]
        other = auc_clustered(
            risk, [row["lost"] for row in rows_behind_cell], [row["account_id"] for row in rows_behind_cell]
        )
        row = cell(suggested, "auc", series)
        assert other.value == pytest.approx(row["value"])
        assert (other.low, other.high) == (pytest.approx(row["low"]), pytest.approx(row["high"]))


def test_every_value_is_made_again_from_its_rows(demo: Workspace, suggested: Result) -> None:
    behind, metric = rows_behind(demo, "suggested_weights"), metric_named("suggested_weights")
    for row in suggested.rows():
        rows_behind_cell = rows_of_cell(behind, {key: row[key] for key in KEYS})
        assert metric.value_of(rows_behind_cell, metric.variants[0]) == pytest.approx(row["value"], abs=1e-9), row


def test_bands_hold_their_weights_and_say_how_often_each_was_chosen(suggested: Result) -> None:
    for each in COMPONENTS:
        row, chosen = cell(suggested, "weight", each.name), cell(suggested, "chosen_in", each.name)
        assert number(row["low"]) <= number(row["value"]) <= number(row["high"])
        assert 0 <= number(chosen["value"]) <= 1
    # What the fit leans on most is chosen in every sample.
    heaviest = max(COMPONENTS, key=lambda each: number(cell(suggested, "weight", each.name)["value"]))
    assert cell(suggested, "chosen_in", heaviest.name)["value"] == 1.0


def test_two_losses_are_refused_with_what_is_missing() -> None:
    lines = [
        {"account_id": name, "start_date": "2023-01-01", "end_date": end, "amount": "10", "billing_interval": "month"}
        for name, end in (("A", "2023-10-15"), ("B", "2023-06-15"), ("C", ""), ("D", ""))
    ]
    settings = {f"weight.{each.id}": int(each.id == "tenure") for each in COMPONENTS}
    scope = Scope(as_of=date(2024, 3, 31))
    result = ask(workspace_of(subscriptions=lines), "suggested_weights", scope, settings=settings)
    row = cell(result, "weight", "Tenure")
    assert row["value"] is None
    assert "at least 20 and 10 are needed" in str(row["note"])
    assert result.notes[0].startswith("Too little history")
