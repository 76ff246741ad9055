"""The rig itself: it waits for the right moment, and it sees what it is there to see."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Visit
from tests.browser.rig import served

TRIAL = """
import time
import streamlit as st
st.set_page_config(page_title="Trial", layout="wide")
st.title("Trial")
places = st.number_input("Places", value=0, key="places", bind="query-params")
time.sleep(1.0 * (places == 2))
st.write(f"There are {places} places")
if st.query_params.get("show") == "picture":
    st.markdown("![a picture](http://example.invalid/beacon.png)")
if st.query_params.get("show") == "wide":
    st.html("<div style='width: 3000px'>wide</div>")
if st.query_params.get("show") == "pale":
    st.html("<p style='color: #ddd; background: #fff'>pale</p>")
if st.query_params.get("show") == "error":
    raise ValueError("a secret path")
"""


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("trial")
    (folder / "trial.py").write_text(TRIAL, "utf-8")
    with served(folder / "trial.py", folder / "server.log") as address:
        yield address


def test_a_change_is_waited_for_until_it_is_painted(visit: Visit, trial: str) -> None:
    screen = visit(trial).open()
    for places in (1, 2, 3):
        with screen.change():
            screen.page.get_by_label("Places").fill(str(places))
            screen.page.keyboard.press("Enter")
        assert screen.page.get_by_text(f"There are {places} places").is_visible()
    assert screen.page.url.endswith("?places=3")


def test_a_run_that_a_click_cuts_short_is_not_waited_for(visit: Visit, trial: str) -> None:
    screen = visit(trial).open()
    box = screen.page.get_by_label("Places")
    with screen.change():
        box.fill("2")  # the trial sleeps 1 s before it answers 2
        screen.page.keyboard.press("Enter")
        screen.page.wait_for_function("() => document.querySelector('[data-test-script-state=running]')")
        box.fill("3")
        screen.page.keyboard.press("Enter")
    assert screen.page.get_by_text("There are 3 places").is_visible()
    assert screen.started > screen.finished, "nothing was cut short, so nothing was tested"


def test_a_plain_page_has_no_violation_no_overflow_and_no_error_box(visit: Visit, trial: str) -> None:
    for dark in (False, True):
        screen = visit(trial, width=390, height=844, dark=dark).open()
        assert screen.violations() == []
        assert screen.overflow() == 0
        assert screen.exceptions() == []
        assert screen.screenshot(f"trial-{dark}").stat().st_size > 1000


def test_a_request_that_leaves_the_machine_is_noticed(visit: Visit, trial: str) -> None:
    screen = visit(trial).open("/?show=picture")
    noticed = [problem for problem in screen.problems if problem.startswith("left this machine")]
    screen.problems.clear()
    assert noticed == ["left this machine: http://example.invalid/beacon.png"]


def test_console_errors_uncaught_errors_and_refusals_are_noticed(visit: Visit, trial: str) -> None:
    screen = visit(trial).open()
    screen.page.evaluate("() => { console.error('oh'); setTimeout(() => { throw new Error('no'); }, 0); }")
    screen.page.evaluate("() => fetch('/media/none')")
    screen.settled()
    noticed = sorted(problem.split(":")[0] for problem in screen.problems)
    screen.problems.clear()
    assert noticed == ["HTTP 404", "console", "uncaught"]


def test_what_is_too_wide_or_too_pale_is_seen(visit: Visit, trial: str) -> None:
    assert visit(trial).open("/?show=wide").overflow() > 1000
    assert any(one.startswith("color-contrast") for one in visit(trial).open("/?show=pale").violations())


def test_an_error_box_is_seen_and_tells_a_visitor_nothing(visit: Visit, trial: str) -> None:
    boxes = visit(trial).open("/?show=error").exceptions()
    assert len(boxes) == 1
    assert "secret" not in boxes[0]
    assert "ValueError" not in boxes[0]


def test_the_time_to_a_change_is_measured_in_the_page(visit: Visit, trial: str) -> None:
    screen = visit(trial).open()
    screen.page.get_by_label("Places").fill("2")

    def confirm() -> None:
        screen.page.keyboard.press("Enter")

    probe = "document.querySelector('[data-testid=\"stMarkdown\"]').innerText"
    # The trial sleeps 0.2 s before it answers 2.
    assert screen.milliseconds_to_change(probe, confirm) >= 200
    screen.settled()


def test_the_log_of_an_app_that_does_not_start_is_shown(tmp_path: Path) -> None:
    with (
        pytest.raises(AssertionError, match="does not exist"),
        served(tmp_path / "none.py", tmp_path / "server.log"),
    ):
        pass
