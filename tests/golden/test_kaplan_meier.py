"""Kaplan-Meier, its band and the log-rank test on the leukaemia remissions of Freireich et al. (1963).

Weeks of remission under 6-MP and placebo, as in Kalbfleisch & Prentice (2002), Table 1.1 (Gehan 1965).
"""

import numpy as np
import pytest

from csm_core.stats.log_rank import log_rank
from csm_core.stats.survival import kaplan_meier, restricted_mean, survival_quantile

TREATED = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
RELAPSED = [True] * 9 + [False] * 12
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_curve_gives_the_published_survival():
    curve = kaplan_meier(TREATED, RELAPSED)
    assert curve.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.events.tolist() == [3, 1, 1, 1, 1, 1, 1]
    assert curve.survival == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)


def test_log_log_band_equals_lifelines():
    # lifelines 0.30.3: KaplanMeierFitter().fit(t, e).confidence_interval_
    curve = kaplan_meier(TREATED, RELAPSED)
    assert curve.low == pytest.approx(
        [0.619718, 0.563147, 0.503200, 0.431610, 0.367511, 0.267779, 0.188052], abs=5e-7
    )
    assert curve.high == pytest.approx(
        [0.951552, 0.922809, 0.889362, 0.849066, 0.804912, 0.746791, 0.680143], abs=5e-7
    )


def test_medians_and_their_intervals_equal_lifelines():
    # lifelines 0.30.3: median_survival_time_, median_survival_times(confidence_interval_).
    # Treated: 23, from 13 to never reached. Placebo: 8, from 4 to 11.
    treated = survival_quantile(kaplan_meier(TREATED, RELAPSED))
    assert (treated.value, treated.low, treated.high) == (23, 13, None)
    placebo = survival_quantile(kaplan_meier(PLACEBO, [True] * 21))
    assert (placebo.value, placebo.low, placebo.high) == (8, 4, 11)


def test_band_is_zero_once_everybody_is_lost():
    curve = kaplan_meier(PLACEBO, [True] * 21)
    assert (curve.survival[-1], curve.low[-1], curve.high[-1]) == (0.0, 0.0, 0.0)


def test_restricted_mean_equals_lifelines():
    # lifelines 0.30.3: restricted_mean_survival_time(fitter, t=30)
    assert restricted_mean(kaplan_meier(TREATED, RELAPSED), 30).value == pytest.approx(21.04649859943977)
    # All 21 placebo times fall within 30 weeks: their plain mean, 182 / 21, and its variance with
    # divisor n, sum (t - mean)^2 / n^2 (Greenwood without censoring).
    placebo = restricted_mean(kaplan_meier(PLACEBO, [True] * 21), 30)
    assert placebo.value == pytest.approx(182 / 21)
    half = 1.959963984540054 * np.std(PLACEBO) / np.sqrt(21)
    assert placebo.high - placebo.value == pytest.approx(half)


def test_late_entry_equals_lifelines():
    # lifelines 0.30.3: KaplanMeierFitter().fit(t, e, entry=entry), after 6, 7, 10, 13, 16, 22, 23 weeks.
    # One enters at 10 weeks, where one is lost: in both, who enters at t is at risk only after t.
    entry = [0, 0, 2, 3, 0, 5, 8, 1, 0, 0, 4, 4, 0, 9, 10, 0, 12, 0, 20, 15, 3]
    curve = kaplan_meier(TREATED, RELAPSED, entry=entry)
    assert curve.survival == pytest.approx(
        [0.8, 0.727273, 0.661157, 0.595041, 0.535537, 0.459032, 0.382527], abs=5e-7
    )
    assert curve.low == pytest.approx(
        [0.499824, 0.425232, 0.367212, 0.311534, 0.266671, 0.203302, 0.147413], abs=5e-7
    )
    assert curve.high == pytest.approx(
        [0.930717, 0.888168, 0.842914, 0.793680, 0.744493, 0.683471, 0.617340], abs=5e-7
    )


def test_log_rank_gives_the_published_statistic():
    # Published: chi-squared 16.79 on 1 degree. lifelines 0.30.3: logrank_test: 16.792940989216547,
    # p = 4.168809109334511e-05.
    test = log_rank(TREATED + PLACEBO, RELAPSED + [True] * 21, ["6-MP"] * 21 + ["placebo"] * 21)
    assert test.statistic == pytest.approx(16.792940989216547)
    assert test.p_value == pytest.approx(4.168809109334511e-05)


def test_log_rank_of_three_groups_equals_lifelines():
    # lifelines 0.30.3: multivariate_logrank_test(TREATED + PLACEBO, 14 times a, b, c each, events)
    test = log_rank(TREATED + PLACEBO, RELAPSED + [True] * 21, ["a"] * 14 + ["b"] * 14 + ["c"] * 14)
    assert test.degrees_of_freedom == 2
    assert test.statistic == pytest.approx(3.1916056396600574)
    assert test.p_value == pytest.approx(0.2027456948839551)
