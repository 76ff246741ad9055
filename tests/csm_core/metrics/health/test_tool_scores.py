"""Another tool's scores beside ours: held to the same past by hand, without looking ahead."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta
from functools import cache

from csm_core.metrics.asking.ask import ask, context_of, rows_behind
from csm_core.metrics.health.components.tool_scores import (
    ToolComparison,
    standing_tool_scores,
    tool_comparisons,
    tool_scores_of,
)
from csm_core.metrics.health.health_backtest import _replays
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.csm_core.metrics.health.past_company import AS_OF, FIRST, company
from tests.workspaces import Row, workspace_of

SCOPE = Scope(as_of=AS_OF)
SETTINGS = {"horizon_days": 60}
NAME = "Health score by Gainsight"


def scores(until: date = AS_OF) -> list[Row]:
    """A score every few weeks for three customers in four."""
    chance = random.Random(3)
    rows = []
    for number in range(36):
        day = FIRST
        while number % 4 and (day := day + timedelta(days=chance.randint(10, 40))) <= AS_OF:
            points = chance.randint(0, 100)
            if day <= until:
                rows.append({"account_id": f"a{number:02}", "date": day.isoformat(), "score": str(points)})
                rows[-1] |= {"points": str(points), "tool": "Gainsight", "score_name": "Health score"}
    return rows


@cache
def workspace(until: date = AS_OF) -> Workspace:
    return workspace_of(**company(seed=5), health_scores=scores(until))


def compared(until: date = AS_OF) -> ToolComparison:
    context = context_of(workspace(until), "health_backtest", SCOPE, None, SETTINGS)
    ((_, now, _),) = _replays(context)
    (one,) = tool_comparisons(context, now)
    return one


def by_hand(pairs: list[tuple[float, bool]]) -> float:
    lost, stayed = [s for s, gone in pairs if gone], [s for s, gone in pairs if not gone]
    return sum((a < b) + 0.5 * (a == b) for a in lost for b in stayed) / (len(lost) * len(stayed))


def test_both_aucs_are_those_of_the_rows_that_both_score_as_known_then() -> None:
    behind = rows_behind(workspace(), "health_backtest", SCOPE, None, SETTINGS).to_pylist()
    actual = [row for row in behind if row["measure"] == "auc"]
    theirs, ours = [], []
    for row in actual:
        items = [one for one in scores() if one["account_id"] == row["account_id"]]
        rows = [one for one in items if date.fromisoformat(one["date"]) <= row["month_end"]]
        if rows:
            theirs.append((float(max(rows, key=lambda one: one["date"])["points"]), row["churned"]))
            ours.append((row["score"], row["churned"]))
    one = compared()
    assert one.name == NAME
    assert one.rows == len(theirs) < len(actual)
    assert one.auc.first is not None
    assert math.isclose(one.auc.first, by_hand(theirs))
    assert one.auc.second is not None
    assert math.isclose(one.auc.second, by_hand(ours))


def test_scores_of_later_days_change_nothing_of_the_past() -> None:
    behind = rows_behind(workspace(), "health_backtest", SCOPE, None, SETTINGS).to_pylist()
    last = max(row["month_end"] for row in behind if row["month_end"])
    assert compared() == compared(last)


def test_the_replay_says_it_and_the_score_can_be_a_component_of_ours() -> None:
    notes = ask(workspace(), "health_backtest", SCOPE, None, SETTINGS).notes
    assert any(note.startswith(f"{NAME} predicts churn") for note in notes)
    joined = ask(workspace(), "health_backtest", SCOPE, None, SETTINGS | {"attributes": f"{NAME}: 50 (0=0 100=100)"})
    assert not any("left out" in note for note in joined.notes)


def test_one_account_s_days_stand_beside_ours() -> None:
    context = context_of(workspace(), "health_score", SCOPE, None, None)
    days = tool_scores_of(context, "a01")
    figures = {one["date"]: float(one["points"]) for one in scores() if one["account_id"] == "a01"}
    assert {str(one["day"]): one[NAME] for one in days}.items() <= figures.items()
    assert standing_tool_scores(context)[NAME]["a01"] == figures[max(figures)]
    assert tool_scores_of(context, "a00") == []
