"""How well a score tells apart who churned: AUC with DeLong's interval, from histograms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from csm_core.stats.arrays import FloatArray
from csm_core.stats.intervals import Interval, normal_quantile


@dataclass(frozen=True, slots=True)
class AucDifference:
    """AUC of the second score minus that of the first, on the same accounts.

    `difference` has no bounds, and `p_value` is None, where the variance can't be estimated.
    """

    first: float | None
    second: float | None
    difference: Interval
    p_value: float | None


def auc(cases: npt.ArrayLike, controls: npt.ArrayLike, level: float = 0.95) -> Interval:
    """Chance that a case scores above a control, ties counting half, with DeLong's interval.

    Parameters
    ----------
    cases, controls : how many of each have the score 0, 1, 2, ... (one length, rising risk). For a
        health score, where high is good, pass both reversed.

    Returns
    -------
    Interval from 0 to 1; value None without cases or controls; bounds None where they can't be
    estimated (fewer than two of either, or a perfect separation, whose variance is 0). n is cases
    plus controls.

    Notes
    -----
    DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44; the interval is made on the logit scale,
    so it stays within 0 and 1. Assumes independent accounts, one snapshot each.

    """
    m_counts, n_counts = _counts(cases), _counts(controls)
    m, n = float(m_counts.sum()), float(n_counts.sum())
    if m == 0 or n == 0:
        return Interval(None, None, None, m + n)
    over_cases, over_controls = _components(m_counts, n_counts)
    value = float(m_counts @ over_cases) / m
    if m < 2 or n < 2:
        return Interval(value, None, None, m + n)
    variance = (
        float(m_counts @ (over_cases - value) ** 2) / (m - 1) / m
        + float(n_counts @ (over_controls - value) ** 2) / (n - 1) / n
    )
    return logit_interval(value, variance, m + n, level)


def auc_difference(cases: npt.ArrayLike, controls: npt.ArrayLike, level: float = 0.95) -> AucDifference:
    """Second AUC minus first for two scores of the same accounts (paired DeLong).

    `cases` and `controls` are two-dimensional counts: [first score, second score], rising risk.
    """
    m_counts, n_counts = _counts(cases), _counts(controls)
    m, n = float(m_counts.sum()), float(n_counts.sum())
    if m == 0 or n == 0:
        return AucDifference(None, None, Interval(None, None, None, m + n), None)
    case_1, control_1 = _components(m_counts.sum(axis=1), n_counts.sum(axis=1))
    case_2, control_2 = _components(m_counts.sum(axis=0), n_counts.sum(axis=0))
    first, second = float(m_counts.sum(axis=1) @ case_1) / m, float(m_counts.sum(axis=0) @ case_2) / m
    gap = second - first
    if m < 2 or n < 2:
        return AucDifference(first, second, Interval(gap, None, None, m + n), None)
    case_gap, control_gap = case_2[None, :] - case_1[:, None], control_2[None, :] - control_1[:, None]
    variance = (
        float((m_counts * (case_gap - gap) ** 2).sum()) / (m - 1) / m
        + float((n_counts * (control_gap - gap) ** 2).sum()) / (n - 1) / n
    )
    if variance <= 0:
        return AucDifference(first, second, Interval(gap, None, None, m + n), None)
    z = gap / variance**0.5
    half = normal_quantile(level) * variance**0.5
    p_value = float(2.0 * special.ndtr(-abs(z)))
    return AucDifference(first, second, Interval(gap, gap - half, gap + half, m + n), p_value)


def logit_interval(value: float, variance: float, n: float, level: float) -> Interval:
    """Interval of a share made on the logit scale; bounds None at 0, 1 or without variance."""
    if not 0.0 < value < 1.0 or variance <= 0.0:
        return Interval(value, None, None, n)
    half = normal_quantile(level) * variance**0.5 / (value * (1.0 - value))
    centre = float(special.logit(value))
    return Interval(value, float(special.expit(centre - half)), float(special.expit(centre + half)), n)


def _components(cases: FloatArray, controls: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Per score: the share of controls below a case there, and of cases above a control there."""
    below = (np.cumsum(controls) - 0.5 * controls) / controls.sum()
    above = 1.0 - (np.cumsum(cases) - 0.5 * cases) / cases.sum()
    return below, above


def _counts(values: npt.ArrayLike) -> FloatArray:
    counts = np.asarray(values, dtype=np.float64)
    if bool(np.any(counts < 0)):
        raise ValueError("counts must not be negative")
    return counts
