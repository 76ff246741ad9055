"""The board on its page: a drag answers at once; who moves, the replay, the address and undo follow."""

from __future__ import annotations

from tests.browser.conftest import Visit

HEADINGS = "() => [...document.querySelectorAll('h2')].map((one) => one.innerText).join('|')"


def test_a_drag_is_followed_by_who_moves_the_replay_and_the_address_and_can_be_undone(
    visit: Visit, demo_app: str
) -> None:
    her = visit(demo_app).open("/health")
    page = her.page
    # It stands under Method, which is folded.
    verdict = page.locator(".st-key-health-verdict")
    before = verdict.text_content()
    assert "change band" not in page.evaluate(HEADINGS)
    page.locator("#weight-0").scroll_into_view_if_needed()
    box = page.locator("#weight-0").bounding_box()
    assert box is not None
    middle, start = box["y"] + box["height"] / 2, box["x"] + 9 + (box["width"] - 18) * 0.2  # the weight is 20
    page.mouse.move(start, middle)
    page.mouse.down()
    seen = set()
    for step in range(1, 11):
        page.mouse.move(start + (box["width"] - 18) * 0.06 * step, middle)
        page.wait_for_timeout(40)
        seen.add(page.locator(".sentence").inner_text())
    assert len(seen) >= 8
    assert verdict.text_content() == before  # nothing was asked of the server yet
    with her.change():
        page.mouse.up()
    assert "change band" in page.evaluate(HEADINGS)
    assert "Nobody" not in page.evaluate(HEADINGS)
    assert verdict.text_content() != before
    assert "weight.usage_trend" in page.url
    with her.change():
        page.keyboard.press("Control+z")
    assert verdict.text_content() == before
    assert "weight.usage_trend" not in page.url
    assert her.exceptions() == []
