"""Closing a month on the screen, and what the pages say when its figures change."""

from streamlit.testing.v1 import AppTest

from csm_core import Workspace
from csm_core.store.saved import Saved
from tests.pages.conftest import Open, assert_sound
from tests.workspaces import LOADED_AT, batch_of, new_workspace_of


def company() -> Workspace:
    return new_workspace_of(
        subscriptions=[
            {"account_id": name, "start_date": "2024-01-05", "mrr": "100", "currency": "EUR"} for name in "ABCDEF"
        ],
        surveys=[{"responded_at": "2024-04-02", "score": "9", "survey_type": "nps"}],
    )


OPENED = ("closed_months.open",)


def captions(app: AppTest) -> str:
    return " ".join(str(part.value) for part in (*app.caption, *app.markdown))


def test_a_closed_month_says_on_each_page_what_a_later_load_made_of_it(open_page: Open) -> None:
    workspace = company()
    app = open_page("overview", workspace, opened=OPENED)
    next(button for button in app.button if button.label == "Close March 2024").click().run()
    assert_sound(app)
    assert "All figures are unchanged." in captions(app)
    rows = [{"account_id": name, "start_date": "2024-01-05", "mrr": "100", "currency": "EUR"} for name in "ABCDE"]
    workspace.load([batch_of("subscriptions", rows, "newer.csv")], LOADED_AT, "replace")
    then, now = "600\N{NO-BREAK SPACE}EUR", "500\N{NO-BREAK SPACE}EUR"
    actual = f"Monthly recurring revenue of March 2024 was closed at {then} and is {now} today"
    for page in ("overview", "revenue"):
        app = open_page(page, workspace, opened=OPENED)
        assert actual in captions(app).replace("\\", "")
    assert "1 account explains it" in captions(app)


def test_a_viewer_can_not_close_a_month(open_page: Open) -> None:
    app = open_page("overview", company().for_reading(), opened=OPENED)
    assert next(button for button in app.button if button.label == "Close March 2024").disabled


def test_a_closed_month_that_can_not_be_read_is_said_and_can_not_be_closed_over(open_page: Open) -> None:
    workspace = company()
    Saved(workspace, "closing").put("2024-03-01", '{"version": 2}', LOADED_AT)
    app = open_page("overview", workspace, opened=OPENED)
    assert_sound(app)
    warnings = [str(warning.value).replace("\\", "") for warning in app.warning]
    assert any(
        "March 2024 is closed, but its figures can't be read: it was written by a newer version" in warning
        for warning in warnings
    ), warnings
    assert [button.label for button in app.button if "March 2024" in button.label] == []
