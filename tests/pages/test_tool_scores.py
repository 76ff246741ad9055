"""What another tool says stands beside our score on the account's page and on the health page."""

from csm_core import Workspace
from tests.csm_core.metrics.health.past_company import company
from tests.csm_core.metrics.health.test_tool_scores import NAME, scores
from tests.pages.conftest import Open
from tests.workspaces import workspace_of


def scored() -> Workspace:
    return workspace_of(**company(seed=5), health_scores=scores())


def test_an_account_s_page_shows_the_tool_s_scores_day_by_day(open_page: Open) -> None:
    app = open_page("account", scored(), account="a01")
    assert not app.exception
    (table,) = [one.value for one in app.dataframe if NAME in one.value.columns]
    assert list(table.columns) == ["Day", "Score here", NAME]
    assert len(table)


def test_an_account_that_no_tool_scored_has_no_such_table(open_page: Open) -> None:
    app = open_page("account", scored(), account="a00")
    assert not any(NAME in one.value.columns for one in app.dataframe)
    assert "Scores of other tools" not in [one.value for one in app.subheader]


def test_the_health_page_holds_the_tool_to_the_same_past(open_page: Open) -> None:
    app = open_page("health", scored())
    assert not app.exception
    (table,) = [one.value for one in app.table if "AUC of this score" in one.value.columns]
    assert list(table["Score"]) == [NAME]


def test_the_list_of_all_accounts_has_a_column_for_the_tool(open_page: Open) -> None:
    app = open_page("health", scored())
    app.session_state["health_score.behind"] = True
    app.run()
    assert any(NAME in one.value.columns for one in app.dataframe)
