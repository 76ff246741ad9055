"""The gamma-gamma model of what a customer spends at a purchase."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from csm_core.stats.arrays import FloatArray
from csm_core.stats.likelihood import Maximum, NotFitted, Parameter, maximise

MIN_REPEAT_BUYERS = 10


@dataclass(frozen=True, slots=True)
class GammaGammaFit:
    """A fitted model: spend at a purchase is Gamma(p, nu), nu over customers is Gamma(q, v).

    `v` is in money. `n` is the number of repeat buyers fitted on. `correlation` is Pearson's between
    purchases and mean spend, which the model takes to be 0 (None where either does not vary).
    """

    p: float
    q: float
    v: float
    log_likelihood: float
    n: float
    correlation: float | None
    maximum: Maximum

    def parameters(self, level: float = 0.95) -> tuple[Parameter, ...]:
        """The three parameters with observed-information intervals on the log scale."""
        return self.maximum.parameters(("p", "q", "v"), level)


def fit_gamma_gamma(
    x: npt.ArrayLike, mean_spend: npt.ArrayLike, customers: npt.ArrayLike | None = None
) -> GammaGammaFit | NotFitted:
    """Fit p, q, v by maximum likelihood to the customers with repeat purchases and spend above 0.

    Parameters
    ----------
    x : purchases over which the spend was averaged, per customer
    mean_spend : mean money per purchase; customers with none above 0 are left out
    customers : customers like this, 1 each unless given

    Returns
    -------
    GammaGammaFit, or NotFitted with the reason: too few repeat buyers, all spend alike

    Notes
    -----
    Source: Fader & Hardie (2013), The Gamma-Gamma Model of Monetary Value, eq. 1a.

    """
    frequency, money = np.asarray(x, dtype=np.float64), np.asarray(mean_spend, dtype=np.float64)
    count = np.ones(frequency.size) if customers is None else np.asarray(customers, dtype=np.float64)
    use = (frequency > 0) & (money > 0) & (count > 0)
    order = np.lexsort((count[use], money[use], frequency[use]))
    frequency, money, count = frequency[use][order], money[use][order], count[use][order]
    n = float(count.sum())
    if n < MIN_REPEAT_BUYERS:
        return NotFitted(f"only {n:g} customers bought again for money; at least {MIN_REPEAT_BUYERS} must have")
    if float(np.ptp(money)) <= 1e-9 * float(money.max()):
        return NotFitted("every customer spends the same on average, so there is no spread to model")
    unit = float(count @ money) / n
    starts = [np.log(np.array(s)) for s in ((1.0, 2.0, 1.0), (5.0, 4.0, 0.5), (0.5, 10.0, 10.0))]
    fit = maximise(_log_likelihood(frequency, money / unit, count), starts, n)
    if isinstance(fit, NotFitted):
        return fit
    p, q, v = fit.values
    log_likelihood = fit.log_likelihood - n * float(np.log(unit))
    in_unit = Maximum((p, q, v * unit), log_likelihood, fit.log_covariance, fit.identified)
    return GammaGammaFit(p, q, v * unit, log_likelihood, n, _correlation(frequency, money, count), in_unit)


def expected_spend(p: float, q: float, v: float, x: npt.ArrayLike, mean_spend: npt.ArrayLike) -> FloatArray:
    """Expected mean spend per purchase of a customer who spent `mean_spend` over x purchases (eq. 5).

    A weighted mean of the population's p v / (q - 1) and the customer's own, equal to
    p (v + m x) / (p x + q - 1). x = 0 gives the population's mean. NaN where that has no mean (q <= 1).
    """
    frequency, money = np.asarray(x, dtype=np.float64), np.asarray(mean_spend, dtype=np.float64)
    spent = np.where(frequency > 0, money * frequency, 0.0)
    below = p * frequency + q - 1.0
    return np.asarray(p * (v + spent) / np.where(below > 0, below, np.nan), dtype=np.float64)


def _correlation(x: FloatArray, money: FloatArray, count: FloatArray) -> float | None:
    n = float(count.sum())
    dx, dm = x - float(count @ x) / n, money - float(count @ money) / n
    spread = float(np.sqrt((count @ dx**2) * (count @ dm**2)))
    return None if spread == 0.0 else float(count @ (dx * dm)) / spread


def _log_likelihood(
    x: FloatArray, money: FloatArray, count: FloatArray
) -> Callable[[FloatArray], tuple[float, FloatArray]]:
    values, index = np.unique(x, return_inverse=True)
    per_x = np.bincount(index, weights=count, minlength=values.size)
    per_x_log_money = np.bincount(index, weights=count * np.log(money), minlength=values.size)
    n, spent = float(count.sum()), money * x
    fixed = float(per_x_log_money.sum())

    def log_likelihood(theta: FloatArray) -> tuple[float, FloatArray]:
        p, q, v = np.exp(theta)
        psi, lgamma = special.psi, special.gammaln
        shape = p * values
        log_scale = np.log(v + spent)
        weight = count * (p * x + q)
        by_x = lgamma(shape + q) - lgamma(shape) - lgamma(q) + q * theta[2] + shape * np.log(values)
        value = per_x @ by_x + shape @ per_x_log_money - fixed - weight @ log_scale
        above = psi(shape + q)
        d_p = per_x @ (values * (above - psi(shape) + np.log(values)))
        d_p += values @ per_x_log_money - (count * x) @ log_scale
        d_q = per_x @ (above - psi(q)) + n * theta[2] - count @ log_scale
        d_v = n * q / v - (weight / (v + spent)).sum()
        return float(value), np.array([p * d_p, q * d_q, v * d_v])

    return log_likelihood
