"""The margin of error of a Net Promoter Score, and its adjusted-Wald interval."""

from math import sqrt

import pytest

from csm_core.stats.nps_interval import nps_interval, nps_margin_of_error

Z = 1.959963984540054


def test_margin_of_error_of_the_published_example():
    # Cross Validated, answer 18609 (whuber): 1/2 promoters, 1/3 passives, 1/6 detractors give a score
    # of 1/3 with variance (2/3)^2 / 2 + (1/3)^2 / 3 + (4/3)^2 / 6 = 5/9 per answer. For 324 answers
    # the standard error is sqrt(5/9) / 18 = 4.14 points.
    margin = nps_margin_of_error(162, 108, 54)
    assert nps_interval(162, 108, 54).value == pytest.approx(100 / 3)
    assert margin == pytest.approx(100 * Z * sqrt(5 / 9) / 18)
    assert margin / Z == pytest.approx(4.14, abs=0.005)


def test_margin_keeps_the_covariance_of_promoters_and_detractors():
    # 50 %, 20 %, 30 % of 100: variance .5 + .3 - .2^2 = .76, so 1.96 sqrt(.0076) = 17.09 points.
    # Adding p(1-p) + d(1-d) = .46 as if independent would give 13.29, which is too narrow.
    assert nps_margin_of_error(50, 20, 30) == pytest.approx(17.09, abs=0.005)


def test_adjusted_wald_adds_three_answers_in_rocks_proportions():
    # Rocks (2016): n' = 13, p' = 7.75 / 13, d' = 1.75 / 13; centre 6 / 13 = 46.15 points,
    # variance (9.5 / 13 - (6 / 13)^2) / 13 = (123.5 - 36) / 2197 = .0398270; half = 39.11 points.
    found = nps_interval(promoters=7, passives=2, detractors=1)
    assert found.value == pytest.approx(60.0)
    assert found.low == pytest.approx(100 * (6 / 13 - Z * sqrt(87.5 / 2197)))
    assert found.low == pytest.approx(7.04, abs=0.005)
    assert found.high == pytest.approx(85.27, abs=0.005)


def test_unanimous_answers_keep_an_honest_width():
    # n' = 8, p' = 5.75 / 8, d' = .75 / 8: centre .625, variance (.8125 - .390625) / 8 = .0527344,
    # half .4501. The plain Wald margin is 0 here.
    found = nps_interval(5, 0, 0)
    assert nps_margin_of_error(5, 0, 0) == 0.0
    assert found.value == 100.0
    assert found.low == pytest.approx(17.49, abs=0.005)
    assert found.high == 100.0
