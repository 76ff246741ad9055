"""The menu at the end of a title's row, as a visitor opens it."""

from tests.browser.rig import Screen


def open_menu(screen: Screen, tab: str, name: str = "Details of", index: int = 0) -> None:
    """Open the page's menu of that name, the `index`-th of several, at a tab of it."""
    with screen.change():
        screen.page.get_by_test_id("stMain").get_by_role("button", name=name).nth(index).click()
    with screen.change():
        screen.page.get_by_test_id("stPopoverBody").get_by_role("tab", name=tab).click()
