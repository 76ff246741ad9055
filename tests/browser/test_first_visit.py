"""A new user with the five exports that everybody has: from the drop to money, health and adoption that hold."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Visit

FIVE = (
    "hubspot_companies.csv",
    "stripe_subscriptions.csv",
    "zendesk_tickets.csv",
    "mixpanel_events.jsonl.gz",
    "delighted_nps.csv",
)


def test_five_exports_give_money_of_all_a_health_distribution_and_adoption_that_says_what_it_knows(
    team_app: str, visit: Visit, exports: Path
) -> None:
    her = visit(team_app)
    page = her.open("/data").page
    page.get_by_test_id("stFileUploaderDropzoneInput").last.set_input_files([exports / name for name in FIVE])
    load = page.get_by_role("button", name="Load", exact=True)
    load.wait_for(timeout=240_000)
    her.settled()
    # A line a column in words; the boxes to change it are folded.
    form = page.get_by_test_id("stExpander").filter(has_text="zendesk_tickets.csv").first
    expect(form.get_by_role("row", name="Requester external id")).to_contain_text("The person's id in the product")
    expect(form.get_by_label("user_id", exact=True).first).not_to_be_visible()
    load.click()

    # The overview comes by itself. All 230 who pay in September are in its money, 102 of them in pounds and dollars.
    page.get_by_role("heading", name="Overview").wait_for(timeout=120_000)
    her.settled()
    main = page.get_by_test_id("stMain")
    expect(main.get_by_test_id("stVerticalBlock").filter(has_text="n 230").first).to_be_visible(timeout=60_000)
    expect(main.get_by_text("Next best file: contacts")).to_be_visible()
    assert "Demo data" not in page.get_by_test_id("stSidebar").inner_text()

    # Accounts have bands from answers and tickets; what use would add is named.
    her.open("/health")
    expect(main.get_by_text("Scored from 4 of 10 components", exact=False).first).to_be_visible()
    assert "0 of 0 accounts" not in main.inner_text()

    # Use is told of people; of accounts it is unknown, never zero, and the page says why and what cures it.
    her.open("/adoption")
    expect(main.get_by_text("119,681 of 269,719 events matched to an account", exact=False).first).to_be_visible()
    assert "0.0 %" not in [figure.strip() for figure in main.get_by_test_id("stMetricValue").all_inner_texts()]

    her.open("/data")
    expect(main.get_by_text("European Central Bank's reference rates", exact=False).first).to_be_visible()
    assert her.exceptions() == []
