"""A host serves as many visitors as it says, and the others in the order in which they came."""

import gc

import pytest
from streamlit.testing.v1 import AppTest

from csm_ui.visitor.keys import Key
from csm_ui.visitor.seats import Seat, Seats
from tests.pages.conftest import ROOT, assert_sound

IDLE = 7200.0


def visit(now: float = 0.0) -> Seat:
    return Seat(session=f"session at {now}", used_at=now)


def opened() -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert_sound(app)
    return app


def test_whoever_comes_when_all_places_are_taken_waits_and_is_let_in_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("csm_ui.visitor.seats._SEATS", Seats(lambda session: True))
    monkeypatch.setenv("CSM_MAX_VISITORS", "2")
    monkeypatch.delenv("CSM_WORKSPACE", raising=False)
    first, _second, third, fourth = opened(), opened(), opened(), opened()
    for app, words in ((third, "You are next in the queue"), (fourth, "You are number 2 in the queue")):
        assert [title.value for title in app.title] == ["Busy, try again soon"]
        assert words in app.info[0].value
        assert Key.WORKSPACE not in app.session_state  # who waits costs nothing yet
    del first.session_state[Key.SEAT]  # her visit ends
    gc.collect()
    next(button for button in third.button if button.label == "Try again now").click().run()
    assert_sound(third)
    assert [title.value for title in third.title] == ["Overview"]
    assert "You are next in the queue" in fourth.run().info[0].value


def test_places_go_to_those_who_came_first_and_a_visit_that_has_ended_gives_up_its_own() -> None:
    seats = Seats(lambda session: True)
    a, b, c = visit(), visit(), visit()
    assert [seats.position(one, 1, IDLE, 0.0) for one in (a, b, c)] == [0, 1, 2]
    assert seats.position(c, 1, IDLE, 10.0) == 2
    del a
    gc.collect()
    # The place is b's, though c asks first.
    assert seats.position(c, 1, IDLE, 20.0) == 1
    assert seats.position(b, 1, IDLE, 21.0) == 0
    # More places were allowed meanwhile.
    assert seats.position(c, 2, IDLE, 22.0) == 0


def test_a_closed_page_keeps_its_place_for_a_minute_and_an_idle_one_as_long_as_data_is_kept() -> None:
    closed: set[str] = set()
    seats = Seats(lambda session: session not in closed)
    a, b = visit(1.0), visit(2.0)
    assert [seats.position(a, 1, IDLE, 2.0), seats.position(b, 1, IDLE, 2.0)] == [0, 1]
    closed.add(a.session)
    assert [seats.position(b, 1, IDLE, second) for second in (10.0, 40.0, 70.0)] == [1, 1, 1]
    assert seats.position(b, 1, IDLE, 71.0) == 0
    # Her network came back: she waits like everybody else.
    closed.clear()
    assert seats.position(a, 1, IDLE, 80.0) == 1
    # b's page is open, and nobody has done anything there since.
    assert seats.position(a, 1, IDLE, 120.0) == 1
    assert [seats.position(a, 1, IDLE, 71.0 + IDLE + second) for second in (0.0, 1.0)] == [1, 0]


def test_a_waiting_page_that_no_longer_asks_loses_its_turn() -> None:
    seats = Seats(lambda session: True)
    a, b, c = visit(), visit(), visit()
    assert [seats.position(one, 1, IDLE, 0.0) for one in (a, b, c)] == [0, 1, 2]
    assert seats.position(c, 1, IDLE, 50.0) == 2
    assert seats.position(c, 1, IDLE, 61.0) == 1
