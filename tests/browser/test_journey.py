"""The main way through the app, as a leader goes it: exports in, answers out, a link to show others."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.menus import open_menu
from tests.browser.rig import Screen

# Six tools' exports. One more file comes from no tool that is known, with its columns the wrong way round.
EXPORTS = (
    "hubspot_companies.csv",
    "hubspot_contacts.csv",
    "stripe_subscriptions.csv",
    "delighted_nps.csv",
    "zendesk_tickets.csv",
    "mixpanel_events.jsonl.gz",
    "fx_rates.csv",
)


def main_of(page: Page) -> Locator:
    return page.get_by_test_id("stMain")


def choose(screen: Screen, box: Locator, option: str) -> None:
    """Pick an option of a select box by typing it, as one does in a long list; what is chosen already stays."""
    box.scroll_into_view_if_needed()
    if box.input_value() == option:
        return
    box.click()
    box.fill(option)
    with screen.change():
        box.press("Enter")


def shown_numbers(page: Page) -> list[str]:
    return main_of(page).get_by_test_id("stMetricValue").all_inner_texts()


def test_from_exports_to_answers_to_a_link(team_app: str, visit: Visit, exports: Path) -> None:
    her = visit(team_app)
    page = her.open("/data").page

    # Upload: every file is taken for what it is; the last one only by its values.
    # Eight files are read and every row of them is checked: longer than any other step.
    page.get_by_test_id("stFileUploaderDropzoneInput").last.set_input_files(
        [exports / name for name in (*EXPORTS, "happiness.csv")]
    )
    page.get_by_role("button", name="Load", exact=True).wait_for(timeout=240_000)
    her.settled()
    for taken in (
        "accounts (HubSpot",
        "contacts (HubSpot",
        "subscriptions (Stripe",
        "surveys (Delighted",
        "tickets and CSAT surveys (Zendesk",
        "events (Mixpanel",
    ):
        expect(page.get_by_text(taken).first).to_be_visible(timeout=90_000)

    her.settled()

    # Correct a mapping: the day of the answer is not the day of the question.
    form = page.get_by_test_id("stExpander").filter(has_text="happiness.csv")
    if not form.get_by_label("This file contains", exact=False).first.is_visible():
        form.locator("summary").first.click()
    choose(her, form.get_by_label("This file contains", exact=False).first, "surveys")
    choose(her, form.get_by_label("responded_at", exact=True), "Asked")  # wrong …
    choose(her, form.get_by_label("responded_at", exact=True), "Answered")  # … and put right
    choose(her, form.get_by_label("score", exact=True), "Stars")
    if not form.get_by_role("radio", name="csat").is_checked():
        with her.change():
            form.locator("label").filter(has_text=re.compile("^csat$")).click()

    with her.change():
        page.get_by_role("button", name="Load", exact=True).click()
    page.wait_for_function("() => !document.querySelector('[data-testid=\"stProgress\"]')", timeout=90_000)
    her.settled()
    assert her.exceptions() == []

    # Answers: a cohort heatmap, NPS with its band, lifetime value with its interval.
    her.open("/retention")
    expect(main_of(page).get_by_text("Cohort retention", exact=False).first).to_be_visible()
    assert "95" in main_of(page).inner_text()
    assert main_of(page).get_by_test_id("stVegaLiteChart").count() >= 1
    her.open("/voice")
    assert re.search(r"Net Promoter Score|NPS", main_of(page).inner_text())
    assert re.search(r"95 %: −?\d", main_of(page).inner_text())
    her.open("/lifetime_value")
    assert re.search(r"Customer lifetime value is [\d,]+", main_of(page).inner_text())
    assert her.exceptions() == []

    # Move a weight: the board answers at once, Python's figures and the link follow.
    her.open("/health")
    slider = page.locator("input[type=range]").first
    before = page.url
    with her.change():
        slider.focus()
        slider.press("End")
    page.wait_for_function("(url) => location.href !== url", arg=before)
    assert "weight.usage_trend" in page.url

    # Open the rows behind a number.
    her.open("/revenue")
    open_menu(her, "Data", "Details of MRR")
    assert page.get_by_test_id("stPopoverBody").get_by_test_id("stDataFrame").count() == 1
    with her.change():
        page.keyboard.press("Escape")

    # The link, opened cold by somebody else, shows the same numbers.
    numbers = shown_numbers(page)
    assert numbers
    page.get_by_role("button", name="Share", exact=True).click()
    link = page.get_by_test_id("stPopoverBody").locator("code").inner_text().strip()
    his = visit(team_app)
    his.open(link.removeprefix(team_app))
    assert shown_numbers(his.page) == numbers


def test_scope_in_the_address_survives_back_and_reload(demo_app: str, visit: Visit) -> None:
    her = visit(demo_app)
    page = her.open("/").page
    interval = page.get_by_test_id("stSidebar").get_by_label("Interval", exact=True)
    interval.scroll_into_view_if_needed()
    page.wait_for_timeout(500)  # a list that opens while the sidebar scrolls closes again
    with her.change():
        interval.click()
        page.get_by_role("option", name="quarter").click()
    assert "grain=quarter" in page.url
    quarterly = shown_numbers(page)
    her.open("/revenue?grain=quarter")
    assert "by quarter" in main_of(page).inner_text()
    with her.change():
        page.reload()
    assert "by quarter" in main_of(page).inner_text()
    with her.change():
        page.go_back()
    assert shown_numbers(page) == quarterly


def test_a_mangled_link_says_what_it_dropped_and_shows_the_usual(team_app: str, visit: Visit) -> None:
    her = visit(team_app)
    page = her.open("/?demo=1").page
    page.wait_for_selector('[data-testid="stMetricValue"]', timeout=120_000)
    her.open("/revenue?grain=fortnight&start=yesterday")
    assert "fortnight" in main_of(page).inner_text()
    assert her.exceptions() == []
    assert shown_numbers(page)
