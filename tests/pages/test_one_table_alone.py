"""A page with one export only says which of its figures are there and what would bring the others."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.contract.company import company
from tests.pages.conftest import PAGES, Open, assert_sound
from tests.workspaces import workspace_of

COMPANY = company(accounts=8)
# A table, a page on which it answers something, and one on which it can answer nothing.
TABLES = (
    ("subscriptions", "revenue", "voice"),
    ("invoices", "retention", "voice"),
    ("surveys", "voice", "support"),
    ("events", "adoption", "voice"),
    ("tickets", "support", "lifetime_value"),
)


def captions(app: AppTest) -> list[str]:
    return [caption.value for caption in app.caption] + [info.value for info in app.info]


@pytest.mark.parametrize(("table", "answered", "empty"), TABLES)
def test_each_page_stands_on_one_table_and_names_what_would_unlock_the_rest(
    table: str, answered: str, empty: str, open_page: Open
) -> None:
    app = open_page("overview", workspace_of(**{table: COMPANY[table]}))
    for page in PAGES:
        app.switch_page(f"pages/{page}.py").run()
        assert_sound(app)
        figures = [metric.value for metric in app.metric]
        if page == answered:
            assert any(value != "—" for value in figures)
        if page == empty:
            assert all(value == "—" for value in figures)
            assert any(text.startswith("Load ") and text.endswith(" to see this.") for text in captions(app))
