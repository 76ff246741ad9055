"""The renewal model: recovery, its future, and when it says no."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from csm_core.stats.likelihood import NotFitted
from csm_core.stats.sbg import fit_sbg, renewal_counts, sbg_survival
from csm_core.stats.sbg_lifetime import sbg_curve, sbg_lifetime, sbg_quantity_interval

positive = st.floats(0.05, 50)


def _expected_counts(alpha, beta, customers, renewals):
    alive = customers * sbg_survival(alpha, beta, np.arange(renewals + 1))
    return -np.diff(alive), alive[:-1]


@settings(max_examples=30, deadline=None)
@given(alpha=st.floats(0.2, 5), beta=st.floats(0.5, 20))
def test_fit_recovers_what_exact_counts_were_made_from(alpha, beta):
    fit = fit_sbg(*_expected_counts(alpha, beta, 1e4, 12))
    assert fit.alpha == pytest.approx(alpha, rel=1e-4)
    assert fit.beta == pytest.approx(beta, rel=1e-4)
    assert fit.note is None


def test_late_entry_is_conditioned_on():
    # The same customers, but half come into view only after 3 renewals: the estimate must not move,
    # since the counts from renewal 4 on follow the same hazards.
    lost, at_risk = _expected_counts(0.8, 3.0, 1000, 12)
    later_lost, later_risk = lost.copy(), at_risk.copy()
    later_lost[:3] = later_risk[:3] = 0.0
    fit = fit_sbg(lost + later_lost, at_risk + later_risk)
    assert (fit.alpha, fit.beta) == (pytest.approx(0.8, rel=1e-4), pytest.approx(3.0, rel=1e-4))


def test_renewal_counts_take_late_entrants_into_the_risk_set_after_their_entry():
    # 10 start; 4 lost at 1, 2 at 2, 4 still there after 2. 5 more enter having renewed once, and all
    # renew the second time.
    lost, at_risk = renewal_counts(age=[1, 2], lost=[4, 2], alive=[0, 9], entered=[5, 0])
    assert lost.tolist() == [4, 2]
    assert at_risk.tolist() == [10, 11]


def test_renewal_counts_of_nothing_and_of_age_0():
    assert renewal_counts([], [], [])[0].size == 0
    with pytest.raises(ValueError, match="from 1"):
        renewal_counts([0], [1], [1])


@pytest.mark.parametrize(
    ("lost", "at_risk", "reason"),
    [
        ([], [], "no customer"),
        ([0, 0], [0, 0], "no customer"),
        ([3], [10], "fewer than two renewals"),
        ([3, 0], [10, 0], "fewer than two renewals"),
        ([0, 0, 0], [10, 8, 5], "nobody was lost"),
        ([5, 4], [5, 4], "nobody renewed"),
    ],
)
def test_says_why_it_can_not_be_fitted(lost, at_risk, reason):
    model = fit_sbg(lost, at_risk)
    assert isinstance(model, NotFitted)
    assert reason in model.reason


def test_more_lost_than_at_risk_is_refused():
    with pytest.raises(ValueError, match="at_risk"):
        fit_sbg([5], [4])


def test_equal_customers_give_the_constant_curve_and_unbounded_parameters():
    # 10 % lost at each renewal, whatever the tenure: the geometric limit, S(t) = .9^t.
    lost, at_risk = [100.0, 90.0, 81.0], [1000.0, 900.0, 810.0]
    fit = fit_sbg(lost, at_risk)
    assert fit.note is not None
    assert all(p.low is None and p.high is None for p in fit.parameters())
    curve = sbg_curve(fit, 5)
    assert curve.survival == pytest.approx(0.9 ** np.arange(6), abs=1e-3)
    assert np.all(curve.survival_low[1:] < curve.survival[1:])
    assert np.all(curve.survival_high[1:] > curve.survival[1:])


def test_all_or_nothing_customers_are_noted():
    assert "at once or never" in fit_sbg([20, 0, 0], [100, 80, 80]).note


@settings(max_examples=40, deadline=None)
@given(alpha=positive, beta=positive, survived=st.integers(0, 20), discount=st.floats(0.02, 0.5))
def test_closed_form_lifetime_equals_its_series(alpha, beta, survived, discount):
    series = sbg_lifetime(alpha, beta, survived, periods=2000, discount=discount)
    # Fader & Hardie (2010), Marketing Science 29(1), eq. 6:
    # (b + k) / (a + b + k) * 2F1(1, b + k + 1; a + b + k + 1; 1 / (1 + d)).
    staying = beta + survived
    factor = special.hyp2f1(1.0, staying + 1.0, alpha + staying + 1.0, 1.0 / (1.0 + discount))
    assert float(series) == pytest.approx(staying / (alpha + staying) * factor, rel=1e-9)


def test_lifetime_counts_and_discounts_by_hand():
    # alpha = beta = 1: S(1) = 1/2, S(2) = 1/3. Two renewals, the first in half a period, 10 %.
    actual = sbg_lifetime(1.0, 1.0, [0], periods=2, discount=0.1, wait=0.5)
    assert actual == pytest.approx([0.5 * 1.1**-0.5 + 1.1**-1.5 / 3])


@given(alpha=positive, beta=positive)
def test_survival_never_rises(alpha, beta):
    curve = sbg_survival(alpha, beta, np.arange(60))
    assert curve[0] == 1.0
    assert np.all((np.diff(curve) <= 0) & (curve[1:] > 0))


def test_survival_broadcasts_parameters_against_renewals():
    both = sbg_survival(np.array([[1.0], [2.0]]), np.array([[1.0], [1.0]]), np.array([[0, 1, 3]]))
    # alpha 1, beta 1: 1 / (t + 1); alpha 2, beta 1: 2 / ((t + 1)(t + 2)).
    assert both == pytest.approx(np.array([[1, 1 / 2, 1 / 4], [1, 1 / 3, 1 / 10]]))


def test_lifetime_interval_holds_its_value_and_narrows_with_n():
    lost, at_risk = _expected_counts(0.7, 3.8, 200, 10)

    def lifetime(alpha, beta):
        return sbg_lifetime(alpha, beta, [1, 4], 36, 0.008) @ [0.75, 0.25]

    few, few_low, few_high = sbg_quantity_interval(fit_sbg(lost, at_risk), lifetime)
    many, many_low, many_high = sbg_quantity_interval(fit_sbg(lost * 16, at_risk * 16), lifetime)
    assert few_low < few < few_high
    assert many == pytest.approx(few, rel=1e-4)
    # Sixteen times the customers: about a quarter of the width.
    assert (many_high - many_low) / (few_high - few_low) == pytest.approx(0.25, abs=0.03)


def test_lifetime_interval_covers_the_truth_about_as_often_as_it_says():
    # 200 seeded cohorts of 150 customers seen for 1 to 12 renewals; 95 % +- three standard errors.
    random = np.random.default_rng(20240601)
    truth = float(sbg_lifetime(0.67, 3.8, 1, 60, 0.008))
    held, renewals = 0, np.arange(1, 13)[:, None]
    for _ in range(200):
        ends = random.geometric(random.beta(0.67, 3.8, 150))
        seen = random.integers(1, 13, 150)
        lost = ((ends == renewals) & (renewals <= seen)).sum(axis=1)
        at_risk = ((ends >= renewals) & (renewals <= seen)).sum(axis=1)
        _, low, high = sbg_quantity_interval(fit_sbg(lost, at_risk), lambda a, b: sbg_lifetime(a, b, 1, 60, 0.008))
        held += low <= truth <= high
    assert 0.90 <= held / 200 <= 0.996
