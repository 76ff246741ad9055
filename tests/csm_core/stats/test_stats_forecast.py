"""Forecasts worked by hand, which way is taken when, and how often the interval holds what comes."""

from math import sqrt

import numpy as np
import pytest
from scipy import stats

from csm_core.stats.forecast import forecast


def test_steady_growth_is_carried_on() -> None:
    outlook = forecast(np.arange(10.0), 3)
    assert outlook is not None
    assert (outlook.way, outlook.value, outlook.error) == (
        "drift",
        pytest.approx(12.0),
        pytest.approx(0.0, abs=1e-12),
    )


def test_drift_is_as_worked_by_hand() -> None:
    # Steps of 1, 3, 1, 3, …: mean 18/9 = 2 of nine steps (five of 1 … 3 alternating), growth beats the level.
    series = np.cumsum([0, 1, 3, 1, 3, 1, 3, 1, 3, 1], dtype=float)
    outlook = forecast(series, 2)
    assert outlook is not None
    steps = [1, 3, 1, 3, 1, 3, 1, 3, 1]
    mean = sum(steps) / 9
    spread = sqrt(sum((step - mean) ** 2 for step in steps) / 8)
    assert outlook.way == "drift"
    assert outlook.value == pytest.approx(series[-1] + 2 * mean)
    assert outlook.error == pytest.approx(spread * sqrt(2 * (1 + 2 / 9)))
    assert outlook.freedom == 8


def test_a_series_that_only_jitters_stays_at_its_level() -> None:
    series = np.array([5.0, 7.0] * 8)
    outlook = forecast(series, 3)
    assert outlook is not None
    assert (outlook.way, outlook.value) == ("level", pytest.approx(6.0))
    # Twelve values of 5 and 7: variance 12/11; the error of a new one has 1/12 more.
    assert outlook.error == pytest.approx(sqrt(12 / 11 * (1 + 1 / 12)))


def test_chance_is_a_tail_of_students_t() -> None:
    outlook = forecast(np.array([5.0, 7.0] * 8), 1)
    assert outlook is not None
    wanted = 1 - stats.t.cdf((8 - outlook.value) / outlook.error, outlook.freedom)
    assert outlook.chance_at_least(8) == pytest.approx(wanted)
    assert outlook.chance_at_least(outlook.value) == pytest.approx(0.5)


@pytest.mark.parametrize("values", [np.ones(9), np.arange(9.0), 0.1 * np.arange(9)])
def test_without_any_spread_there_is_neither_interval_nor_chance(values: np.ndarray) -> None:
    outlook = forecast(values, 2)
    assert outlook is not None
    assert (outlook.bounds(), outlook.chance_at_least(1.0)) == (None, None)


@pytest.mark.parametrize("count", [0, 7])
def test_seven_values_are_too_few(count: int) -> None:
    assert forecast(np.arange(count, dtype=float), 1) is None


def test_the_interval_holds_a_random_walk_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(5)
    held = 0
    for _ in range(400):
        walk = np.cumsum(random.normal(1.0, 1.0, 27))
        outlook = forecast(walk[:24], 3)
        assert outlook is not None
        low, high = outlook.bounds()
        held += low <= walk[26] <= high
    assert 355 <= held <= 398
