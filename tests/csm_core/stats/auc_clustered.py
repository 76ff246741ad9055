"""AUC over repeated observations of the same accounts, with an interval that knows they belong together."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from csm_core.stats.arrays import BoolArray, FloatArray
from csm_core.stats.auc import logit_interval
from csm_core.stats.intervals import Interval


def auc_clustered(
    risk: npt.ArrayLike, churned: npt.ArrayLike, account: npt.ArrayLike, level: float = 0.95
) -> Interval:
    """Chance that an observation before churn scores above one that was not, ties counting half.

    Parameters
    ----------
    risk : one score per observation, high is risky (minus the score, for a health score)
    churned : whether the account churned after that observation
    account : whose observation it is

    Returns
    -------
    Interval from 0 to 1; value None where either kind is missing; bounds None with fewer than two
    accounts of either kind, or at perfect separation. n is the number of observations.

    Notes
    -----
    Source: Obuchowski (1997), Biometrics 53, 567-578: DeLong's components summed by account, with
    the covariance of the accounts that give both kinds; on the logit scale. With one observation an
    account this is DeLong's interval.

    """
    score, event = np.asarray(risk, dtype=np.float64), np.asarray(churned, dtype=np.bool_)
    n = score.size
    m_cases, m_controls = int(event.sum()), n - int(event.sum())
    if m_cases == 0 or m_controls == 0:
        return Interval(None, None, None, n)
    names, member = np.unique(np.asarray(account), return_inverse=True)
    part = np.where(event, _share_below(score[~event], score), 1.0 - _share_below(score[event], score))
    value = float(part[event].mean())
    groups = names.size
    cases, case_sum = _by_group(member, part, event, groups)
    controls, control_sum = _by_group(member, part, ~event, groups)
    with_cases, with_controls = int((cases > 0).sum()), int((controls > 0).sum())
    if min(with_cases, with_controls) < 2:
        return Interval(value, None, None, n)
    gap_cases, gap_controls = case_sum - cases * value, control_sum - controls * value
    s10 = with_cases / ((with_cases - 1) * m_cases) * float(gap_cases @ gap_cases)
    s01 = with_controls / ((with_controls - 1) * m_controls) * float(gap_controls @ gap_controls)
    s11 = groups / (groups - 1) * float(gap_cases @ gap_controls)
    variance = s10 / m_cases + s01 / m_controls + 2.0 * s11 / (m_cases * m_controls)
    return logit_interval(value, variance, n, level)


def _share_below(others: FloatArray, score: FloatArray) -> FloatArray:
    ranked = np.sort(others)
    below = np.searchsorted(ranked, score, side="left")
    up_to = np.searchsorted(ranked, score, side="right")
    return np.asarray((below + up_to) / (2.0 * ranked.size), dtype=np.float64)


def _by_group(
    member: npt.NDArray[np.intp], part: FloatArray, of_kind: BoolArray, groups: int
) -> tuple[FloatArray, FloatArray]:
    counts = np.bincount(member[of_kind], minlength=groups).astype(np.float64)
    sums = np.bincount(member[of_kind], weights=part[of_kind], minlength=groups)
    return counts, np.asarray(sums, dtype=np.float64)
