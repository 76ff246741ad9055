"""So many a minute for each key, and no more memory than was agreed on."""

import pytest

from csm_ui.gate.meter import Meter


def test_a_minutes_worth_at_once_and_then_as_they_trickle_in() -> None:
    meter = Meter()
    assert [meter.take("a", 6, 100.0) for _ in range(6)] == [0.0] * 6
    # The seventh: a sixth of a minute after the first.
    assert meter.take("a", 6, 100.0) == pytest.approx(10.0)
    assert meter.take("a", 6, 103.0) == pytest.approx(7.0)  # what is refused takes nothing
    assert meter.take("a", 6, 110.0) == 0.0
    assert meter.take("a", 6, 110.0) == pytest.approx(10.0)
    assert [meter.take("a", 6, 300.0) for _ in range(7)] == [0.0] * 6 + [pytest.approx(10.0)]


def test_keys_do_not_touch_each_other_and_to_look_takes_nothing() -> None:
    meter = Meter()
    assert meter.take("a", 1, 0.0) == 0.0
    assert [meter.seconds_to_wait("b", 1, 0.0) for _ in range(3)] == [0.0] * 3
    assert meter.take("b", 1, 0.0) == 0.0
    assert meter.seconds_to_wait("a", 1, 20.0) == pytest.approx(40.0)


def test_nought_is_no_limit() -> None:
    meter = Meter()
    assert {meter.take("a", 0, 0.0) for _ in range(1000)} == {0.0}
    assert len(meter) == 0


def test_it_remembers_no_more_keys_than_agreed_and_forgets_those_that_took_longest_ago() -> None:
    meter = Meter(most_keys=100)
    for number in range(1000):
        meter.take(f"{number}", 1, number * 0.01)
        meter.take("again and again", 1000, number * 0.01)
    assert len(meter) == 100
    assert meter.seconds_to_wait("999", 1, 10.0) > 0
    assert meter.seconds_to_wait("0", 1, 10.0) == 0.0
