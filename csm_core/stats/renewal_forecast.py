"""Who stays how long, from counts by renewal: by the shifted-beta-geometric model, or else at one rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from csm_core.stats.arrays import FloatArray
from csm_core.stats.intervals import Interval, wilson
from csm_core.stats.likelihood import NotFitted
from csm_core.stats.sbg import SbgFit, fit_sbg, sbg_survival
from csm_core.stats.sbg_lifetime import sbg_curve, sbg_quantity_interval


@dataclass(frozen=True, slots=True)
class RenewalForecast:
    """A fitted model, or a constant share renewing (`rate`), or neither; `reason` says why it is not the model.

    `n` is the number of renewal decisions behind it.
    """

    fit: SbgFit | None
    rate: Interval | None
    reason: str | None
    n: float

    def curve(self, renewals: int) -> list[Interval]:
        """Share of a new cohort still there after 0, 1, … `renewals` renewals; empty without model and rate."""
        if self.fit is not None:
            points = sbg_curve(self.fit, renewals)
            bounds = zip(points.survival, points.survival_low, points.survival_high, strict=True)
            return [Interval(float(v), float(low), float(high), self.n) for v, low, high in bounds]
        rate = self.rate
        if rate is None or rate.value is None or rate.low is None or rate.high is None:
            return []
        return [Interval(rate.value**t, rate.low**t, rate.high**t, self.n) for t in range(renewals + 1)]

    def kept(self, made: npt.ArrayLike, due: npt.ArrayLike) -> FloatArray:
        """For each customer that has made so many renewals, the chance to make all of those that come due next."""
        k, m = np.asarray(made, dtype=np.int64), np.asarray(due, dtype=np.int64)
        if self.fit is not None:
            alpha, beta = np.array([self.fit.alpha]), np.array([self.fit.beta])
            return np.asarray(_ratio(alpha, beta, k, m)[0], dtype=np.float64)
        rate = np.nan if self.rate is None or self.rate.value is None else self.rate.value
        return np.asarray(rate ** m.astype(np.float64), dtype=np.float64)

    def mean_kept(self, made: npt.ArrayLike, due: npt.ArrayLike) -> Interval:
        """The mean of `kept`, with what not knowing the model exactly does to it; chance itself comes on top."""
        k, m = np.asarray(made, dtype=np.int64), np.asarray(due, dtype=np.int64)
        if k.size == 0:
            return Interval(None, None, None, 0)
        if self.fit is not None:
            value, low, high = sbg_quantity_interval(
                self.fit, lambda a, b: np.asarray(_ratio(a, b, k, m).mean(axis=1), dtype=np.float64)
            )
            return Interval(float(value), float(low), float(high), k.size)
        bounds = (None, None, None) if self.rate is None else (self.rate.value, self.rate.low, self.rate.high)
        means = [None if each is None else float(np.mean(each ** m.astype(np.float64))) for each in bounds]
        return Interval(means[0], means[1], means[2], k.size)


def forecast_renewals(lost: npt.ArrayLike, at_risk: npt.ArrayLike) -> RenewalForecast:
    """Fit to customers lost, and at risk, at renewal 1, 2, …

    The model is `fit_sbg`. Where it can't be fitted, each renewal keeps the same share, the pooled one with Wilson's
    bounds: too low in the long run where customers differ, since likely leavers leave first.
    """
    fit = fit_sbg(lost, at_risk)
    if not isinstance(fit, NotFitted):
        return RenewalForecast(fit, None, None, fit.n)
    decisions = float(np.sum(at_risk))
    rate = wilson(decisions - float(np.sum(lost)), decisions) if decisions else None
    return RenewalForecast(None, rate, fit.reason, decisions)


def _ratio(
    alpha: FloatArray, beta: FloatArray, made: npt.NDArray[np.int64], due: npt.NDArray[np.int64]
) -> FloatArray:
    a, b = alpha[:, None], beta[:, None]
    return np.asarray(sbg_survival(a, b, (made + due)[None, :]) / sbg_survival(a, b, made[None, :]), dtype=np.float64)
