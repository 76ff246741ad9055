"""The notebook page: what a reader does with it is on the shelf at once."""

import re
from datetime import date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from csm_core import Scope, Workspace
from csm_core.notebook.answered import answered
from csm_core.notebook.cell import Cell, Form, Text
from csm_core.notebook.moved import seen_of
from csm_core.notebook.notebook import Notebook
from csm_core.notebook.shelf import Shelf
from csm_core.report.brand import Brand, saved_brand
from csm_ui.visitor.keys import Key
from tests.pages.conftest import Open, assert_sound
from tests.workspaces import LOADED_AT, batch_of

MOVED = re.compile(r"MRR in \w+ 2024 was 100.EUR and is now 150.EUR")
NOON = datetime.fromisoformat("2026-03-01T12:00")
SPRING = Scope(date(2024, 1, 1), date(2024, 4, 1))
MRR = Cell("mrr", scope=SPRING, form=Form.FIGURE, label="MRR", note="All is **well** ![x](http://evil.example/p.png)")


@pytest.fixture
def shelf(small: Workspace) -> Shelf:
    made = Shelf(small)
    made.create(Notebook.of("Board", [Text("# Why"), MRR, Cell("nps", scope=SPRING)]), NOON)
    return made


@pytest.fixture
def page(shelf: Shelf, open_page: Open) -> AppTest:
    return open_page("notebook", shelf.workspace, opened=("notebook.editing",), notebook="Board")


def kinds(shelf: Shelf) -> list[str]:
    entries = shelf.open("Board").entries
    return [entry.content.metric if isinstance(entry.content, Cell) else "text" for entry in entries]


def press(page: AppTest, key: str) -> None:
    page.button(key=key).click().run()
    assert_sound(page)


def test_a_notebook_shows_its_cells_with_their_notes_and_fetches_nothing(page: AppTest) -> None:
    assert page.metric[0].label == "MRR"
    assert page.metric[0].value == "100\N{NO-BREAK SPACE}EUR"
    notes = " ".join(one.value for one in page.markdown)
    assert "**\N{WORD JOINER}well\N{WORD JOINER}**" in notes
    assert "![" not in notes


def test_a_notebook_opens_under_its_name_to_be_read(shelf: Shelf, open_page: Open) -> None:
    page = open_page("notebook", shelf.workspace, notebook="Board")
    assert [title.value for title in page.title] == ["Board"]
    assert page.metric[0].label == "MRR"
    assert not [button for button in page.button if button.label in ("Up", "Delete", "Freeze")]


def test_a_cell_moves_is_copied_deleted_and_brought_back(page: AppTest, shelf: Shelf) -> None:
    press(page, "Board.1.Down")
    assert kinds(shelf) == ["mrr", "text", "nps"]
    press(page, "Board.2.Duplicate")
    assert kinds(shelf) == ["mrr", "mrr", "text", "nps"]
    press(page, "Board.2.Delete")
    assert kinds(shelf) == ["mrr", "text", "nps"]
    press(page, "undo")
    assert kinds(shelf) == ["mrr", "mrr", "text", "nps"]
    assert shelf.open("Board").entries[0].id == "2"


def test_a_frozen_cell_keeps_its_numbers_when_the_data_changes(page: AppTest, shelf: Shelf) -> None:
    press(page, "Board.2.Freeze")
    more = {"account_id": "B", "start_date": "2024-01-10", "amount": "50", "billing_interval": "month"}
    shelf.workspace.load([batch_of("subscriptions", [more | {"currency": "EUR"}])], LOADED_AT, "add")
    page.run()
    assert page.metric[0].value == "100\N{NO-BREAK SPACE}EUR"
    assert any("the data has changed since" in one.value for one in page.caption)
    press(page, "Board.2.Make live")
    assert page.metric[0].value == "150\N{NO-BREAK SPACE}EUR"
    # Made live, it says what became of the number that its note was written about.
    assert any(MOVED.search(one.value) for one in page.info)


def test_a_live_cell_says_what_moved_since_its_note_was_written(shelf: Shelf, open_page: Open) -> None:
    seen = seen_of(answered(shelf.workspace, MRR), NOON)
    shelf.change("Board", lambda now: Notebook("Board").added(MRR, seen), NOON)
    more = {"account_id": "B", "start_date": "2024-01-10", "amount": "50", "billing_interval": "month"}
    shelf.workspace.load([batch_of("subscriptions", [more | {"currency": "EUR"}])], LOADED_AT, "add")
    page = open_page("notebook", shelf.workspace, notebook="Board")
    assert any(MOVED.search(one.value) for one in page.info)


def test_a_cell_is_edited_in_place(page: AppTest, shelf: Shelf) -> None:
    key = "Board.2.edit"
    page.session_state[key] = True
    page.run()
    page.text_area(key=f"{key}.note").set_value("Better").run()
    page.selectbox(key=f"{key}.form").set_value("picture").run()
    page.selectbox(key=f"{key}.set.paused").set_value("kept").run()
    page.number_input(key=f"{key}.last").set_value(2).run()
    assert_sound(page)
    kept = shelf.open("Board").entry("2").content
    assert isinstance(kept, Cell)
    assert (kept.note, kept.form, kept.settings, kept.last) == ("Better", Form.PICTURE, (("paused", "kept"),), 2)


