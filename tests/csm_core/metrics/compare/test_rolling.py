"""Figures of few cases are of several months, and say so; what stands behind a window is what lies in it."""

from dataclasses import replace
from datetime import date

import pytest

from csm_core import Scope, ask
from csm_core.metrics.compare.rolling import ask_rolling
from csm_core.notebook.answered import answered
from csm_core.notebook.cell import Cell, Form
from csm_core.notebook.drawn import picture_of
from csm_core.notebook.figure import Figure
from csm_core.periods import Grain, add_months
from csm_core.scope import Compare
from csm_core.store.workspace import Workspace
from tests.workspaces import workspace_of

YEAR = Scope(date(2024, 1, 1), date(2025, 1, 1), as_of=date(2024, 12, 31), compare=Compare.PREVIOUS)


def support(tickets_a_month: int) -> Workspace:
    """From October 2022 to December 2024, in month number k the first k % 7 tickets are escalated."""
    rows = []
    for month in range(27):
        day = add_months(date(2022, 10, 1), month)
        for number in range(tickets_a_month):
            escalated = day.isoformat() if number < month % 7 else ""
            rows.append({"ticket_id": f"{month}-{number}", "created_at": day.isoformat(), "escalated_at": escalated})
    return workspace_of(tickets=rows)


@pytest.mark.parametrize(("tickets_a_month", "months"), [(120, 1), (40, 3), (20, 12)])
def test_a_month_stands_for_as_many_as_give_a_hundred_cases(tickets_a_month: int, months: int) -> None:
    result = ask_rolling(ask, support(tickets_a_month), "escalation_rate", YEAR, None, {})
    assert result.window == months
    rows = result.rows()
    assert [row["period"] for row in rows] == [date(2024, month, 1) for month in range(1, 13)]
    for number, row in enumerate(rows, start=15):  # January 2024 is the sixteenth month, number 15
        escalated = sum(month % 7 for month in range(number - months + 1, number + 1))
        assert row["value"] == pytest.approx(escalated / (months * tickets_a_month))
        assert row["n"] == months * tickets_a_month


def test_title_card_and_comparison_are_of_the_same_window() -> None:
    workspace = support(40)
    # Months 24 to 26 (Oct to Dec 2024) have 3 + 4 + 5 = 12 of 120 tickets; the window before it, Jul to Sep,
    # 0 + 1 + 2 = 3: a window that shares months with the last would be compared with itself.
    cell = Cell("escalation_rate", scope=YEAR)
    drawn = picture_of(answered(workspace, cell), "light")
    assert drawn is not None
    title = drawn.title.replace("\N{NO-BREAK SPACE}", " ")
    assert title == "Escalation rate over 3 months rose from 2.5 % in Sep 2024 to 10.0 % in Dec 2024"
    figure = Figure.of(answered(workspace, replace(cell, form=Form.FIGURE)))
    assert figure.now is not None
    assert figure.before is not None
    assert (figure.now.value, figure.before.value) == (pytest.approx(0.1), pytest.approx(3 / 120))
    assert (figure.when, figure.when_before) == ("3 months to Dec 2024", "Sep 2024")


def test_the_years_window_is_compared_with_the_same_of_a_year_ago() -> None:
    yearly = replace(YEAR, compare=Compare.YEAR)
    figure = Figure.of(answered(support(40), Cell("escalation_rate", scope=yearly, form=Form.FIGURE)))
    assert figure.before is not None
    # Months 12 to 14 (Oct to Dec 2023): 5 + 6 + 0.
    assert (figure.when_before, figure.before.value) == ("Dec 2023", pytest.approx(11 / 120))


def test_other_intervals_odd_ranges_and_what_a_reader_set_are_left_as_they_are() -> None:
    workspace = support(20)
    for scope in (replace(YEAR, grain=Grain.QUARTER), replace(YEAR, start=date(2024, 1, 15))):
        assert ask_rolling(ask, workspace, "escalation_rate", scope, None, {}).window == 1
    answers = [
        {"responded_at": f"2024-{month:02}-10", "survey_type": "nps", "score": str(score)}
        for month in range(1, 13)
        for score in (9, 9, 3)
    ]
    surveys = workspace_of(surveys=answers)
    alone = ask_rolling(ask, surveys, "nps", YEAR, None, {"rolling_periods": 1})
    assert (alone.window, alone.rows()[-1]["n"]) == (1, 3)
    rolled = ask_rolling(ask, surveys, "nps", YEAR, None, {})
    assert (rolled.window, rolled.rows()[-1]["n"]) == (12, 36)
