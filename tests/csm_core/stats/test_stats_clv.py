"""Lifetime value: constant churn, and purchases worth money."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csm_core.stats.bgnbd import fit_bgnbd
from csm_core.stats.clv import (
    Buyers,
    ClvTerms,
    constant_churn_lifetime,
    mean_purchase_clv,
    monthly_rate,
    purchase_clv,
    purchase_clv_bounds,
)
from csm_core.stats.gamma_gamma import fit_gamma_gamma


def _buyers():
    """400 customers drawn from BG/NBD(.8, 6, .8, 2.5), spending gamma-gamma(6, 4, 15)."""
    random = np.random.default_rng(7)
    rows = []
    for rate, leave, scale in zip(
        random.gamma(0.8, 1 / 6.0, 400), random.beta(0.8, 2.5, 400), random.gamma(4.0, 1 / 15.0, 400), strict=True
    ):
        age, now, x, last = float(random.integers(20, 105)), 0.0, 0, 0.0
        while (now := now + random.exponential(1 / rate)) <= age:
            x, last = x + 1, now
            if random.random() < leave:
                break
        rows.append((x, last, age, random.gamma(6.0 * x, 1 / (scale * x)) if x else 0.0))
    return Buyers(*np.array(rows).T, np.ones(400))


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
