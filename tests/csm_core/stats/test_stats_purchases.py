"""Buying without a contract: recovery, limits, lifetime value, and when the models say no."""

import numpy as np
import pytest
from scipy import integrate, stats

from csm_core.stats.bgnbd import distinct_histories, fit_bgnbd
from csm_core.stats.bgnbd_future import (
    BgNbdParameters,
    alive_probability,
    expected_if_alive,
)
from csm_core.stats.gamma_gamma import expected_spend, fit_gamma_gamma
from csm_core.stats.likelihood import NotFitted


def _histories(customers, r, alpha, a, b, seed=7):
    random = np.random.default_rng(seed)
    rows = []
    for rate, leave in zip(random.gamma(r, 1 / alpha, customers), random.beta(a, b, customers), strict=True):
        age, now, x, last = float(random.integers(20, 105)), 0.0, 0, 0.0
        while (now := now + random.exponential(1 / rate)) <= age:
            x, last = x + 1, now
            if random.random() < leave:
                break
        rows.append((x, last, age))
    return np.array(rows).T


def test_intervals_hold_the_parameters_that_the_customers_were_drawn_from():
    fit = fit_bgnbd(*_histories(4000, 0.8, 6.0, 0.8, 2.5))
    for parameter, truth in zip(fit.parameters(0.999), (0.8, 6.0, 0.8, 2.5), strict=True):
        assert parameter.low < truth < parameter.high


def test_unit_of_time_only_rescales_alpha():
    x, t_x, age = _histories(500, 0.8, 6.0, 0.8, 2.5)
    weeks, days = fit_bgnbd(x, t_x, age), fit_bgnbd(x, 7 * t_x, 7 * age)
    assert days.alpha == pytest.approx(7 * weeks.alpha, rel=1e-6)
    assert (days.r, days.a, days.b) == pytest.approx((weeks.r, weeks.a, weeks.b), rel=1e-6)
    # The densities of x purchase times shrink by 7 each.
    assert days.log_likelihood == pytest.approx(weeks.log_likelihood - x.sum() * np.log(7), rel=1e-12)


def test_row_order_and_counts_in_place_of_repeated_rows_change_nothing():
    x, t_x, age = _histories(200, 0.8, 6.0, 0.8, 2.5)
    order = np.random.default_rng(1).permutation(400)
    doubled = [np.tile(v, 2)[order] for v in (x, t_x, age)]
    assert fit_bgnbd(*doubled) == fit_bgnbd(x, t_x, age, np.full(200, 2.0))


def test_equal_histories_are_pooled():
    pooled = distinct_histories([1, 0, 1], [2, 0, 2], [5, 5, 5])
    assert (pooled.x.tolist(), pooled.customers.tolist()) == ([0, 1], [1, 2])


@pytest.mark.parametrize(("x", "t_x", "age"), [([-1], [0], [5]), ([1.5], [1], [5]), ([1], [6], [5]), ([0], [1], [5])])
def test_impossible_histories_are_refused(x, t_x, age):
    with pytest.raises(ValueError, match="must"):
        fit_bgnbd(x, t_x, age)


def test_says_why_buying_can_not_be_fitted():
    assert fit_bgnbd([], [], []) == NotFitted("no customer has bought yet")
    few = fit_bgnbd([0, 0, 3], [0, 0, 4], [9, 9, 9])
    assert isinstance(few, NotFitted)
    assert "only 1 of 3 customers bought again" in few.reason


def test_customers_that_never_leave_leave_the_dropout_unpinned_but_the_rest_sound():
    random = np.random.default_rng(5)
    rates = random.gamma(2.0, 1 / 4.0, 300)
    times = [np.cumsum(random.exponential(1 / rate, 400)) for rate in rates]
    x = np.array([(t <= 60).sum() for t in times], dtype=float)
    t_x = np.array([t[t <= 60].max(initial=0.0) for t in times])
    fit = fit_bgnbd(x, t_x, np.full(300, 60.0))
    r, alpha, a, b = fit.parameters(0.999)
    assert r.low < 2.0 < r.high
    assert alpha.low < 4.0 < alpha.high
    assert a.low is None
    assert b.high is None
    # Nobody leaves: a new customer buys r / alpha a week for as long as one looks.
    assert expected_if_alive(fit, 0, 0, 10.0) == pytest.approx(10 * fit.r / fit.alpha, rel=1e-4)


def test_who_never_bought_again_is_alive_by_construction():
    assert alive_probability(BgNbdParameters(0.2, 4.0, 0.8, 2.4), 0, 0, 50) == 1.0


