"""A notebook that is presented: one screen of it, without the sidebar, and the way to the others."""

from datetime import datetime

from csm_core import Workspace
from csm_core.notebook.cell import Cell, Form, Text
from csm_core.notebook.notebook import Notebook
from csm_core.notebook.shelf import Shelf
from tests.pages.conftest import Open, assert_sound


def test_one_screen_at_a_time_without_a_sidebar(small: Workspace, open_page: Open) -> None:
    contents = [Text("# Voice"), Cell("nps", form=Form.FIGURE), Text("They like us.")]
    Shelf(small).create(Notebook.of("Board", contents), datetime.fromisoformat("2024-03-12"))
    try:
        app = open_page("present", small, of="Board")
        assert_sound(app)
        assert [header.value for header in app.subheader] == ["Net Promoter Score"]
        assert not app.sidebar.selectbox
        assert any("1 of 2" in text.value for text in app.markdown)
        app.button(key="present.next").click().run()
        assert_sound(app)
        assert any("They like us." in text.value for text in app.markdown)
        assert app.button(key="present.next").disabled
    finally:
        Shelf(small).remove("Board")


def test_a_notebook_that_is_not_there_is_said(small: Workspace, open_page: Open) -> None:
    app = open_page("present", small, of="Nobody's")
    assert any("No such notebook" in info.value for info in app.info)
