"""The shifted-beta-geometric model of contracts that come up for renewal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from csm_core.stats.arrays import FloatArray
from csm_core.stats.likelihood import Maximum, NotFitted, Parameter, maximise

_NEAR_HOMOGENEOUS = 3e3
_NEAR_POLARISED = 1e-3


@dataclass(frozen=True, slots=True)
class SbgFit:
    """A fitted model: churn probabilities over customers follow Beta(alpha, beta).

    `lost` and `at_risk` are the pooled counts by renewal (1, 2, ...) it was fitted on; `n` is the
    number of renewal decisions in them. `note` says where the data can't tell alpha and beta apart,
    though the curve through them is sound.
    """

    alpha: float
    beta: float
    log_likelihood: float
    n: float
    lost: tuple[float, ...]
    at_risk: tuple[float, ...]
    maximum: Maximum
    note: str | None

    def parameters(self, level: float = 0.95) -> tuple[Parameter, ...]:
        """Alpha and beta with observed-information intervals on the log scale."""
        return self.maximum.parameters(("alpha", "beta"), level)


def renewal_counts(
    age: npt.ArrayLike, lost: npt.ArrayLike, alive: npt.ArrayLike, entered: npt.ArrayLike | None = None
) -> tuple[FloatArray, FloatArray]:
    """Pool cohort counts into customers lost and customers at risk at each renewal.

    Parameters
    ----------
    age : number of a renewal, from 1; may repeat, one row per cohort and renewal
    lost : customers that did not renew at it
    alive : customers that renewed it and of whom nothing later has been seen
    entered : customers that came into view only after having renewed it (left truncation)

    Returns
    -------
    lost, at_risk : one entry per renewal 1 ... max(age)

    """
    k = np.asarray(age, dtype=np.int64)
    if k.size == 0:
        return np.zeros(0), np.zeros(0)
    if int(k.min()) < 1:
        raise ValueError("age counts renewals from 1")
    size = int(k.max())
    by_age = [
        np.bincount(k - 1, weights=np.asarray(counts, dtype=np.float64), minlength=size)
        for counts in (lost, alive, np.zeros(k.size) if entered is None else entered)
    ]
    leaving = by_age[0] + by_age[1]
    still_there = np.cumsum(leaving[::-1])[::-1]
    not_yet_seen = np.cumsum(by_age[2][::-1])[::-1]
    return by_age[0].astype(np.float64), np.asarray(still_there - not_yet_seen, dtype=np.float64)


def fit_sbg(lost: npt.ArrayLike, at_risk: npt.ArrayLike) -> SbgFit | NotFitted:
    """Fit alpha and beta by maximum likelihood to counts by renewal.

    Parameters
    ----------
    lost : customers that did not renew at renewal 1, 2, ...
    at_risk : customers that came up for it and whose decision was seen

    Returns
    -------
    SbgFit, or NotFitted with the reason: nobody at risk, fewer than two renewals seen, nobody lost,
    nobody renewed

    Notes
    -----
    A customer at renewal k is lost with probability alpha / (alpha + beta + k - 1); the product of
    these gives P(T = t) and S(t) of Fader & Hardie (2007), Journal of Interactive Marketing 21(1),
    eq. 5 and 6, and conditioning on renewals passed unseen is then just leaving them out. Assumes
    that contracts renew at whole periods and that each customer keeps one churn probability.

    """
    churned = np.asarray(lost, dtype=np.float64)
    due = np.asarray(at_risk, dtype=np.float64)
    if churned.shape != due.shape or bool(np.any((churned < 0) | (churned > due))):
        raise ValueError("lost must lie between 0 and at_risk, renewal by renewal")
    reason = _why_not(churned, due)
    if reason is not None:
        return NotFitted(reason)
    renewed = due - churned
    elapsed = np.arange(due.size, dtype=np.float64)

    def log_likelihood(theta: FloatArray) -> tuple[float, FloatArray]:
        alpha, beta = np.exp(theta)
        staying, total = beta + elapsed, alpha + beta + elapsed
        value = churned.sum() * theta[0] + (renewed * np.log(staying)).sum() - (due * np.log(total)).sum()
        shared = (due / total).sum()
        slope = [churned.sum() - alpha * shared, beta * ((renewed / staying).sum() - shared)]
        return float(value), np.array(slope)

    share = float(churned.sum() / due.sum())
    starts = [np.log(np.array([share, 1.0 - share]) * size) for size in (1.0, 5.0, 50.0)]
    fit = maximise(log_likelihood, starts, float(due.sum()))
    if isinstance(fit, NotFitted):
        return fit
    alpha, beta = fit.values
    return SbgFit(
        alpha,
        beta,
        fit.log_likelihood,
        float(due.sum()),
        tuple(float(c) for c in churned),
        tuple(float(c) for c in due),
        fit,
        _note(alpha + beta),
    )


def sbg_survival(alpha: npt.ArrayLike, beta: npt.ArrayLike, renewals: npt.ArrayLike) -> FloatArray:
    """Share of a new cohort still there after so many renewals: B(alpha, beta + t) / B(alpha, beta).

    Arrays broadcast; `renewals` are whole numbers from 0 (Fader & Hardie 2007, eq. 6).
    """
    t = np.asarray(renewals, dtype=np.int64)
    steps = np.arange(1, int(t.max(initial=0)) + 1)
    a, b = np.broadcast_arrays(np.asarray(alpha, dtype=np.float64), np.asarray(beta, dtype=np.float64))
    rates = sbg_retention(a[..., None], b[..., None], steps)
    curve = np.concatenate([np.ones((*a.shape, 1)), np.cumprod(rates, axis=-1)], axis=-1)
    if a.ndim == 0:
        return np.asarray(curve[t], dtype=np.float64)
    index = np.broadcast_to(t, np.broadcast_shapes(a.shape, t.shape))
    spread = np.broadcast_to(curve, (*index.shape, curve.shape[-1]))
    return np.asarray(np.take_along_axis(spread, index[..., None], axis=-1)[..., 0], dtype=np.float64)


def sbg_retention(alpha: npt.ArrayLike, beta: npt.ArrayLike, renewal: npt.ArrayLike) -> FloatArray:
    """Share renewing at renewal t = 1, 2, ... among those that came up for it.

    (beta + t - 1) / (alpha + beta + t - 1), rising in t: the likely leavers leave first (eq. 8).
    """
    a, b = np.asarray(alpha, dtype=np.float64), np.asarray(beta, dtype=np.float64)
    staying = b + np.asarray(renewal, dtype=np.float64) - 1.0
    return np.asarray(staying / (a + staying), dtype=np.float64)


def _why_not(lost: FloatArray, at_risk: FloatArray) -> str | None:
    if at_risk.sum() == 0:
        return "no customer has come up for a renewal yet"
    if int((at_risk > 0).sum()) < 2:
        return "fewer than two renewals have been seen, so differences between customers can't be told"
    if lost.sum() == 0:
        return "nobody was lost at any renewal, so there is no churn to model"
    if lost.sum() == at_risk.sum():
        return "nobody renewed, so there is no retention to model"
    return None


def _note(size: float) -> str | None:
    if size > _NEAR_HOMOGENEOUS:
        return "retention does not rise with tenure: customers look alike, and alpha and beta can't be told apart"
    if size < _NEAR_POLARISED:
        return "customers seem to be either leaving at once or never; alpha and beta can't be told apart"
    return None
