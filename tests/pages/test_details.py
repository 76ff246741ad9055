"""What stands behind a figure: definition, settings, rows, SQL."""

import pytest

from csm_core import Workspace, registry
from csm_ui.visitor.keys import Key
from tests.pages.conftest import Open, assert_sound


@pytest.mark.parametrize(
    ("page", "key"),
    [
        ("revenue", "mrr.behind"),
        ("revenue", "mrr_movements.behind"),
        ("revenue", "mrr.more"),
        ("retention", "cohort_retention.behind"),
        ("retention", "survival.behind"),
        ("voice", "nps.behind"),
        ("health", "health_backtest.behind"),
        ("lifetime_value", "clv.behind"),
    ],
)
def test_an_opened_cell_shows_its_definition_rows_and_sql(
    page: str, key: str, demo: Workspace, open_page: Open
) -> None:
    app = open_page(page, demo)
    app.session_state[key] = True
    app.run()
    assert_sound(app)
    metric = registry()[key.split(".", maxsplit=1)[0]]
    assert metric.formula in [code.value for code in app.code]
    assert [code for code in app.code if code.language == "sql"]
    assert any(
        f"{metric.id}-rows" in button.proto.url or "CSV" in button.label for button in app.get("download_button")
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
