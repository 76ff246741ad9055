"""Buying without a contract: recovery, limits, lifetime value, and when the models say no."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from csm_core.stats.bgnbd import distinct_histories, fit_bgnbd
from csm_core.stats.bgnbd_future import (
    BgNbdParameters,
    alive_probability,
    expected_if_alive,
    expected_purchases,
)
from csm_core.stats.clv import (
    Buyers,
    ClvTerms,
    constant_churn_lifetime,
    mean_purchase_clv,
    monthly_rate,
    purchase_clv,
    purchase_clv_bounds,
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


def _buyers(customers=400):
    x, t_x, age = _histories(customers, 0.8, 6.0, 0.8, 2.5)
    random = np.random.default_rng(8)
    rates = random.gamma(4.0, 1 / 15.0, customers)
    spend = np.array([random.gamma(6.0 * max(n, 1), 1 / (v * max(n, 1))) for n, v in zip(x, rates, strict=True)])
    return Buyers(x, t_x, age, np.where(x > 0, spend, 0.0), np.ones(customers))


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
    assert expected_purchases(fit, 10.0) == pytest.approx(10 * fit.r / fit.alpha, rel=1e-4)


def test_who_never_bought_again_is_alive_by_construction():
    assert alive_probability(BgNbdParameters(0.2, 4.0, 0.8, 2.4), 0, 0, 50) == 1.0


def _by_quadrature(model, x, age, t):
    # E[Y | alive] = E over p ~ Beta(a, b + x) of (1 - (1 + p t / (alpha + T))^-(r + x)) / p.
    leave = stats.beta(model.a, model.b + x)
    s = t / (model.alpha + age)
    found, _ = integrate.quad(
        lambda u: -np.expm1(-(model.r + x) * np.log1p(leave.ppf(u) * s)) / leave.ppf(u), 0, 1, limit=200
    )
    return found


@pytest.mark.parametrize("a", [0.6, 1 - 1e-6, 1.0, 1 + 1e-6, 1 + 1e-5, 3.0])
def test_expectation_passes_smoothly_through_the_pole_at_a_1(a):
    model = BgNbdParameters(0.5, 4.0, a, 2.4)
    for x in (0, 5):
        assert expected_if_alive(model, x, 30, 50) == pytest.approx(_by_quadrature(model, x, 30, 50), rel=1e-6)


def test_expectation_passes_the_pole_at_a_plus_b_1():
    model = BgNbdParameters(0.5, 4.0, 0.6, 0.4)
    assert expected_purchases(model, 20) == pytest.approx(_by_quadrature(model, 0, 0, 20), rel=1e-5)


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
    found = expected_if_alive(BgNbdParameters(1.0, 1e-3, 5000.0, 50.0), 4000, 100.0, 1e6)
    assert found == pytest.approx((5000.0 + 50.0 + 4000.0 - 1) / 4999.0, rel=1e-6)


def test_gamma_gamma_recovers_what_spend_was_drawn_from():
    random = np.random.default_rng(11)
    x = random.integers(1, 8, 5000).astype(float)
    money = random.gamma(6.0 * x) / (random.gamma(4.0, 1 / 15.0, 5000) * x)
    fit = fit_gamma_gamma(x, money)
    for parameter, truth in zip(fit.parameters(0.999), (6.0, 4.0, 15.0), strict=True):
        assert parameter.low < truth < parameter.high
    assert abs(fit.correlation) < 0.05


def test_currency_only_rescales_v():
    buyers = _buyers()
    euro, cent = (fit_gamma_gamma(buyers.x, buyers.mean_spend * unit) for unit in (1.0, 100.0))
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
    found = fit_gamma_gamma(x, money)
    assert isinstance(found, NotFitted)
    assert reason in found.reason


def test_correlation_is_unknown_where_everybody_bought_equally_often():
    assert fit_gamma_gamma([2] * 20, list(range(1, 21))).correlation is None


def test_spend_without_a_mean_is_not_made_up():
    # q <= 1: the population has no mean; one purchase with p = 2 brings px + q - 1 to 1.5.
    found = expected_spend(2.0, 0.5, 10.0, [0, 1], [0.0, 20.0])
    assert np.isnan(found[0])
    assert found[1] == pytest.approx(2.0 * 30.0 / 1.5)


def test_monthly_rate_compounds_to_the_yearly_one():
    assert (1 + monthly_rate(0.1)) ** 12 == pytest.approx(1.1)


def test_constant_churn_by_hand():
    # Half leave each month, 3 months, no discount: 1 + .5 + .25, or .5 + .25 + .125 when paid later.
    assert constant_churn_lifetime(0.5, 0.0, 3) == pytest.approx(1.75)
    assert constant_churn_lifetime(0.5, 0.0, 3, first_now=False) == pytest.approx(0.875)
    assert constant_churn_lifetime(0.05, 0.0, None) == pytest.approx(20.0)
    # m (1 + d) / (1 + d - r), Gupta & Lehmann: 1.1 / (1.1 - .8).
    assert constant_churn_lifetime(0.2, 0.1, None) == pytest.approx(1.1 / 0.3)


def test_without_churn_and_discount_only_a_horizon_ends_the_lifetime():
    assert constant_churn_lifetime(0.0, 0.0, 60) == 60
    assert constant_churn_lifetime(0.0, 0.0, None) == float("inf")
    with pytest.raises(ValueError, match="churn"):
        constant_churn_lifetime(1.2, 0.0, 60)


@settings(max_examples=50)
@given(churn=st.floats(0, 1), discount=st.floats(0, 0.5), periods=st.integers(1, 120))
def test_constant_churn_equals_its_sum(churn, discount, periods):
    expected = sum(((1 - churn) / (1 + discount)) ** t for t in range(periods))
    assert constant_churn_lifetime(churn, discount, periods) == pytest.approx(expected, rel=1e-6)


def test_lifetime_value_rises_with_margin_and_horizon_and_falls_with_the_rate():
    buyers = _buyers()
    buying = fit_bgnbd(buyers.x, buyers.t_x, buyers.T)
    spend = fit_gamma_gamma(buyers.x, buyers.mean_spend)
    base = purchase_clv(spend, buying, buyers, ClvTerms(0.5, 0.1, 24))
    assert purchase_clv(spend, buying, buyers, ClvTerms(1.0, 0.1, 24)) == pytest.approx(2 * base)
    assert np.all(purchase_clv(spend, buying, buyers, ClvTerms(0.5, 0.1, 36)) > base)
    assert np.all(purchase_clv(spend, buying, buyers, ClvTerms(0.5, 0.3, 24)) < base)


def test_lifetime_value_lies_in_its_interval_for_each_customer_and_on_average():
    buyers, terms = _buyers(), ClvTerms(0.7, 0.1, 24)
    buying = fit_bgnbd(buyers.x, buyers.t_x, buyers.T)
    spend = fit_gamma_gamma(buyers.x, buyers.mean_spend)
    value = purchase_clv(spend, buying, buyers, terms)
    low, high = purchase_clv_bounds(spend, buying, buyers, terms)
    assert np.all((low < value) & (value < high))
    mean = mean_purchase_clv(spend, buying, buyers, terms)
    assert mean.value == pytest.approx(value.mean())
    assert mean.low < mean.value < mean.high
    # A step of a logarithm, so the interval is as wide on the log scale above as below.
    assert mean.value / mean.low == pytest.approx(mean.high / mean.value)


def test_mean_lifetime_value_of_nobody_is_unknown():
    buyers = _buyers()
    buying, spend = fit_bgnbd(buyers.x, buyers.t_x, buyers.T), fit_gamma_gamma(buyers.x, buyers.mean_spend)
    nobody = Buyers(*(np.zeros(0) for _ in range(5)))
    assert mean_purchase_clv(spend, buying, nobody, ClvTerms(1.0, 0.1, 12)).value is None


def test_without_margin_a_customer_is_worth_nothing_for_certain():
    buyers, terms = _buyers(), ClvTerms(0.0, 0.1, 12)
    buying, spend = fit_bgnbd(buyers.x, buyers.t_x, buyers.T), fit_gamma_gamma(buyers.x, buyers.mean_spend)
    mean = mean_purchase_clv(spend, buying, buyers, terms)
    assert (mean.value, mean.low, mean.high) == (0.0, 0.0, 0.0)
    low, high = purchase_clv_bounds(spend, buying, buyers, terms)
    assert not low.any()
    assert not high.any()


def test_mean_lifetime_value_is_unknown_where_spend_has_no_mean():
    # Spend with a tail so heavy that q falls below 1: customers that never bought again have no
    # expected spend, so there is no mean over all of them.
    random = np.random.default_rng(12)
    buyers = _buyers()
    heavy = np.where(buyers.x > 0, np.exp(random.standard_cauchy(400).clip(-40, 40)), 0.0)
    tailed = Buyers(buyers.x, buyers.t_x, buyers.T, heavy, buyers.customers)
    buying, spend = fit_bgnbd(buyers.x, buyers.t_x, buyers.T), fit_gamma_gamma(buyers.x, heavy)
    assert spend.q < 1
    assert mean_purchase_clv(spend, buying, tailed, ClvTerms(1.0, 0.1, 12)).value is None
