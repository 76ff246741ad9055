"""Ticking off a call: the note survives a reload, and the next visitor sees it too."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit

NOTE = "Spoke to <b>Dana</b> [about](http://e.example) the export"


def test_a_call_is_ticked_off_with_a_note_and_is_there_after_a_reload(demo_app: str, visit: Visit) -> None:
    screen = visit(demo_app)
    page = screen.page
    screen.open("")
    calls = page.locator(".st-key-calls")
    first = calls.locator("[class*='st-key-calls-entry-']").first
    name = first.locator("[class*='st-key-calls-open-'] strong").first.inner_text()
    with screen.change():
        first.get_by_role("button", name="Log call").click()
    body = page.get_by_test_id("stPopoverBody")
    body.get_by_role("textbox").fill(NOTE)
    with screen.change():
        body.get_by_role("button", name="Called").click()
    expect(calls.locator("strong", has_text=name)).to_have_count(0)

    other = visit(demo_app)
    other.open("")
    again = other.page.locator(".st-key-calls")
    expect(again.get_by_text("1 called in the last 30 days")).to_be_visible()
    expect(again.locator("strong", has_text=name)).to_have_count(0)
    expect(again.get_by_text("1 call made")).to_be_visible()