def _by_quadrature(model, x, age, t):
    # E[Y | alive] = E over p ~ Beta(a, b + x) of (1 - (1 + p t / (alpha + T))^-(r + x)) / p.
    leave = stats.beta(model.a, model.b + x)
    s = t / (model.alpha + age)
    actual, _ = integrate.quad(
        lambda u: -np.expm1(-(model.r + x) * np.log1p(leave.ppf(u) * s)) / leave.ppf(u), 0, 1, limit=200
    )
    return actual


@pytest.mark.parametrize("a", [0.6, 1 - 1e-6, 1.0, 1 + 1e-6, 1 + 1e-5, 3.0])
def test_expectation_passes_smoothly_through_the_pole_at_a_1(a):
    model = BgNbdParameters(0.5, 4.0, a, 2.4)
    for x in (0, 5):
        assert expected_if_alive(model, x, 30, 50) == pytest.approx(_by_quadrature(model, x, 30, 50), rel=1e-6)


def test_expectation_passes_the_pole_at_a_plus_b_1():
    model = BgNbdParameters(0.5, 4.0, 0.6, 0.4)
    assert expected_if_alive(model, 0, 0, 20) == pytest.approx(_by_quadrature(model, 0, 0, 20), rel=1e-5)


@pytest.mark.parametrize(
    ("model", "x", "age", "t", "exact"),
    [
        # Worked out with mpmath 1.3 at 60 digits from the paper's formula.
        (BgNbdParameters(23.22409159612024, 27.410831022665853, 88.3282953914658, 3.8851488757073045),
         193, 15.347988288311159, 221.08999940373383, 3.2545401578392426),
        (BgNbdParameters(400.1810362515705, 3.911635297093789, 0.012029421489468546, 0.09454696818881578),
         0, 118.39967694928583, 20.472337509553125, 57.03212060676409),
    ],
)  # fmt: skip
def test_expectation_stays_exact_far_out(model, x, age, t, exact):
    assert expected_if_alive(model, x, age, t) == pytest.approx(exact, rel=1e-11)


def test_expectation_stays_finite_where_the_series_overflows():
    # Everybody leaves within a few purchases: (b + x) / (a - 1) purchases to come, in the limit.
    actual = expected_if_alive(BgNbdParameters(1.0, 1e-3, 5000.0, 50.0), 4000, 100.0, 1e6)
    assert actual == pytest.approx((5000.0 + 50.0 + 4000.0 - 1) / 4999.0, rel=1e-6)


def test_gamma_gamma_recovers_what_spend_was_drawn_from():
    random = np.random.default_rng(11)
    x = random.integers(1, 8, 5000).astype(float)
    money = random.gamma(6.0 * x) / (random.gamma(4.0, 1 / 15.0, 5000) * x)
    fit = fit_gamma_gamma(x, money)
    for parameter, truth in zip(fit.parameters(0.999), (6.0, 4.0, 15.0), strict=True):
        assert parameter.low < truth < parameter.high
    assert abs(fit.correlation) < 0.05


def test_currency_only_rescales_v():
    random = np.random.default_rng(12)
    x = random.integers(1, 8, 500).astype(float)
    money = random.gamma(6.0 * x) / (random.gamma(4.0, 1 / 15.0, 500) * x)
    euro, cent = fit_gamma_gamma(x, money), fit_gamma_gamma(x, 100.0 * money)
    assert cent.v == pytest.approx(100 * euro.v, rel=1e-5)
    assert (cent.p, cent.q) == pytest.approx((euro.p, euro.q), rel=1e-5)


@pytest.mark.parametrize(
    ("x", "money", "reason"),
    [
        ([0] * 20, [0.0] * 20, "only 0 customers"),
        ([2] * 9, list(range(1, 10)), "only 9 customers"),
        ([2] * 20, [30.0] * 20, "the same on average"),
    ],
)
def test_says_why_spend_can_not_be_fitted(x, money, reason):
    model = fit_gamma_gamma(x, money)
    assert isinstance(model, NotFitted)
    assert reason in model.reason


def test_correlation_is_unknown_where_everybody_bought_equally_often():
    assert fit_gamma_gamma([2] * 20, list(range(1, 21))).correlation is None


def test_spend_without_a_mean_is_not_made_up():
    # q <= 1: the population has no mean; one purchase with p = 2 brings px + q - 1 to 1.5.
    spend = expected_spend(2.0, 0.5, 10.0, [0, 1], [0.0, 20.0])
    assert np.isnan(spend[0])
    assert spend[1] == pytest.approx(2.0 * 30.0 / 1.5)
