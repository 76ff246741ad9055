"""What the shifted-beta-geometric model says of the future: lifetimes and curves, with intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from csm_core.stats.arrays import FloatArray
from csm_core.stats.sbg import SbgFit, sbg_retention, sbg_survival

# A number (or a row of numbers) for each pair of alpha and beta.
SbgQuantity = Callable[[FloatArray, FloatArray], FloatArray]

_DIRECTIONS = 96
_LOGIT_MEAN_LIMIT = 16.0
_LOG_SIZE_LOWEST, _LOG_SIZE_HIGHEST = -9.0, 16.0


@dataclass(frozen=True, slots=True, eq=False)
class SbgCurve:
    """Survival and retention rate by renewal: arrays of one length, shares from 0 to 1, 95 % unless asked.

    `retention[0]` belongs to renewal 0, where nobody has been asked yet: it is 1.
    """

    renewals: FloatArray
    survival: FloatArray
    survival_low: FloatArray
    survival_high: FloatArray
    retention: FloatArray
    retention_low: FloatArray
    retention_high: FloatArray


def sbg_lifetime(
    alpha: npt.ArrayLike,
    beta: npt.ArrayLike,
    survived: npt.ArrayLike,
    periods: int,
    discount: float,
    wait: float = 0.0,
) -> FloatArray:
    """Discounted number of the next `periods` renewals that a customer will make.

    Parameters
    ----------
    alpha, beta : parameters, of one shape
    survived : renewals already made, per kind of customer
    periods : horizon in renewals
    discount : rate per period
    wait : periods from now to the next renewal, 0 when it is due now

    Returns
    -------
    shape of `alpha` + shape of `survived`: sum over j = 1 ... periods of
    S(k + j) / S(k) * (1 + discount)^-(j - 1 + wait)

    """
    a, b = np.asarray(alpha, dtype=np.float64), np.asarray(beta, dtype=np.float64)
    k = np.asarray(survived, dtype=np.float64)
    a, b = (v.reshape(v.shape + (1,) * k.ndim) for v in (a, b))
    staying = np.ones(np.broadcast_shapes(a.shape, k.shape))
    total = np.zeros(staying.shape)
    for j in range(1, periods + 1):
        staying = staying * sbg_retention(a, b, k + j)
        total = total + staying * (1.0 + discount) ** -(j - 1.0 + wait)
    return total


def sbg_quantity_interval(
    fit: SbgFit, quantity: SbgQuantity, level: float = 0.95
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Value, low and high of anything computed from alpha and beta, by profile likelihood.

    The bounds are the least and the greatest value over the pairs (alpha, beta) whose log-likelihood
    lies within chi2(1) / 2 of the maximum. Unlike a normal approximation this holds where customers
    look nearly alike and alpha and beta run off together. Source: Venzon & Moolgavkar (1988),
    Applied Statistics 37(1).

    Parameters
    ----------
    fit : a fitted model
    quantity : arrays of alpha and beta (one entry per pair) in, an array with that first axis out

    Returns
    -------
    value, low, high : arrays of the shape of one pair's quantity

    """
    alpha, beta = _likelihood_region(fit, float(special.chdtri(1, 1.0 - level)) / 2.0)
    values = np.asarray(quantity(np.append(alpha, fit.alpha), np.append(beta, fit.beta)), dtype=np.float64)
    return values[-1], values.min(axis=0), values.max(axis=0)


def sbg_curve(fit: SbgFit, renewals: int, level: float = 0.95) -> SbgCurve:
    """Survival and retention rate from renewal 0 to `renewals`, with pointwise bands."""
    t = np.arange(renewals + 1)

    def both(alpha: FloatArray, beta: FloatArray) -> FloatArray:
        rates = sbg_retention(alpha[:, None], beta[:, None], np.maximum(t, 1)[None, :])
        rates[:, 0] = 1.0
        return np.stack([sbg_survival(alpha[:, None], beta[:, None], t[None, :]), rates], axis=1)

    value, low, high = sbg_quantity_interval(fit, both, level)
    return SbgCurve(t.astype(np.float64), value[0], low[0], high[0], value[1], low[1], high[1])


def _likelihood_region(fit: SbgFit, drop: float) -> tuple[FloatArray, FloatArray]:
    """Pairs on the edge of the likelihood region, found along rays from the maximum."""
    mean, size = fit.alpha / (fit.alpha + fit.beta), fit.alpha + fit.beta
    centre = np.array([np.log(fit.alpha / fit.beta), np.log(size)])
    turn = np.array([[1.0, -1.0], [mean, 1.0 - mean]])  # from logs of alpha, beta to logit mean, log size
    covariance = turn @ np.array(fit.maximum.log_covariance) @ turn.T
    angles = np.arange(_DIRECTIONS) * (2.0 * np.pi / _DIRECTIONS)
    rays = np.column_stack([np.cos(angles), np.sin(angles)]) @ np.linalg.cholesky(covariance).T
    inside, outside = np.zeros(_DIRECTIONS), np.full(_DIRECTIONS, 64.0)
    for _ in range(40):
        middle = (inside + outside) / 2.0
        alpha, beta = _pairs(centre + middle[:, None] * rays)
        within = _log_likelihood(fit, alpha, beta) >= fit.log_likelihood - drop
        inside, outside = np.where(within, middle, inside), np.where(within, outside, middle)
    return _pairs(centre + inside[:, None] * rays)


def _pairs(points: FloatArray) -> tuple[FloatArray, FloatArray]:
    mean = special.expit(np.clip(points[:, 0], -_LOGIT_MEAN_LIMIT, _LOGIT_MEAN_LIMIT))
    size = np.exp(np.clip(points[:, 1], _LOG_SIZE_LOWEST, _LOG_SIZE_HIGHEST))
    return np.asarray(mean * size, dtype=np.float64), np.asarray((1.0 - mean) * size, dtype=np.float64)


def _log_likelihood(fit: SbgFit, alpha: FloatArray, beta: FloatArray) -> FloatArray:
    rates = sbg_retention(alpha[:, None], beta[:, None], np.arange(1, len(fit.lost) + 1)[None, :])
    lost, at_risk = np.array(fit.lost), np.array(fit.at_risk)
    value = np.log1p(-rates) @ lost + np.log(rates) @ (at_risk - lost)
    return np.asarray(value, dtype=np.float64)
