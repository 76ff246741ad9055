"""The interval of a weighted sum, against a published figure and against simulation."""

import numpy as np
import pytest

from csm_core.stats.intervals import wilson, wilson_bounds
from csm_core.stats.linear_interval import linear_interval


def part(successes: int, n: int) -> tuple[float, float, float]:
    one = wilson(successes, n)
    assert one.value is not None
    assert one.low is not None
    assert one.high is not None
    return one.value, one.low, one.high


def test_two_proportions_give_newcombes_published_interval() -> None:
    # Newcombe (1998), Statistics in Medicine 17, 873-890, table II: 56/70 against 48/80, method 10.
    interval = linear_interval((1.0, -1.0), (part(56, 70), part(48, 80)))
    assert interval.value == pytest.approx(0.2)
    assert interval.low == pytest.approx(0.0524, abs=5e-5)
    assert interval.high == pytest.approx(0.3339, abs=5e-5)


def test_the_sides_of_a_subtracted_part_are_turned_round() -> None:
    # 10 (from 9 to 14) minus half of 4 (from 1 to 5): down sqrt(1 + 0.25) with 5 − 4, up sqrt(16 + 2.25) with 4 − 1.
    interval = linear_interval((1.0, -0.5), ((10.0, 9.0, 14.0), (4.0, 1.0, 5.0)))
    assert (interval.value, interval.low, interval.high) == (8.0, 8.0 - 1.25**0.5, 8.0 + 18.25**0.5)


def test_one_group_against_the_mean_of_two_others_covers_as_often_as_it_says() -> None:
    draw = np.random.default_rng(5)
    n, share = np.array([60, 90, 150]), np.array([0.08, 0.15, 0.05])
    weights = (1.0, -90 / 240, -150 / 240)
    truth, covered, runs = float(np.dot(weights, share)), 0, 2000
    for _ in range(runs):
        seen = draw.binomial(n, share)
        low, high = wilson_bounds(seen, n)
        interval = linear_interval(weights, list(zip(seen / n, low, high, strict=True)))
        assert interval.low is not None
        assert interval.high is not None
        covered += interval.low <= truth <= interval.high
    assert 0.94 <= covered / runs <= 0.98


def test_as_many_weights_as_parts_are_needed() -> None:
    with pytest.raises(ValueError, match="zip"):
        linear_interval((1.0,), ())
