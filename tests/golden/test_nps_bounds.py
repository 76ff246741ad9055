"""The adjusted-Wald interval of a Net Promoter Score."""

from math import sqrt

import pytest

from csm_core.stats.nps_interval import nps_bounds

Z = 1.959963984540054


def test_adjusted_wald_adds_three_answers_in_rocks_proportions():
    # Rocks (2016): n' = 13, p' = 7.75 / 13, d' = 1.75 / 13; centre 6 / 13 = 46.15 points,
    # variance (9.5 / 13 - (6 / 13)^2) / 13 = (123.5 - 36) / 2197 = .0398270; half = 39.11 points.
    low, high = nps_bounds(promoters=7, passives=2, detractors=1)
    assert low == pytest.approx(100 * (6 / 13 - Z * sqrt(87.5 / 2197)))
    assert low == pytest.approx(7.04, abs=0.005)
    assert high == pytest.approx(85.27, abs=0.005)


def test_unanimous_answers_keep_an_honest_width():
    # n' = 8, p' = 5.75 / 8, d' = .75 / 8: centre .625, variance (.8125 - .390625) / 8 = .0527344,
    # half .4501. The plain Wald margin is 0 here.
    low, high = nps_bounds(5, 0, 0)
    assert low == pytest.approx(17.49, abs=0.005)
    assert high == 100.0
