"""Every page on the demo company: clean for a screen reader, a phone and a dark room, and silent to the outside."""

import os

import pytest

from csm_ui.visitor.menu import PAGES
from tests.browser.conftest import Visit
from tests.browser.rig import Screen

NAMES = sorted(path.stem for path in PAGES.glob("*.py"))

LONGEST = 2500  # pixels, at 1440 wide
# Those that answer in figures.
FIGURES = ("overview", "revenue", "retention", "voice", "adoption", "support", "outcomes", "lifetime_value")


def height_of(screen: Screen) -> int:
    return int(screen.page.evaluate("""() => document.querySelector('[data-testid="stMain"]').scrollHeight"""))


def top_of_first_figure(screen: Screen) -> float:
    box = screen.page.get_by_test_id("stMetricValue").first.bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_page_is_clean(visit: Visit, demo_app: str, name: str, dark: bool) -> None:
    """No exception, no sideways overflow, no axe violation of ours, at either width; the console and the network are
    watched by `visit`. With CSM_SHOTS set, pictures of all of it are left there to be looked at."""
    screen = visit(demo_app, dark=dark).open("/" if name == "overview" else f"/{name}")
    colours = "dark" if dark else "light"
    for width in (1440, 390):
        screen.page.set_viewport_size({"width": width, "height": 900})
        screen.settled()
        assert screen.exceptions() == []
        assert screen.overflow() <= 0, f"wider than {width} px"
        assert screen.violations() == []
        if width == 1440:
            assert height_of(screen) <= LONGEST, "a page that nobody reads to its end"
        if name in FIGURES:
            assert top_of_first_figure(screen) < 900, "its first figure is not on the first screen"
        if "CSM_SHOTS" in os.environ:
            screen.screenshot(f"{name}_{width}_{colours}")
