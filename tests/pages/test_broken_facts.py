"""A workspace whose figures can't be built still opens: it says what is wrong, shows what is loaded, undoes it."""

import pytest

from csm_core import Workspace
from tests.pages.conftest import Open, assert_sound
from tests.workspaces import LOADED_AT, batch_of

GOOD = {"account_id": "A", "start_date": "2024-01-01", "mrr": "100", "currency": "EUR"}


@pytest.fixture
def broken() -> Workspace:
    """As a version that did not prove its loads would have left it: no room for what is derived from one row."""
    workspace = Workspace.in_memory()
    workspace.load([batch_of("subscriptions", [GOOD])], LOADED_AT, "add")
    bad = batch_of("subscriptions", [GOOD | {"account_id": "B", "mrr": "99999999999999.9999"}], "huge.csv")
    workspace.load([bad], LOADED_AT, "add")
    return workspace


def test_the_data_page_says_what_is_wrong_and_undo_mends_it(open_page: Open, broken: Workspace) -> None:
    app = open_page("data", broken)
    assert any("No figure can be shown: 'account" in one.value.replace("\\", "") for one in app.error)
    next(one for one in app.selectbox if one.label == "One load").select_index(1)
    app.button(key="undo_load").click().run()
    assert_sound(app)
    assert not app.error
    assert [load.file for load in broken.loads()] == ["subscriptions.csv"]


@pytest.mark.parametrize("page", ["overview", "revenue", "account", "notebook", "health", "glossary"])
def test_every_other_page_says_it_and_does_not_break(page: str, open_page: Open, broken: Workspace) -> None:
    app = open_page(page, broken)
    assert any("No figure can be shown" in one.value for one in app.error) or page == "glossary"


def test_the_demo_is_not_loaded_over_it(open_page: Open, broken: Workspace) -> None:
    open_page("overview", broken, demo="1")
    assert len(broken.loads()) == 2
