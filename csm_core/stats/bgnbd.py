"""The BG/NBD model of buying without a contract."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from csm_core.stats.arrays import FloatArray, distinct_rows
from csm_core.stats.likelihood import Maximum, NotFitted, Parameter, maximise

MIN_REPEAT_BUYERS = 10


@dataclass(frozen=True, slots=True)
class BgNbdFit:
    """A fitted model, in the caller's unit of time.

    Buying rates over customers follow Gamma(r, alpha), chances to leave after a purchase follow
    Beta(a, b). `n` is the number of customers, `repeat_buyers` of those with x > 0.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    n: float
    repeat_buyers: float
    maximum: Maximum

    def parameters(self, level: float = 0.95) -> tuple[Parameter, ...]:
        """The four parameters with observed-information intervals on the log scale."""
        return self.maximum.parameters(("r", "alpha", "a", "b"), level)


@dataclass(frozen=True, slots=True, eq=False)
class Histories:
    """Distinct purchase histories and how many customers have each; what the likelihood needs, once."""

    x: FloatArray
    t_x: FloatArray
    T: FloatArray
    customers: FloatArray


def distinct_histories(
    x: npt.ArrayLike, t_x: npt.ArrayLike, T: npt.ArrayLike, customers: npt.ArrayLike | None = None
) -> Histories:
    """Pool equal histories.

    Parameters
    ----------
    x : repeat purchase occasions (the first purchase is not counted)
    t_x : time from the first purchase to the last, 0 where x is 0
    T : time from the first purchase to the end of the data, in the same unit
    customers : customers with this history, 1 each unless given

    Raises ValueError unless 0 <= t_x <= T and x >= 0, whole.

    """
    frequency, recency, age = (np.asarray(v, dtype=np.float64) for v in (x, t_x, T))
    if bool(np.any((frequency < 0) | (frequency != np.floor(frequency)))):
        raise ValueError("x must be whole and not negative")
    if bool(np.any((recency < 0) | (recency > age) | ((frequency == 0) & (recency != 0)))):
        raise ValueError("t_x must lie between 0 and T, and be 0 where x is 0")
    weights = None if customers is None else np.asarray(customers, dtype=np.float64)
    (frequency, age, recency), count = distinct_rows((frequency, age, recency), weights)
    return Histories(frequency, recency, age, count)


def fit_bgnbd(
    x: npt.ArrayLike, t_x: npt.ArrayLike, T: npt.ArrayLike, customers: npt.ArrayLike | None = None
) -> BgNbdFit | NotFitted:
    """Fit r, alpha, a, b by maximum likelihood; inputs as in `distinct_histories`.

    Returns
    -------
    BgNbdFit, or NotFitted with the reason: no customers, no time observed, too few repeat buyers

    Notes
    -----
    Source: Fader, Hardie & Lee (2005), Marketing Science 24(2), eq. 6, in the factors A1 ... A4 of
    their note on computing it; no penalty. Time is scaled to unit size while fitting.

    """
    pooled = distinct_histories(x, t_x, T, customers)
    n = float(pooled.customers.sum())
    repeat = float(pooled.customers[pooled.x > 0].sum())
    if n == 0:
        return NotFitted("no customer has bought yet")
    if repeat < MIN_REPEAT_BUYERS:
        return NotFitted(f"only {repeat:g} of {n:g} customers bought again; at least {MIN_REPEAT_BUYERS} must have")
    unit = float(pooled.T.max())
    scaled = Histories(pooled.x, pooled.t_x / unit, pooled.T / unit, pooled.customers)
    starts = [np.log(np.array(s)) for s in ((1.0, 0.5, 1.0, 2.0), (0.3, 0.1, 0.5, 2.0), (2.0, 1.0, 0.1, 1.0))]
    fit = maximise(_log_likelihood(scaled), starts, n)
    if isinstance(fit, NotFitted):
        return fit
    r, alpha, a, b = fit.values
    # A density of purchase times in another unit differs by the unit, once a purchase.
    log_likelihood = fit.log_likelihood - float((pooled.customers * pooled.x).sum()) * float(np.log(unit))
    in_unit = Maximum((r, alpha * unit, a, b), log_likelihood, fit.log_covariance, fit.identified)
    return BgNbdFit(r, alpha * unit, a, b, log_likelihood, n, repeat, in_unit)


def _log_likelihood(pooled: Histories) -> Callable[[FloatArray], tuple[float, FloatArray]]:
    # Logarithms are of the few distinct numbers, and taken from there for each history.
    values, at_x = np.unique(pooled.x, return_inverse=True)
    ends, at_end = np.unique(pooled.T, return_inverse=True)
    lasts, at_last = np.unique(pooled.t_x, return_inverse=True)
    per_x = np.bincount(at_x, weights=pooled.customers, minlength=values.size)
    is_again = values > 0

    def log_likelihood(theta: FloatArray) -> tuple[float, FloatArray]:
        r, alpha, a, b = np.exp(theta)
        psi, lgamma = special.psi, special.gammaln
        until_end, until_last = np.log(alpha + ends)[at_end], np.log(alpha + lasts)[at_last]
        purchases = (r + values)[at_x]
        stays = np.maximum(b + values - 1.0, np.where(is_again, 0.0, 1.0))
        alive = -purchases * until_end
        left = np.where(is_again, theta[2] - np.log(stays), -np.inf)[at_x] - purchases * until_last
        both = np.logaddexp(alive, left)
        by_x = (
            lgamma(r + values) - lgamma(r) + r * theta[1]
            + lgamma(a + b) + lgamma(b + values) - lgamma(b) - lgamma(a + b + values)
        )  # fmt: skip
        value = float(per_x @ by_x + pooled.customers @ both)
        w_left = np.exp(left - both) * pooled.customers
        w_alive = pooled.customers - w_left
        until = w_alive @ until_end + w_left @ until_last
        rate = w_alive @ (purchases / (alpha + ends)[at_end]) + w_left @ (purchases / (alpha + lasts)[at_last])
        shared = psi(a + b) - psi(a + b + values)
        slope = np.array(
            [
                r * (per_x @ (psi(r + values) - psi(r)) + per_x.sum() * theta[1] - until),
                per_x.sum() * r - alpha * rate,
                a * (per_x @ shared) + w_left.sum(),
                b * (per_x @ (shared + psi(b + values) - psi(b)) - w_left @ (1.0 / stays)[at_x]),
            ]
        )
        return value, slope

    return log_likelihood
