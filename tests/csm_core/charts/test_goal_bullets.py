"""Goals as bullets: each in its own unit and on its own scale, with its chance said as one."""

from datetime import date

import pytest

from csm_core import Scope
from csm_core.notebook.answered import answered
from csm_core.notebook.cell import Cell, Form
from csm_core.notebook.drawn import picture_of
from tests.workspaces import workspace_of


def test_each_goal_has_a_scale_of_its_own_from_its_lowest_to_its_highest_figure() -> None:
    """Nine months of 1 to 9 answers: the last is 9, a straight line with drift 1, so October's forecast is 10."""
    answers = [
        {
            "responded_at": f"2024-{month:02}-05",
            "score": "9",
            "survey_type": "nps",
            "contact_email": f"{one}@{month}.x",
        }
        for month in range(1, 10)
        for one in range(month)
    ]
    goals = [{"metric": "survey_responses", "by_date": "2024-10-15", "target": "19"}]
    workspace = workspace_of(surveys=answers, goals=goals)
    cell = Cell("goal_progress", scope=Scope(as_of=date(2024, 9, 30)), form=Form.BULLETS)
    drawn = picture_of(answered(workspace, cell), "light")
    assert drawn is not None
    (row,) = drawn.data.to_pylist()
    assert row["name"] == "Survey responses by 15 Oct 2024"
    # From 9 to 19 with 8 % of that free on either side: 0.8 / 11.6 and 10.8 / 11.6; the forecast 1 above the present.
    assert (row["now"], row["goal"]) == (pytest.approx(0.8 / 11.6), pytest.approx(10.8 / 11.6))
    assert row["forecast"] == pytest.approx(1.8 / 11.6)
    # A line that never varied gives no chance, and none is made up.
    assert row["likely"] == ""
    assert drawn.title == "Goals: too early to tell"
