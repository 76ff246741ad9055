"""What looks wrong is told on the Data page with its rows, until somebody says that it is right."""

from csm_core.plausibility.examine import examine
from tests.pages.conftest import Open
from tests.pages.test_data_page import press, texts
from tests.workspaces import new_workspace_of

BACK_NEXT_DAY = [
    {"account_id": f"A{number}", "start_date": start, "end_date": end, "mrr": "100"}
    for number in range(6)
    for start, end in (("2023-01-01", "2023-12-31"), ("2024-01-01", ""))
]
MESSAGE = "6 of the 6 customers who ever came back did so within 1 day."


def test_a_doubt_is_told_marked_as_right_and_told_again(open_page: Open) -> None:
    workspace = new_workspace_of(subscriptions=BACK_NEXT_DAY)
    examine(workspace)
    app = open_page("data", workspace)
    assert MESSAGE in texts(app)
    assert "end_date: inclusive" in texts(app)
    assert any("2023-12-31" in str(table.value.to_numpy()) for table in app.dataframe)
    doubts = len([button for button in app.button if button.label == "Confirm as right"])
    press(app, "Confirm as right")
    assert len([button for button in app.button if button.label == "Confirm as right"]) == doubts - 1
    assert any("marked as right" in one.label for one in app.expander)
    press(app, "Show again")
    assert len([button for button in app.button if button.label == "Confirm as right"]) == doubts


def test_data_without_a_doubt_has_no_list_of_doubts(open_page: Open) -> None:
    workspace = new_workspace_of(subscriptions=[{"account_id": "A", "start_date": "2024-01-01", "mrr": "100"}])
    app = open_page("data", workspace)
    assert not any(one.value == "Possible problems" for one in app.header)


def test_somebody_who_may_only_look_sees_doubts_and_marks_none(open_page: Open) -> None:
    app = open_page("data", new_workspace_of(subscriptions=BACK_NEXT_DAY).for_reading())
    assert MESSAGE in texts(app)
    assert not any(button.label == "Confirm as right" for button in app.button)