def test_a_cell_that_this_version_cant_answer_says_so_and_the_rest_stands(shelf: Shelf, open_page: Open) -> None:
    shelf.change("Board", lambda now: now.added(Cell("npz")).added(Cell("nps", variant="by_moon")), NOON)
    page = open_page("notebook", shelf.workspace, notebook="Board")
    text = " ".join(one.value for one in page.warning)
    assert "npz" in text
    assert "moon" in text
    assert page.metric[0].value == "100\N{NO-BREAK SPACE}EUR"


def test_a_pin_goes_to_the_notebook_with_its_scope_and_note(small: Workspace, open_page: Open) -> None:
    page = open_page("revenue", small, grain="quarter")
    page.session_state["mrr.more"] = True
    page.session_state["mrr.more.tab"] = "Pin"
    page.run()
    page.text_area(key="mrr.more.pin.note").set_value("Keep *this*").run()
    press(page, "mrr.more.pin.put")
    (entry,) = Shelf(small).open("My notebook").entries
    assert isinstance(entry.content, Cell)
    assert (entry.content.metric, entry.content.note, entry.content.form) == ("mrr", "Keep *this*", Form.FIGURE)
    assert entry.content.scope is not None
    assert entry.content.scope.grain.value == "quarter"
    assert entry.seen is not None
    assert entry.seen.value == 100.0


@pytest.mark.parametrize("start", ["empty", "weekly_review"])
def test_a_notebook_begins_empty_or_from_a_template(start: str, small: Workspace, open_page: Open) -> None:
    page = open_page("notebook", small)
    page.session_state["notebook.new"] = True
    page.run()
    page.radio(key="notebook.new.from").set_value(start).run()
    press(page, "notebook.new.begin")
    (name,) = Shelf(small).names()
    assert page.session_state[Key.NOTEBOOK] == name
    assert bool(Shelf(small).open(name).entries) is (start != "empty")


def test_a_notebook_begins_from_the_page_that_was_seen_last(small: Workspace, open_page: Open) -> None:
    page = open_page("support", small)
    page.switch_page("pages/notebook.py").run()
    page.session_state["notebook.new"] = True
    page.run()
    page.radio(key="notebook.new.from").set_value("page").run()
    press(page, "notebook.new.begin")
    cells = Shelf(small).open("Support").cells
    assert [cell.metric for cell in cells][:2] == ["first_contact_resolution", "ticket_rate"]


def test_a_notebook_is_renamed_copied_deleted_and_brought_back(page: AppTest, shelf: Shelf) -> None:
    page.session_state["notebook.more"] = True
    page.run()
    press(page, "notebook.copy")
    assert shelf.names() == ["Board", "Copy of Board"]
    press(page, "notebook.delete")
    assert shelf.names() == ["Board"]
    press(page, "undo")
    assert shelf.names() == ["Board", "Copy of Board"]


@pytest.mark.parametrize(("role", "shows"), [("CSM", "Pick your name"), ("Executive", "No goal loaded"), ("x", "")])
def test_the_overview_shows_each_role_its_own(role: str, shows: str, demo: Workspace, open_page: Open) -> None:
    page = open_page("overview", demo, role=role)
    text = " ".join(one.value for one in (*page.info, *page.markdown, *page.caption))
    assert shows in text
    assert len(page.metric) == {"CSM": 0, "Executive": 6, "x": 7}[role]


def test_a_marked_day_is_kept_and_shown(small: Workspace, open_page: Open) -> None:
    page = open_page("voice", small)
    page.session_state["mark"] = True
    page.run()
    page.date_input(key="mark.day").set_value(date(2024, 3, 10))
    page.text_input(key="mark.text").set_value("New *prices*").run()
    press(page, "mark.keep")
    assert any("1: New" in one.value and "(10 Mar 2024)" in one.value for one in page.caption)


def test_a_link_names_its_notebook_though_it_is_the_first_one_today(shelf: Shelf, open_page: Open) -> None:
    page = open_page("notebook", shelf.workspace)
    page.session_state["share"] = True
    page.run()
    # Somebody may begin "A draft" tomorrow: a link without a name would then open that one.
    (link,) = (code.value for code in page.code if "data=" in code.value)
    assert "notebook=Board" in link


def test_the_company_of_all_reports_is_kept_with_the_workspace(shelf: Shelf, open_page: Open) -> None:
    page = open_page("notebook", shelf.workspace, opened=("notebook.report",), notebook="Board")
    next(box for box in page.text_input if box.label == "Company").set_value("Acme")
    next(button for button in page.button if button.label == "Save").click().run()
    assert_sound(page)
    assert saved_brand(shelf.workspace) == Brand("Acme")
