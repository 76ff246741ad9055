"""Rates of events: Garwood's published limits, the negative binomial by hand, and coverage by simulation."""

from math import exp, sqrt

import numpy as np
import pytest

from csm_core.stats.event_rates import event_rate, overdispersion


# Garwood (1936), table 1: 95 % limits of the mean for counts 0, 1, 5, 10 and 30.
@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.69), (1, 0.0253, 5.57), (5, 1.62, 11.67), (10, 4.80, 18.39), (30, 20.24, 42.83)],
)
def test_one_count_has_garwoods_limits(count: int, low: float, high: float) -> None:
    interval = event_rate([count], [1.0])
    assert interval.value == count
    assert (interval.low, interval.high) == (pytest.approx(low, abs=0.005), pytest.approx(high, abs=0.005))


def test_spread_beyond_chance_widens_the_interval_as_worked_by_hand() -> None:
    # Counts 0, 0, 0, 12 over one each: m = 3, a = (9 + 9 + 9 + 81 - 12) / 36 = 96 / 36 = 8/3.
    counts, exposure = [0, 0, 0, 12], [1.0] * 4
    assert overdispersion(counts, exposure) == pytest.approx(8 / 3)
    # Variance of the sum: 4 (3 + 8/3 × 9) = 108; error of the log: sqrt(108) / 12.
    factor = exp(1.959964 * sqrt(108) / 12)
    interval = event_rate(counts, exposure)
    assert (interval.value, interval.n) == (3.0, 4)
    assert (interval.low, interval.high) == (pytest.approx(3 / factor, rel=1e-6), pytest.approx(3 * factor, rel=1e-6))


def test_counts_that_spread_less_than_chance_are_taken_as_poisson() -> None:
    assert overdispersion([2, 2, 2], [1.0] * 3) == 0.0
    assert event_rate([2, 2, 2], [1.0] * 3).low == pytest.approx(event_rate([6], [3.0]).low)


def test_nobody_watched_is_no_rate() -> None:
    assert event_rate([], []).value is None
    assert event_rate([0], [0.0]).value is None


def test_nothing_seen_is_zero_with_an_upper_bound() -> None:
    interval = event_rate([0, 0], [1.0, 1.0])
    assert (interval.value, interval.low) == (0.0, 0.0)
    assert interval.high == pytest.approx(3.6889 / 2, abs=1e-4)


def test_interval_covers_a_mixed_rate_about_as_often_as_it_says() -> None:
    # Gamma-Poisson counts of 150 accounts, mean 1, variance 1 + 1.5: 95 % of 400 draws is 380; 3 sd is 13.
    random = np.random.default_rng(11)
    exposure = random.uniform(0.3, 1.0, 150)
    covered = 0
    for _ in range(400):
        counts = random.poisson(exposure * random.gamma(1 / 1.5, 1.5, 150))
        interval = event_rate(counts, exposure)
        assert interval.low is not None
        assert interval.high is not None
        covered += interval.low <= 1.0 <= interval.high
    assert 360 <= covered <= 396


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        event_rate([-1], [1.0])
