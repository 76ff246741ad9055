"""Forecasts worked by hand, which way is taken when, and how often the interval holds what comes."""

from math import sqrt

import numpy as np
import pytest
from scipy import stats

from csm_core.stats.forecast import forecast


def test_steady_growth_is_carried_on() -> None:
    found = forecast(np.arange(10.0), 3)
    assert found is not None
    assert (found.way, found.value, found.error) == ("drift", pytest.approx(12.0), pytest.approx(0.0, abs=1e-12))


def test_drift_is_as_worked_by_hand() -> None:
    # Steps of 1, 3, 1, 3, …: mean 18/9 = 2 of nine steps (five of 1 … 3 alternating), growth beats the level.
    series = np.cumsum([0, 1, 3, 1, 3, 1, 3, 1, 3, 1], dtype=float)
    found = forecast(series, 2)
    assert found is not None
    steps = [1, 3, 1, 3, 1, 3, 1, 3, 1]
    mean = sum(steps) / 9
    spread = sqrt(sum((step - mean) ** 2 for step in steps) / 8)
    assert found.way == "drift"
    assert found.value == pytest.approx(series[-1] + 2 * mean)
    assert found.error == pytest.approx(spread * sqrt(2 * (1 + 2 / 9)))
    assert found.freedom == 8


def test_a_series_that_only_jitters_stays_at_its_level() -> None:
    series = np.array([5.0, 7.0] * 8)
    found = forecast(series, 3)
    assert found is not None
    assert (found.way, found.value) == ("level", pytest.approx(6.0))
    # Twelve values of 5 and 7: variance 12/11; the error of a new one has 1/12 more.
    assert found.error == pytest.approx(sqrt(12 / 11 * (1 + 1 / 12)))


def test_chance_is_a_tail_of_students_t() -> None:
    found = forecast(np.array([5.0, 7.0] * 8), 1)
    assert found is not None
    wanted = 1 - stats.t.cdf((8 - found.value) / found.error, found.freedom)
    assert found.chance_at_least(8) == pytest.approx(wanted)
    assert found.chance_at_least(found.value) == pytest.approx(0.5)


@pytest.mark.parametrize("values", [np.ones(9), np.arange(9.0), 0.1 * np.arange(9)])
def test_without_any_spread_there_is_neither_interval_nor_chance(values: np.ndarray) -> None:
    found = forecast(values, 2)
    assert found is not None
    assert (found.bounds(), found.chance_at_least(1.0)) == (None, None)


@pytest.mark.parametrize("count", [0, 7])
def test_seven_values_are_too_few(count: int) -> None:
    assert forecast(np.arange(count, dtype=float), 1) is None


def test_the_interval_holds_a_random_walk_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(5)
    held = 0
    for _ in range(400):
        walk = np.cumsum(random.normal(1.0, 1.0, 27))
        found = forecast(walk[:24], 3)
        assert found is not None
        low, high = found.bounds()
        held += low <= walk[26] <= high
    assert 355 <= held <= 398
