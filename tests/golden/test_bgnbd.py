"""BG/NBD against the CDNOW figures of Fader, Hardie & Lee (2005), and against lifetimes.

`cdnow.csv` is the CDNOW 1/10 sample of 2,357 customers (Fader & Hardie's public research data, as
shipped in lifetimes 0.11.3: lifetimes.datasets.load_cdnow_summary_data_with_monetary_value),
one row per distinct history: x, t_x and T in weeks, mean repeat spend in dollars, customers.
"""

from pathlib import Path

import numpy as np
import pytest

from csm_core.stats.bgnbd import fit_bgnbd
from csm_core.stats.bgnbd_future import (
    BgNbdParameters,
    alive_probability,
    expected_if_alive,
)

X, T_X, T, _, CUSTOMERS = np.loadtxt(Path(__file__).parent / "cdnow.csv", delimiter=",", skiprows=1).T
PUBLISHED = BgNbdParameters(r=0.243, alpha=4.414, a=0.793, b=2.426)
SOME_X, SOME_T_X, SOME_T = [2, 0, 26, 1], [30.43, 0, 30.86, 1.71], [38.86, 38.86, 31.0, 38.86]


def test_fit_gives_the_published_parameters_and_log_likelihood():
    # Fader, Hardie & Lee (2005), Marketing Science 24(2), Table 2: BG/NBD on CDNOW.
    fit = fit_bgnbd(X, T_X, T, CUSTOMERS)
    assert fit.n == 2357
    assert [fit.r, fit.alpha, fit.a, fit.b] == pytest.approx([0.243, 4.414, 0.793, 2.426], abs=5e-4)
    assert fit.log_likelihood == pytest.approx(-9582.4, abs=0.05)


def test_fit_equals_lifetimes_to_its_tolerance():
    # lifetimes 0.11.3: BetaGeoFitter().fit(frequency, recency, T).params_
    fit = fit_bgnbd(X, T_X, T, CUSTOMERS)
    assert [fit.r, fit.alpha, fit.a, fit.b] == pytest.approx([0.242593, 4.413532, 0.792886, 2.425752], rel=2e-6)


def future_purchases(x, t_x, age, ahead):
    """Eq. 10 of the paper."""
    return expected_if_alive(PUBLISHED, x, age, ahead) * alive_probability(PUBLISHED, x, t_x, age)


def test_published_conditional_expectation():
    # Fader, Hardie & Lee, "Implementing the BG/NBD Model in Excel": the customer with
    # x = 2, t_x = 30.43, T = 38.86 is expected to buy 1.226 times in the next 39 weeks.
    assert future_purchases(2, 30.43, 38.86, 39) == pytest.approx(1.226, abs=5e-4)


def test_expectations_equal_lifetimes():
    # lifetimes 0.11.3 with params_ set to the published four:
    # conditional_expected_number_of_purchases_up_to_time(39, x, t_x, T)
    assert future_purchases(SOME_X, SOME_T_X, SOME_T, 39) == pytest.approx(
        [1.22602817, 0.19509805, 20.74972614, 0.20318699], abs=5e-9
    )
    # conditional_probability_alive(x, t_x, T)
    assert alive_probability(PUBLISHED, SOME_X, SOME_T_X, SOME_T) == pytest.approx(
        [0.72657857, 1.0, 0.96891565, 0.21210099], abs=5e-9
    )
    # expected_number_of_purchases_up_to_time([1, 10, 52, 200])
    assert expected_if_alive(PUBLISHED, 0, 0, [1, 10, 52, 200]) == pytest.approx(
        [0.05326789, 0.43241336, 1.4460506, 3.14385551], abs=5e-9
    )


def test_intervals_hold_the_published_estimates():
    for parameter, published in zip(
        fit_bgnbd(X, T_X, T, CUSTOMERS).parameters(), (0.243, 4.414, 0.793, 2.426), strict=True
    ):
        assert parameter.low < published < parameter.high
