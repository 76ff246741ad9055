"""Gamma-gamma, and customer lifetime value from it and BG/NBD, against published figures and lifetimes.

The data are those of `test_bgnbd.py`.
"""

from pathlib import Path

import numpy as np
import pytest

from csm_core.stats.bgnbd_future import BgNbdParameters
from csm_core.stats.clv import ClvTerms, discounted_purchases
from csm_core.stats.gamma_gamma import expected_spend, fit_gamma_gamma

X, _, _, MEAN_SPEND, CUSTOMERS = np.loadtxt(Path(__file__).parent / "cdnow.csv", delimiter=",", skiprows=1).T


def test_fit_gives_the_published_parameters():
    # Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value": p = 6.25, q = 3.74, v = 15.44
    # on the 946 CDNOW customers that bought again. The published v is 15.44, the maximum is at
    # 15.4477 (lifetimes 0.11.3: GammaGammaFitter().fit(frequency, monetary_value).params_).
    fit = fit_gamma_gamma(X, MEAN_SPEND, CUSTOMERS)
    assert fit.n == 946
    assert [fit.p, fit.q] == pytest.approx([6.25, 3.74], abs=0.005)
    assert fit.v == pytest.approx(15.44, abs=0.01)
    assert [fit.p, fit.q, fit.v] == pytest.approx([6.248802, 3.744588, 15.447748], rel=2e-6)


def test_spend_hardly_goes_with_frequency_in_these_data():
    # numpy 2.4: corrcoef over the 946 customers gives 0.1139; the note calls it weak enough.
    assert fit_gamma_gamma(X, MEAN_SPEND, CUSTOMERS).correlation == pytest.approx(0.11388, abs=5e-6)


def test_expected_spend_equals_lifetimes():
    # lifetimes 0.11.3, params_ p = 6.25, q = 3.74, v = 15.44:
    # conditional_expected_average_profit([2, 1, 0, 10], [22.35, 11.77, 0, 50])
    spend = expected_spend(6.25, 3.74, 15.44, [2, 1, 0, 10], [22.35, 11.77, 0.0, 50.0])
    assert spend == pytest.approx([24.66371391, 18.91685206, 35.2189781, 49.37921521], abs=5e-9)


def test_lifetime_value_equals_lifetimes():
    # lifetimes 0.11.3: customer_lifetime_value(BG/NBD at .243, 4.414, .793, 2.426, x, t_x, T, m,
    # time=12, discount_rate=0.01, freq="W"), which takes 4.345 weeks for a month, 1 % a month.
    x, t_x, age = [2, 0, 26, 1], [30.43, 0, 30.86, 1.71], [38.86, 38.86, 31.0, 38.86]
    spend = expected_spend(6.25, 3.74, 15.44, x, [22.35, 0.0, 46.0, 11.77])
    terms = ClvTerms(margin=1.0, discount_rate_year=1.01**12 - 1, horizon_months=12, time_per_month=4.345)
    purchases = discounted_purchases(BgNbdParameters(0.243, 4.414, 0.793, 2.426), x, t_x, age, terms)
    assert purchases * spend == pytest.approx([36.289211, 8.369004, 1116.608289, 4.637295], abs=5e-7)
