"""AUC of whole-number scores over repeated observations of the same accounts, alone and in pairs, from histograms."""

from __future__ import annotations

from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy import special

from csm_core.stats.arrays import BoolArray, FloatArray
from csm_core.stats.auc import AucDifference, logit_interval
from csm_core.stats.intervals import Interval, normal_quantile

Scores = npt.NDArray[np.uint16]
Places = npt.NDArray[np.integer]


def auc_of_scores(
    health: Scores, churned: BoolArray, account: Places, accounts: int, level: float = 0.95
) -> Interval:
    """Chance that an observation before churn has a *lower* score than one that was not, ties counting half.

    Parameters
    ----------
    health : whole scores, high is good; their number is small (tenths of a point), so that they are counted
    churned : whether the account was lost after that observation
    account : whose observation it is, whole numbers below `accounts`

    Returns
    -------
    Interval from 0 to 1; value None where either kind is missing; bounds None with fewer than two accounts of
    either kind, or at perfect separation. n is the number of observations.

    Notes
    -----
    Obuchowski (1997), Biometrics 53, 567-578: DeLong's components (1988, Biometrics 44) summed by account, with
    the covariance of the accounts that give both kinds; on the logit scale. With one observation an account it is
    DeLong's interval. The components are looked up by score, so that the work is linear in the observations; they
    are the influence of an account on the AUC, so that no bootstrap is needed.

    """
    part = _components(health, churned)
    if part is None:
        return Interval(None, None, None, health.size)
    value = float(part[churned].mean())
    variance = _variance(part, value, churned, account, accounts)
    if variance is None:
        return Interval(value, None, None, health.size)
    return logit_interval(value, variance, health.size, level)


def auc_gain(
    first: Scores, second: Scores, churned: BoolArray, account: Places, accounts: int, level: float = 0.95
) -> AucDifference:
    """AUC of the second score minus that of the first over the same observations; parameters as in `auc_of_scores`.

    The difference of the two components of an observation takes the place of the component: with one observation an
    account it is the paired test of DeLong et al. (1988). A score differs from itself by nothing, for certain; where
    nothing of another difference varies, there is no interval. Neither has a p.
    """
    one, two = _components(first, churned), _components(second, churned)
    if one is None or two is None:
        return AucDifference(None, None, Interval(None, None, None, first.size), None)
    values = float(one[churned].mean()), float(two[churned].mean())
    gap = values[1] - values[0]
    variance = _variance(two - one, gap, churned, account, accounts)
    if variance is None or variance <= 0.0:
        certain = gap if np.array_equal(first, second) else None
        return AucDifference(*values, Interval(gap, certain, certain, first.size), None)
    error = sqrt(variance)
    half = normal_quantile(level) * error
    p_value = float(2.0 * special.ndtr(-abs(gap) / error))
    return AucDifference(*values, Interval(gap, gap - half, gap + half, first.size), p_value)


def auc_value(health: Scores, churned: BoolArray) -> float | None:
    """The AUC alone: see `auc_of_scores`."""
    cases, controls = _counts(health, churned)
    if not cases.sum() or not controls.sum():
        return None
    below = controls.sum() - np.cumsum(controls) + 0.5 * controls
    return float(cases @ below) / float(cases.sum()) / float(controls.sum())


def _counts(health: Scores, churned: BoolArray) -> tuple[FloatArray, FloatArray]:
    size = int(health.max(initial=0)) + 1
    cases = np.bincount(health[churned], minlength=size).astype(np.float64)
    return cases, np.bincount(health, minlength=size) - cases


def _components(health: Scores, churned: BoolArray) -> FloatArray | None:
    """Per observation: of one before churn the share of the others above it, of another the share of those below."""
    cases, controls = _counts(health, churned)
    if not cases.sum() or not controls.sum():
        return None
    above = 1.0 - (np.cumsum(controls) - 0.5 * controls) / controls.sum()
    below = (np.cumsum(cases) - 0.5 * cases) / cases.sum()
    part = below[health]
    part[churned] = above[health[churned]]
    return np.asarray(part, dtype=np.float64)


def _variance(part: FloatArray, value: float, churned: BoolArray, account: Places, accounts: int) -> float | None:
    """Obuchowski's variance of the mean component; None with fewer than two accounts of either kind."""
    m_cases = int(np.count_nonzero(churned))
    m_controls = churned.size - m_cases
    of_case, of_control = np.zeros(accounts, dtype=np.bool_), np.zeros(accounts, dtype=np.bool_)
    of_case[account[churned]] = True
    of_control[account[~churned]] = True
    groups, with_cases, with_controls = (
        int(np.count_nonzero(kind)) for kind in (of_case | of_control, of_case, of_control)
    )
    if min(with_cases, with_controls) < 2:
        return None
    gaps = part - value
    all_gaps = np.bincount(account, weights=gaps, minlength=accounts)
    case_gaps = np.bincount(account[churned], weights=gaps[churned], minlength=accounts)
    control_gaps = all_gaps - case_gaps
    s10 = with_cases / ((with_cases - 1) * m_cases) * float(case_gaps @ case_gaps)
    s01 = with_controls / ((with_controls - 1) * m_controls) * float(control_gaps @ control_gaps)
    s11 = groups / (groups - 1) * float(case_gaps @ control_gaps)
    return s10 / m_cases + s01 / m_controls + 2.0 * s11 / (m_cases * m_controls)
