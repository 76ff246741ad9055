"""Intervals of products and sums: their closed forms, limits and coverage."""

from math import exp, log, sqrt

import numpy as np
import pytest

from csm_core.stats.intervals import Interval
from csm_core.stats.product_interval import positive_mean, product_interval, weighted_sum_interval


def test_one_factor_keeps_its_interval() -> None:
    interval = product_interval([Interval(3.0, 2.0, 5.0, 10)], 10)
    assert (interval.value, interval.low, interval.high) == pytest.approx((3.0, 2.0, 5.0))


def test_two_factors_add_their_distances_as_squares_side_by_side() -> None:
    # Distances on logs: below log 2 and log 1.5, above log 3 and log 1.1.
    interval = product_interval([Interval(4.0, 2.0, 12.0, 5), Interval(3.0, 2.0, 3.3, 5)], 5)
    assert interval.value == pytest.approx(12.0)
    assert interval.low == pytest.approx(12 * exp(-sqrt(log(2) ** 2 + log(1.5) ** 2)))
    assert interval.high == pytest.approx(12 * exp(sqrt(log(3) ** 2 + log(1.1) ** 2)))


@pytest.mark.parametrize(
    "factor", [Interval(2.0, None, None, 1), Interval(2.0, None, 3.0, 1), Interval(2.0, 0.0, 3.0, 1)]
)
def test_a_factor_without_bounds_leaves_the_product_without(factor: Interval) -> None:
    interval = product_interval([Interval(3.0, 2.0, 5.0, 10), factor], 10)
    assert (interval.value, interval.low, interval.high) == (6.0, None, None)


def test_a_factor_without_value_leaves_nothing() -> None:
    interval = product_interval([Interval(3.0, 2.0, 5.0, 10), Interval(None, None, None, 0)], 10)
    assert (interval.value, interval.low, interval.high, interval.n) == (None, None, None, 10)


def test_a_weighted_sum_adds_squares_of_weighted_distances() -> None:
    # 0.25 × 8 + 0.75 × 4 = 5; below: 0.25 × 4 and 0.75 × 1; above: 0.25 × 2 and 0.75 × 2.
    interval = weighted_sum_interval([Interval(8.0, 4.0, 10.0, 3), Interval(4.0, 3.0, 6.0, 9)], [0.25, 0.75], 12)
    assert interval.value == pytest.approx(5.0)
    assert interval.low == pytest.approx(5 - sqrt(1 + 0.5625))
    assert interval.high == pytest.approx(5 + sqrt(0.25 + 2.25))


def test_a_sum_is_as_unknown_as_its_parts() -> None:
    recorded, unbounded, unknown = (
        Interval(1.0, 0.5, 2.0, 1),
        Interval(1.0, None, None, 1),
        Interval(None, None, None, 0),
    )
    interval = weighted_sum_interval([recorded, unbounded], [0.5, 0.5], 2)
    assert (interval.value, interval.low, interval.high) == (1.0, None, None)
    assert weighted_sum_interval([recorded, unknown], [0.5, 0.5], 2).value is None


def test_a_mean_of_money_is_student_s_on_logs() -> None:
    # 10, 20, 30, 40: mean 25, deviation 12.90994; t(3) = 3.182446; exp(3.182446 × 12.90994 / (25 × 2)) = 2.274372.
    mean = positive_mean([40, 10, 30, 20])
    assert mean.value == 25.0
    assert mean.low == pytest.approx(25 / 2.274372, rel=1e-6)
    assert mean.high == pytest.approx(25 * 2.274372, rel=1e-6)


@pytest.mark.parametrize(("amounts", "value"), [([], None), ([7.0], 7.0), ([0.0, 0.0], 0.0)])
def test_a_mean_of_one_or_of_nothing_has_no_bounds(amounts: list[float], value: float | None) -> None:
    mean = positive_mean(amounts)
    assert (mean.value, mean.low, mean.high) == (value, None, None)


def test_the_interval_of_a_skewed_mean_covers_it_about_as_often_as_it_says() -> None:
    # Lognormal with sigma 0.8, 40 accounts: 95 % nominal; a plain t interval covers about 91 %.
    random = np.random.default_rng(7)
    true = exp(0.8**2 / 2)
    hits = 0
    for _ in range(2000):
        mean = positive_mean(random.lognormal(0.0, 0.8, 40))
        assert mean.low is not None
        assert mean.high is not None
        hits += mean.low <= true <= mean.high
    assert 0.91 < hits / 2000 < 0.97
