"""Discounting a customer's future: constant churn, and BG/NBD purchases worth gamma-gamma money."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from csm_core.stats.arrays import FloatArray
from csm_core.stats.bgnbd import BgNbdFit
from csm_core.stats.bgnbd_future import BgNbdModel, BgNbdParameters, alive_probability, expected_if_alive
from csm_core.stats.gamma_gamma import GammaGammaFit, expected_spend
from csm_core.stats.intervals import Interval, normal_quantile

WEEKS_PER_MONTH = 365.25 / 12.0 / 7.0

_STEP = 1e-4  # of a logarithm, for slopes


@dataclass(frozen=True, slots=True)
class ClvTerms:
    """What the future is valued by.

    `margin` is the share of revenue kept, `discount_rate_year` a yearly rate, `time_per_month` the
    length of a month in the model's unit of time.
    """

    margin: float
    discount_rate_year: float
    horizon_months: int
    time_per_month: float = WEEKS_PER_MONTH


@dataclass(frozen=True, slots=True, eq=False)
class Buyers:
    """Purchase histories to value, one entry per customer (or per kind, with its number of customers)."""

    x: FloatArray
    t_x: FloatArray
    T: FloatArray
    mean_spend: FloatArray
    customers: FloatArray


def monthly_rate(yearly: float) -> float:
    """The monthly rate that compounds to the yearly one: (1 + d)^(1/12) - 1."""
    return float((1.0 + yearly) ** (1.0 / 12.0) - 1.0)


def constant_churn_lifetime(churn: float, discount: float, periods: int | None, first_now: bool = True) -> float:
    """Discounted periods that a customer pays for, when each period loses the same share.

    Parameters
    ----------
    churn : share lost per period, 0 ... 1
    discount : rate per period
    periods : horizon, or None for an unlimited one, which diverges (inf) where churn and discount are 0
    first_now : the first payment is made today and counts in full; otherwise after one period

    Notes
    -----
    sum over t of (1 - churn)^t (1 + discount)^-t, from t = 0 or 1. With no discount, no horizon and
    the first payment now this is 1 / churn. Source: Gupta & Lehmann (2003), Journal of Interactive
    Marketing 17(1). It assumes equal customers, so it is a rough figure.

    """
    if not 0.0 <= churn <= 1.0 or discount < 0.0:
        raise ValueError("churn must lie between 0 and 1, and discount must not be negative")
    ratio = (1.0 - churn) / (1.0 + discount)
    if ratio == 1.0:
        return float("inf") if periods is None else float(periods)
    powers = 1.0 if periods is None else 1.0 - ratio**periods
    return powers / (1.0 - ratio) * (1.0 if first_now else ratio)


def purchase_clv(spend: GammaGammaFit, buying: BgNbdFit, buyers: Buyers, terms: ClvTerms) -> FloatArray:
    """Discounted margin expected of each customer over the horizon, in money.

    sum over months k of E[M] * margin * (E[Y(k)] - E[Y(k - 1)]) / (1 + d)^k, Fader, Hardie & Lee
    (2005), Journal of Marketing Research 42(4). NaN where the expected spend has no mean (q <= 1).
    """
    return _values((buying.r, buying.alpha, buying.a, buying.b, spend.p, spend.q, spend.v), buyers, terms)


def purchase_clv_bounds(
    spend: GammaGammaFit, buying: BgNbdFit, buyers: Buyers, terms: ClvTerms, level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Bounds of each `purchase_clv`: what not knowing the seven parameters exactly does to it.

    Delta method on the logarithm, from the observed information of the two independent fits. The
    chance in the customer's own purchases is not in it.
    """
    value = purchase_clv(spend, buying, buyers, terms)
    slopes = np.array([(up - down) / (2.0 * _STEP) for up, down in _shifted(spend, buying, buyers, terms)])
    gradient = np.divide(slopes, value, out=np.zeros_like(slopes), where=value != 0.0)
    variance = np.einsum("ic,ij,jc->c", gradient, _covariance(spend, buying), gradient)
    spread = np.exp(normal_quantile(level) * np.sqrt(variance))
    return value / spread, value * spread


def mean_purchase_clv(
    spend: GammaGammaFit, buying: BgNbdFit, buyers: Buyers, terms: ClvTerms, level: float = 0.95
) -> Interval:
    """Mean `purchase_clv` over the customers with its interval, by the same delta method.

    The value is None without customers, and where the expected spend of one has no mean (q <= 1).
    """
    n = float(buyers.customers.sum())
    if n == 0:
        return Interval(None, None, None, 0)
    share = buyers.customers / n
    value = float(share @ purchase_clv(spend, buying, buyers, terms))
    if not np.isfinite(value):
        return Interval(None, None, None, n)
    if value == 0.0:
        return Interval(0.0, 0.0, 0.0, n)
    shifts = _shifted(spend, buying, buyers, terms)
    gradient = np.array([float(share @ (up - down)) / (2.0 * _STEP * value) for up, down in shifts])
    spread = float(np.exp(normal_quantile(level) * np.sqrt(gradient @ _covariance(spend, buying) @ gradient)))
    return Interval(value, value / spread, value * spread, n)


def discounted_purchases(
    model: BgNbdModel, x: npt.ArrayLike, t_x: npt.ArrayLike, T: npt.ArrayLike, terms: ClvTerms
) -> FloatArray:
    """Discounted number of purchases over the horizon, per customer, each at the end of its month."""
    frequency, age = np.asarray(x, dtype=np.float64), np.asarray(T, dtype=np.float64)
    # While a customer is there, what is to come depends on x and T alone: far fewer pairs than customers.
    pairs, index = np.unique(np.column_stack([frequency, age]), axis=0, return_inverse=True)
    months = np.arange(1, terms.horizon_months + 1)
    reached = expected_if_alive(model, pairs[:, :1], pairs[:, 1:], months[None, :] * terms.time_per_month)
    bought = np.diff(reached, axis=1, prepend=0.0)
    if_alive = bought @ (1.0 + monthly_rate(terms.discount_rate_year)) ** -months.astype(np.float64)
    return np.asarray(if_alive[index.reshape(-1)] * alive_probability(model, x, t_x, T), dtype=np.float64)


def _values(parameters: tuple[float, ...], buyers: Buyers, terms: ClvTerms) -> FloatArray:
    r, alpha, a, b, p, q, v = parameters
    purchases = discounted_purchases(BgNbdParameters(r, alpha, a, b), buyers.x, buyers.t_x, buyers.T, terms)
    return purchases * expected_spend(p, q, v, buyers.x, buyers.mean_spend) * terms.margin


def _shifted(
    spend: GammaGammaFit, buying: BgNbdFit, buyers: Buyers, terms: ClvTerms
) -> list[tuple[FloatArray, FloatArray]]:
    at = np.log(np.array([buying.r, buying.alpha, buying.a, buying.b, spend.p, spend.q, spend.v]))
    bounds = []
    for i in range(at.size):
        step = np.zeros(at.size)
        step[i] = _STEP
        up, down = (tuple(float(v) for v in np.exp(at + sign * step)) for sign in (1.0, -1.0))
        bounds.append((_values(up, buyers, terms), _values(down, buyers, terms)))
    return bounds


def _covariance(spend: GammaGammaFit, buying: BgNbdFit) -> FloatArray:
    covariance = np.zeros((7, 7))
    covariance[:4, :4] = buying.maximum.log_covariance
    covariance[4:, 4:] = spend.maximum.log_covariance
    return covariance
