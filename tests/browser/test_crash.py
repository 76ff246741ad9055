"""What the screen called saved outlives a server that is killed that very moment."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from csm_core import Workspace
from tests.browser.conftest import Visit
from tests.browser.menus import open_menu
from tests.browser.rig import PATIENCE, ROOT, Screen, served, served_by
from tests.workspaces import LOADED_AT, batch_of

NOTE = "Prices rose; nobody left."


@pytest.fixture
def team_file(tmp_path: Path) -> Path:
    """Six customers in a file that ends in April 2024: March is the latest month that is over."""
    rows = [{"account_id": name, "start_date": "2024-01-05", "mrr": "100", "currency": "EUR"} for name in "ABCDEF"]
    answers = [{"account_id": "A", "responded_at": "2024-04-02", "score": "9", "survey_type": "nps"}]
    workspace = Workspace.open(tmp_path / "team.duckdb")
    workspace.load([batch_of("subscriptions", rows), batch_of("surveys", answers)], LOADED_AT, "add")
    workspace.close()
    return tmp_path / "team.duckdb"


def expect_toast(screen: Screen, words: str) -> None:
    """The screen says so; nothing else is waited for."""
    expect(screen.page.get_by_test_id("stToast").filter(has_text=words)).to_be_visible(timeout=PATIENCE * 1000)


def main_of(screen: Screen) -> Locator:
    return screen.page.get_by_test_id("stMain")


def popover(screen: Screen) -> Locator:
    return screen.page.get_by_test_id("stPopoverBody")


@contextlib.contextmanager
def killed_after(chromium: Browser, path: Path, page: str) -> Iterator[Screen]:
    """A page of the app on a file; at the end of the block the server is killed (SIGKILL), wherever it is."""
    with served_by(ROOT / "asgi.py", path.with_suffix(".log"), CSM_WORKSPACE=str(path)) as (address, process):
        context = chromium.new_context(locale="en-GB", reduced_motion="reduce")
        screen = Screen(context.new_page(), address, path.parent).open(page)
        yield screen
        noticed = list(screen.problems)
        process.kill()
        assert [*screen.exceptions(), *noticed] == []
        process.wait()
        context.close()


def test_what_the_screen_called_saved_outlives_a_killed_server(
    chromium: Browser, visit: Visit, team_file: Path
) -> None:
    with killed_after(chromium, team_file, "/") as her:
        open_menu(her, "Pin")
        with her.change():
            popover(her).get_by_role("textbox", name="Note").fill(NOTE)
            popover(her).get_by_role("textbox", name="Note").press("Control+Enter")
        with her.change():
            popover(her).get_by_role("button", name="Pin to the notebook").click()
        expect_toast(her, "Pinned to 'My notebook'.")
        main_of(her).get_by_text("Closed months").click()
        main_of(her).get_by_role("button", name="Close March 2024").click()
        expect_toast(her, "March 2024 is closed: its figures are saved.")

    with killed_after(chromium, team_file, "/health") as her:
        main_of(her).get_by_role("button", name="Scenarios").click()
        popover(her).get_by_role("textbox", name="Name", exact=True).fill("Renewals first")
        popover(her).get_by_role("button", name="Save").click()
        expect_toast(her, "Saved as 'Renewals first'.")

    with served(ROOT / "asgi.py", team_file.with_suffix(".log"), CSM_WORKSPACE=str(team_file)) as address:
        his = visit(address).open("/notebook")
        expect(main_of(his).locator('[class*="st-key-cell-"]')).to_have_count(1)
        # A cold page runs twice; its cells are there before their text is.
        his.page.wait_for_function(
            "(words) => document.body.innerText.includes(words)", arg=NOTE.split(";")[0], timeout=60_000
        )
        his.settled()
        assert NOTE in main_of(his).inner_text().replace("\N{WORD JOINER}", "")
        his.open("/health")
        main_of(his).get_by_role("combobox", name="Compare with").click()
        expect(his.page.get_by_role("option")).to_have_text(["Default weights", "Renewals first"])
        his.open("/")
        main_of(his).get_by_text("Closed months").click()
        expect(main_of(his).get_by_role("button", name="Reopen March 2024")).to_be_visible()
        expect(main_of(his).get_by_text("All figures are unchanged.")).to_be_visible()
        assert his.exceptions() == []
        his.page.goto("about:blank")
