"""The shifted-beta-geometric model against Fader & Hardie (2007).

Source: "How to Project Customer Retention", Journal of Interactive Marketing 21(1), Table 1 (survivors
of 1,000 customers by year) and the estimates that the paper prints from the first seven years.
"""

import numpy as np
import pytest
from scipy.special import betaln

from csm_core.stats.sbg import fit_sbg, renewal_counts, sbg_retention, sbg_survival
from csm_core.stats.sbg_lifetime import sbg_curve

HIGH_END = np.array([1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394])
REGULAR = np.array([1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173])
FITTED = 8  # the start and seven years; the other five are held out


def _fit(survivors):
    seen = survivors[:FITTED]
    return fit_sbg(lost=-np.diff(seen), at_risk=seen[:-1])


@pytest.mark.parametrize(("survivors", "alpha", "beta"), [(HIGH_END, 0.668, 3.806), (REGULAR, 0.704, 1.182)])
def test_fit_gives_the_published_parameters(survivors, alpha, beta):
    fit = _fit(survivors)
    assert fit.alpha == pytest.approx(alpha, abs=5e-4)
    assert fit.beta == pytest.approx(beta, abs=5e-4)


@pytest.mark.parametrize("survivors", [HIGH_END, REGULAR])
def test_log_likelihood_is_the_papers(survivors):
    # The paper's form: sum n_t ln P(T = t) + n_alive ln S(7), with
    # P(T = t) = B(a + 1, b + t - 1) / B(a, b) and S(t) = B(a, b + t) / B(a, b).
    fit = _fit(survivors)
    a, b, t = fit.alpha, fit.beta, np.arange(1, 8)
    lost = -np.diff(survivors[:FITTED])
    expected = lost @ (betaln(a + 1, b + t - 1) - betaln(a, b))
    expected += survivors[7] * (betaln(a, b + 7) - betaln(a, b))
    assert fit.log_likelihood == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("survivors", [HIGH_END, REGULAR])
def test_projection_stays_within_two_points_of_the_held_out_years(survivors):
    fit = _fit(survivors)
    projected = sbg_survival(fit.alpha, fit.beta, np.arange(8, 13))
    assert np.abs(projected - survivors[8:] / 1000).max() < 0.02


@pytest.mark.parametrize("survivors", [HIGH_END, REGULAR])
def test_held_out_years_lie_in_the_band_widened_by_their_own_chance(survivors):
    # The band is the curve's; a cohort of 1,000 scatters around it by sqrt(S (1 - S) / 1000).
    curve = sbg_curve(_fit(survivors), 12)
    share = survivors / 1000
    scatter = 1.96 * np.sqrt(share * (1 - share) / 1000)
    assert np.all(share[8:] <= curve.survival_high[8:] + scatter[8:])
    assert np.all(share[8:] >= curve.survival_low[8:] - scatter[8:])


def test_cohorts_pooled_by_age_equal_the_paper_s_cohort_form():
    # Two cohorts: 1,000 followed for 3 renewals, 500 followed for 2.
    # At risk: renewal 1: 1,500; 2: 869 + 430 = 1,299; 3: the first cohort's 743.
    lost, at_risk = renewal_counts(age=[1, 2, 3, 1, 2], lost=[131, 126, 90, 70, 60], alive=[0, 0, 653, 0, 370])
    assert lost.tolist() == [201, 186, 90]
    assert at_risk.tolist() == [1500, 1299, 743]
    fit = fit_sbg(lost, at_risk)
    a, b = fit.alpha, fit.beta
    form = 201 * betaln(a + 1, b) + 186 * betaln(a + 1, b + 1) + 90 * betaln(a + 1, b + 2)
    form += 653 * betaln(a, b + 3) + 370 * betaln(a, b + 2) - 1500 * betaln(a, b)
    assert fit.log_likelihood == pytest.approx(form, rel=1e-12)


def test_retention_rate_rises_as_published():
    # (b + t - 1) / (a + b + t - 1) at the published High End estimates: 3.806 / 4.474 and 4.806 / 5.474.
    assert sbg_retention(0.668, 3.806, [1, 2]) == pytest.approx([3.806 / 4.474, 4.806 / 5.474])
