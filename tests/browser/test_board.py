"""The board in a browser: what a hand, a keyboard and a hostile file can do to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from csm_core.scoring.bands import Cutoffs
from csm_core.scoring.components import COMPONENTS, Component
from csm_core.scoring.weights import MissingRule, score
from csm_ui.health.board.presets import presets
from csm_ui.health.board.wire import Against, Board, pack
from tests.browser.board_page import blank_page, coded, mount


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with blank_page(chromium) as opened:
        yield opened


def board(components: tuple[Component, ...] = COMPONENTS[:2]) -> Board:
    # Weights 50:50. Account 1 scores (100 + 0) / 2 = 50, account 2 (30 + 70) / 2 = 50: both watch.
    # With the first weight at 100: (100·100 + 50·0) / 150 = 66.6, and (100·30 + 50·70) / 150 = 43.3.
    matrix = np.array([[1000, 0], [300, 700]], dtype=np.uint16)
    against = Against("Saved", (50, 50), Cutoffs(), score(matrix, (50, 50), MissingRule.REWEIGHT))
    cents = np.array([100_000.0, 250_000.0])
    return Board(components, matrix, cents, "EUR", against, presets(components), Cutoffs(), MissingRule.REWEIGHT)


def counts(page: Page) -> list[str]:
    return [tile.inner_text() for tile in page.locator(".tile .count").all()]


def board_log(page: Page) -> list[list[object]]:
    answer: list[list[object]] = page.evaluate("window.told")
    return answer


def pack_with(weights: tuple[int, int], revision: str, key: str = "board") -> bytes:
    return pack(board(), key, weights, revision)


def test_a_drag_redraws_while_the_button_is_down_and_tells_once_on_release(page: Page) -> None:
    mount(page, pack_with((50, 50), "a"))
    box = page.locator("#weight-1").bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    seen = set()
    for step in range(1, 11):
        page.mouse.move(box["x"] + box["width"] * (0.5 - 0.05 * step), middle)
        page.wait_for_timeout(40)
        seen.add(page.locator(".sentence").inner_text())
        assert board_log(page) == []
    page.mouse.up()
    page.wait_for_function("window.told.length === 1")
    assert len(seen) >= 8
    # The second weight at 0: the scores are 100 and 30. One healthy, one at risk with its €2.5k.
    assert board_log(page) == [["weights", [50, 0]]]
    assert counts(page) == ["1", "0", "1", "0"]
    assert page.locator(".sentence").inner_text() == "Usage frequency 50 % → 0 %: 0 → 1 at risk, +€2.5k MRR."
    assert page.locator(".detail").inner_text() == "1 account falls a band, 1 rises; 2 move by 10 points or more."


def test_the_keyboard_does_what_the_mouse_does_and_tells_once_for_a_run_of_keys(page: Page) -> None:
    mount(page, pack_with((50, 50), "a"))
    page.locator("#weight-1").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "Home"):
        page.keyboard.press(key)
    page.wait_for_function("window.told.length === 1")
    assert board_log(page) == [["weights", [50, 0]]]
    assert page.locator("#weight-1").get_attribute("aria-valuetext") == "0, 0 % of the score"
    assert "0 → 1 at risk" in page.get_by_role("status").inner_text()


def test_all_weights_at_zero_is_a_message_and_never_told(page: Page) -> None:
    mount(page, pack_with((1, 0), "a"))
    page.locator("#weight-0").press("Home")
    page.wait_for_timeout(500)
    assert page.locator(".sentence").inner_text() == "All weights are zero, so there is no score."
    assert counts(page) == ["–", "–", "–", "–"]
    assert board_log(page) == []


def start_from(page: Page, name: str) -> None:
    page.locator(".menu summary").click()
    page.locator(".preset").filter(has_text=name).first.click()


def test_a_locked_weight_is_moved_by_no_key_and_no_button(page: Page) -> None:
    mount(page, pack_with((50, 50), "a"))
    start_from(page, "Usual")
    page.wait_for_function("window.told.length === 1")
    assert board_log(page) == [["weights", [20, 15]]]
    page.get_by_role("button", name="Lock the share of Usage trend").click()
    assert page.locator("#weight-0").is_disabled()
    page.get_by_role("button", name="Reset").click()
    page.wait_for_function("window.told.length === 2")
    assert board_log(page)[1] == [
        "weights",
        [20, 15],
    ]  # the locked share stays, so the only other one does, too
    page.locator("#weight-1").press("End")
    page.wait_for_function("window.told.length === 3")
    assert board_log(page)[2] == ["weights", [20, 15]]


STEER = "([basis, moved, values, locked]) => values.map((value) => board.steer(basis, moved, value, new Set(locked)))"


def test_with_a_lock_the_others_make_room_in_proportion_and_a_way_back_leaves_no_trace(page: Page) -> None:
    basis = [20, 40, 10, 30]
    # The fourth is locked at 30 of 100. The first takes 35 of the other 70: 35 are left for 40:10, that is 28:7;
    # at 70 nothing is left; at 0 all 70 go to 40:10, that is 56:14; beyond 70 it stops.
    moved = page.evaluate(STEER, [basis, 0, [35, 70, 0, 90, 20], [3]])
    assert moved == [[35, 28, 7, 30], [70, 0, 0, 30], [0, 56, 14, 30], [70, 0, 0, 30], basis]
    # Without a lock the others keep their weights, and their shares follow by themselves.
    assert page.evaluate(STEER, [basis, 0, [35], []]) == [[35, 40, 10, 30]]
    # What no weight had is dealt out in equal parts; rounding goes to the earlier ones: 50 = 17 + 17 + 16.
    assert page.evaluate(STEER, [[50, 0, 0, 0, 50], 0, [0], [4]]) == [[0, 17, 17, 16, 50]]
    # Nothing passes 100: 300 − 60 − 0 = 240 would be 160:80, so the second stops at 100 and the first at 40.
    assert page.evaluate(STEER, [[100, 100, 40, 60], 0, [0], [3]]) == [[40, 100, 100, 60]]


def test_every_step_can_be_undone_and_redone_by_button_and_by_keyboard(page: Page) -> None:
    mount(page, pack_with((50, 50), "a"))
    assert page.get_by_role("button", name="Undo").is_disabled()
    page.locator("#weight-0").press("End")
    page.wait_for_function("window.told.length === 1")
    start_from(page, "Usual")
    page.wait_for_function("window.told.length === 2")
    # The page puts weights there, by an exact value or a link: a step as any other.
    page.evaluate("(coded) => window.receive(coded)", coded(pack_with((7, 9), "b")))
    page.keyboard.press("Control+z")
    page.wait_for_function("window.told.length === 3")
    page.keyboard.press("Control+z")
    page.wait_for_function("window.told.length === 4")
    page.get_by_role("button", name="Undo").click()
    page.wait_for_function("window.told.length === 5")
    page.keyboard.press("Control+Shift+Z")
    page.wait_for_function("window.told.length === 6")
    page.get_by_role("button", name="Redo").click()
    page.wait_for_function("window.told.length === 7")
    assert [weights for _, weights in board_log(page)] == [
        [100, 50],
        [20, 15],
        [20, 15],
        [100, 50],
        [50, 50],
        [100, 50],
        [20, 15],
    ]
    page.locator("#weight-1").press("Home")  # a new step: what was undone is gone
    page.wait_for_function("window.told.length === 8")
    assert page.get_by_role("button", name="Redo").is_disabled()


def test_the_menu_of_weightings_works_by_keyboard_alone(page: Page) -> None:
    mount(page, pack_with((50, 50), "a"))
    page.locator(".menu summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert not page.locator(".preset").first.is_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("window.told.length === 1")
    assert board_log(page) == [["weights", [10, 10]]]  # the second of the menu: equal


def test_the_board_keeps_its_weights_until_a_new_revision_asks_for_others(page: Page) -> None:
    mount(page, pack_with((50, 50), "a"))
    page.locator("#weight-0").press("End")
    page.wait_for_function("window.told.length === 1")
    page.evaluate("(coded) => window.receive(coded)", coded(pack_with((50, 50), "a")))
    assert page.locator("#weight-0").input_value() == "100"
    other = replace(board(), cutoffs=Cutoffs(45, 70))  # new bytes, same revision: only the bands changed
    page.evaluate("(coded) => window.receive(coded)", coded(pack(other, "board", (50, 50), "a")))
    assert page.locator("#weight-0").input_value() == "100"
    assert counts(page) == ["1", "1", "0", "0"]  # 66.6 and 43.3 against 45
    page.evaluate("(coded) => window.receive(coded)", coded(pack_with((7, 9), "b")))
    assert [page.locator(f"#weight-{k}").input_value() for k in (0, 1)] == ["7", "9"]


def test_names_from_a_file_are_shown_as_text_and_a_strange_currency_is_no_error(page: Page) -> None:
    name = "<img src=x onerror=\"window.hacked=1\"> & 'co'"
    hostile = replace(COMPONENTS[0], id='"><script>', name=name, meaning=name)
    strange = replace(board((hostile, COMPONENTS[1])), currency="<b>€</b>")
    mount(page, pack(strange, "board", (0, 50), "a"))
    assert page.locator("label.name").first.inner_text() == name
    assert page.locator(".sentence").inner_text().startswith(f"{name} 50 % → 0 %: 0 → 1 at risk")
    assert page.evaluate("window.root.querySelectorAll('img, script, b').length") == 0
    assert page.evaluate("window.hacked") is None


def test_a_phone_shows_every_part_without_sideways_scroll(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    mount(page, pack_with((50, 40), "a"))
    over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(over) == 0
    assert page.locator("#weight-1").is_visible()
