"""What stands behind a figure: definition, settings, rows, SQL."""

import pytest

from csm_core import Workspace, registry
from csm_ui.visitor.keys import Key
from tests.pages.conftest import Open, assert_sound


@pytest.mark.parametrize(
    ("page", "opened", "tabs"),
    [
        ("revenue", ("mrr.more",), "mrr.more"),
        ("revenue", ("mrr_movements.behind",), "mrr_movements.behind"),
        ("retention", ("curves.open", "survival.behind"), "survival.behind"),
        ("health", ("health_backtest.behind",), "health_backtest.details"),
        ("lifetime_value", ("accounts.open", "clv.behind"), "clv.behind"),
    ],
)
def test_an_opened_menu_shows_its_definition_rows_and_sql(
    page: str, opened: tuple[str, ...], tabs: str, demo: Workspace, open_page: Open
) -> None:
    app = open_page(page, demo, opened=opened)
    metric = registry()[tabs.split(".", maxsplit=1)[0]]
    assert metric.formula in [code.value for code in app.code]
    for tab in ("Data", "SQL"):
        # One tab is worked out at a time: the one that is looked at.
        app.session_state[f"{tabs}.tab"] = tab
        app.run()
        assert_sound(app)
        assert bool([code for code in app.code if code.language == "sql"]) == (tab == "SQL")
        made = [button for button in app.get("download_button") if f"{metric.id}-rows" in button.proto.url]
        assert bool(made or [one for one in app.get("download_button") if one.proto.label == "CSV"]) == (
            tab == "Data"
        )


def test_a_changed_setting_changes_every_figure_and_stays_as_a_chip(demo: Workspace, open_page: Open) -> None:
    before = {metric.label: metric.value for metric in open_page("revenue", demo).metric}
    app = open_page("revenue", demo, **{Key.SET.value: "paused=kept"})
    after = {metric.label: metric.value for metric in app.metric}
    assert app.multiselect(key=Key.SET).value == ["paused=kept"]
    assert before["MRR"] != after["MRR"]
    assert before["Net revenue retention"] != after["Net revenue retention"]


def test_a_setting_that_can_not_be_used_is_said_and_left_out(small: Workspace, open_page: Open) -> None:
    app = open_page("revenue", small, **{Key.SET.value: "paused=sometimes"})
    assert any("sometimes" in toast.value for toast in app.toast)
    assert app.metric[0].value == "100\N{NO-BREAK SPACE}EUR"
