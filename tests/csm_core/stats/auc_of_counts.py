"""AUC with DeLong's interval from counts of each score: what the figures from observations are held to."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from csm_core.stats.arrays import FloatArray
from csm_core.stats.auc import logit_interval
from csm_core.stats.intervals import Interval


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
    so it stays within 0 and 1. Assumes independent accounts, one observation each.

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
