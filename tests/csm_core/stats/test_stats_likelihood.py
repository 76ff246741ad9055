"""Maximum likelihood on the log scale."""

import numpy as np
import pytest

from csm_core.stats.likelihood import NotFitted, maximise

NAMES = ("rate", "other")


def _poisson(theta):
    # 30 events in 10 units of time, and a second parameter that nothing depends on.
    rate = np.exp(theta[0])
    return 30 * theta[0] - 10 * rate, np.array([30 - 10 * rate, 0.0])


def test_finds_the_maximum_and_its_information():
    # A rate of 3, whose logarithm has variance 1 / 30: 3 * exp(+- 1.96 / sqrt(30)).
    rate, _ = maximise(_poisson, [np.zeros(2)], n=10).parameters(NAMES, 0.95)
    assert rate.value == pytest.approx(3.0)
    assert rate.low == pytest.approx(3 * np.exp(-1.959963984540054 / 30**0.5), rel=1e-6)
    assert rate.high == pytest.approx(3 * np.exp(1.959963984540054 / 30**0.5), rel=1e-6)


def test_a_parameter_that_the_data_say_nothing_of_has_no_bounds():
    _, other = maximise(_poisson, [np.zeros(2)], n=10).parameters(NAMES, 0.95)
    assert (other.low, other.high) == (None, None)


def test_the_best_of_several_starts_is_kept():
    def two_hills(theta):
        # Hills at 0 (height 0) and at 4 (height 1): x^2 (x - 4)^2 turned over, tilted.
        x = theta[0]
        return -(x**2) * (x - 4) ** 2 + x / 4, np.array([-2 * x * (x - 4) * (2 * x - 4) + 0.25])

    maximum = maximise(two_hills, [np.array([0.1]), np.array([3.9])], n=1)
    assert np.log(maximum.values[0]) == pytest.approx(4.0, abs=0.02)


def test_no_finite_likelihood_is_said_in_words():
    maximum = maximise(lambda theta: (np.nan, np.full(1, np.nan)), [np.zeros(1)], n=1)
    assert isinstance(maximum, NotFitted)
    assert "no finite maximum" in maximum.reason
