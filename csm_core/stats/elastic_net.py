"""Logistic regression with the elastic net's penalty, some or all of its slopes held at zero or above."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from csm_core.stats.arrays import BoolArray, FloatArray
from csm_core.stats.one_thread import one_thread

EXACT = 1e-9
_MOST_STEPS = 2000


@dataclass(frozen=True, slots=True)
class ElasticNet:
    """A fitted model: log odds = `intercept` + x @ `slopes`."""

    intercept: float
    slopes: FloatArray
    penalty: float
    mix: float


def elastic_net(
    x: FloatArray,
    y: BoolArray,
    row_weight: FloatArray,
    penalty: float,
    mix: float,
    positive: BoolArray,
    start: ElasticNet | None = None,
    tolerance: float = EXACT,
) -> ElasticNet:
    """The slopes b and the intercept a that make least

        - log likelihood ÷ Σ row weights + penalty × (mix × Σ|b| + (1 - mix) / 2 × Σb²)

    with b >= 0 where `positive` says so. The intercept is free and not penalised.

    Parameters
    ----------
    x : rows × signals, brought to one scale (the penalty is the same for all)
    y : whether the case happened
    row_weight : how many rows each row stands for, 0 or more
    penalty, mix : 0 or more; from 0 (ridge) to 1 (lasso)
    start : where the search begins; the answer does not depend on it
    tolerance : how far from zero the steepest slope of the whole may be left

    Notes
    -----
    Zou & Hastie (2005), J. R. Statist. Soc. B 67, eq. 3, for the logistic likelihood as in Friedman, Hastie &
    Tibshirani (2010), J. Stat. Softw. 33(1). Non-negative slopes: Slawski & Hein (2013), Electron. J. Stat. 7.
    A slope of either sign is the difference of two that are not negative, so that the absolute value is a plain sum
    and the whole a smooth problem with bounds: L-BFGS-B, Byrd, Lu, Nocedal & Zhu (1995). It is convex; with mix < 1
    its solution is unique.
    """
    free = np.flatnonzero(~positive)
    signals = x.shape[1]
    total = float(row_weight.sum())
    lasso, ridge = penalty * mix, penalty * (1.0 - mix)

    def loss(point: FloatArray) -> tuple[float, FloatArray]:
        slopes = _joined(point, signals, free)
        # Sums in this thread: for so few signals the threads of a matrix library cost more than they save.
        log_odds = np.einsum("ij,j->i", x, slopes) + point[-1]
        value = float(row_weight @ (np.logaddexp(0.0, log_odds) - y * log_odds)) / total
        residual = row_weight * (scipy.special.expit(log_odds) - y) / total
        smooth = np.einsum("ij,i->j", x, residual) + ridge * slopes
        gradient = np.concatenate([smooth + lasso, -smooth[free] + lasso, [residual.sum()]])
        value += ridge / 2 * float(slopes @ slopes) + lasso * float(point[:-1].sum())
        return value, np.asarray(gradient, dtype=np.float64)

    bounds = [(0.0, None)] * (signals + free.size) + [(None, None)]
    with one_thread():
        begin = _begin(start, y, row_weight, signals, free)
        fit = scipy.optimize.minimize(
            loss,
            begin,
            jac=True,
            method="L-BFGS-B",
            bounds=bounds,
            options={"maxiter": _MOST_STEPS, "maxfun": 2 * _MOST_STEPS, "ftol": tolerance * 1e-6, "gtol": tolerance},
        )
    point = np.asarray(fit.x, dtype=np.float64)
    return ElasticNet(float(point[-1]), _joined(point, signals, free), penalty, mix)


def largest_penalty(x: FloatArray, y: BoolArray, row_weight: FloatArray, mix: float, positive: BoolArray) -> float:
    """The least penalty under which every slope is 0: the path of penalties begins here."""
    share = float(row_weight @ y) / float(row_weight.sum())
    pull = x.T @ (row_weight * (y - share)) / row_weight.sum()
    pull = np.where(positive, pull, np.abs(pull))
    return max(float(pull.max(initial=0.0)), EXACT) / max(mix, 0.01)


def _joined(point: FloatArray, signals: int, free: np.ndarray[tuple[int], np.dtype[np.intp]]) -> FloatArray:
    slopes = point[:signals].copy()
    slopes[free] -= point[signals:-1]
    return slopes


def _begin(
    start: ElasticNet | None,
    y: BoolArray,
    row_weight: FloatArray,
    signals: int,
    free: np.ndarray[tuple[int], np.dtype[np.intp]],
) -> FloatArray:
    if start is None:
        share = float(row_weight @ y) / float(row_weight.sum())
        intercept = float(scipy.special.logit(min(max(share, 1e-6), 1 - 1e-6)))
        return np.concatenate([np.zeros(signals + free.size), [intercept]])
    return np.concatenate([np.maximum(start.slopes, 0), np.maximum(-start.slopes[free], 0), [start.intercept]])
