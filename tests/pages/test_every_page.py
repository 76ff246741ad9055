"""Every page stands, whatever is loaded: nothing, the demo, one account, and a segment that nobody is in."""

import pytest

from csm_core import Workspace
from tests.pages.conftest import PAGES, Open

NEEDS_NO_DATA = {"data", "glossary", "snapshot"}


@pytest.mark.parametrize("page", PAGES)
def test_without_data_a_page_says_how_to_begin(page: str, open_page: Open) -> None:
    app = open_page(page)
    assert len(app.title) == 1
    if page not in NEEDS_NO_DATA:
        assert "Try the demo company" in [button.label for button in app.button]


@pytest.mark.parametrize("page", PAGES)
def test_with_the_demo_a_page_shows_its_figures(page: str, demo: Workspace, open_page: Open) -> None:
    app = open_page(page, demo)
    assert "Try the demo company" not in [button.label for button in app.button]
    if page in {"overview", "retention", "lifetime_value", "voice", "revenue"}:
        assert app.metric
        assert any(metric.value != "—" for metric in app.metric)


@pytest.mark.parametrize("page", PAGES)
def test_with_one_account_a_page_stands(page: str, small: Workspace, open_page: Open) -> None:
    open_page(page, small)


@pytest.mark.parametrize("page", PAGES)
def test_with_a_segment_that_nobody_is_in_a_page_stands(page: str, demo: Workspace, open_page: Open) -> None:
    # Each value exists, but no account of the demo has both.
    app = open_page(page, demo, **{"f.Segment": "Enterprise", "f.Plan": "no such plan", "f.Country": "Japan"})
    assert app.title


def test_the_data_of_two_visitors_stays_apart(small: Workspace, open_page: Open) -> None:
    first = open_page("revenue", small)
    second = open_page("revenue")
    assert first.metric
    assert not second.metric


def test_a_page_opened_before_the_app_draws_the_frame_itself(small: Workspace, open_page: Open) -> None:
    app = open_page("revenue", small)
    assert "Period" in [box.label for box in app.sidebar.selectbox]
