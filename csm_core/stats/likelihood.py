"""Maximum likelihood for models whose parameters are all positive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
import scipy

from csm_core.stats.arrays import FloatArray
from csm_core.stats.intervals import normal_quantile
from csm_core.stats.one_thread import one_thread

# Log-likelihood and its gradient at the logarithms of the parameters.
LogLikelihood = Callable[[FloatArray], tuple[float, FloatArray]]

# Logarithms between which the maximum is sought: at the scale the models are fitted on, far past any
# real fit, and near enough for the likelihood and what is computed from it to stay finite.
_LOWEST, _HIGHEST = -12.0, 9.0
# A direction whose standard error passes five log units (a factor of 150) tells nothing: its variance is
# held there, so that quantities that do not depend on it keep an honest interval.
_LEAST_INFORMATION = 0.04


@dataclass(frozen=True, slots=True)
class NotFitted:
    """Why a model could not be fitted, in words for the reader."""

    reason: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A fitted parameter with its interval; bounds are None where the data don't pin it down."""

    name: str
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Maximum:
    """The maximum of a likelihood: estimates, and the covariance of their logarithms."""

    values: tuple[float, ...]
    log_likelihood: float
    log_covariance: tuple[tuple[float, ...], ...]
    identified: tuple[bool, ...]

    def parameters(self, names: Sequence[str], level: float) -> tuple[Parameter, ...]:
        """Estimates with observed-information intervals on the log scale."""
        z = normal_quantile(level)
        estimates = []
        for i, (name, value) in enumerate(zip(names, self.values, strict=True)):
            spread = exp(z * self.log_covariance[i][i] ** 0.5) if self.identified[i] else None
            low, high = (None, None) if spread is None else (value / spread, value * spread)
            estimates.append(Parameter(name, value, low, high))
        return tuple(estimates)


def maximise(log_likelihood: LogLikelihood, starts: Sequence[FloatArray], n: float) -> Maximum | NotFitted:
    """Maximise from several starts and keep the best.

    Parameters
    ----------
    log_likelihood : of the logarithms of the parameters, with its gradient
    starts : logarithms of the parameters to start from
    n : number of customers, to bring the objective to unit size

    Returns
    -------
    Maximum, or NotFitted when no start leads to a finite maximum

    """

    def loss(theta: FloatArray) -> tuple[float, FloatArray]:
        value, gradient = log_likelihood(theta)
        return -value / n, -gradient / n

    with one_thread():
        best = _lowest(loss, starts)
        if best is None:
            return NotFitted("the likelihood has no finite maximum on these data")
        best = _newton(log_likelihood, best)
        covariance, identified = _covariance(_information(log_likelihood, best))
    return Maximum(
        tuple(float(v) for v in np.exp(best)),
        log_likelihood(best)[0],
        tuple(tuple(float(c) for c in row) for row in covariance),
        identified,
    )


def _lowest(loss: LogLikelihood, starts: Sequence[FloatArray]) -> FloatArray | None:
    """Where the loss is lowest of all that the starts lead to."""
    best: FloatArray | None = None
    lowest = np.inf
    for start in starts:
        fit = scipy.optimize.minimize(
            loss,
            start,
            jac=True,
            method="L-BFGS-B",
            bounds=[(_LOWEST, _HIGHEST)] * start.size,
            options={"maxiter": 500, "ftol": 1e-15, "gtol": 1e-10},
        )
        if np.isfinite(fit.fun) and float(fit.fun) < lowest:
            best, lowest = np.asarray(fit.x, dtype=np.float64), float(fit.fun)
    return best


def _information(log_likelihood: LogLikelihood, theta: FloatArray, step: float = 1e-4) -> FloatArray:
    """Observed information: minus the Hessian, by central differences of the gradient."""
    columns = []
    for i in range(theta.size):
        shift = np.zeros(theta.size)
        shift[i] = step
        columns.append((log_likelihood(theta - shift)[1] - log_likelihood(theta + shift)[1]) / (2.0 * step))
    information = np.column_stack(columns)
    return np.asarray((information + information.T) / 2.0, dtype=np.float64)


def _newton(log_likelihood: LogLikelihood, theta: FloatArray) -> FloatArray:
    """A few Newton steps, each kept only when it raises the likelihood: digits that L-BFGS leaves."""
    value, gradient = log_likelihood(theta)
    for _ in range(5):
        information = _information(log_likelihood, theta)
        if float(np.linalg.eigvalsh(information)[0]) < _LEAST_INFORMATION:
            return theta
        candidate = theta + np.linalg.solve(information, gradient)
        if bool(np.any((candidate < _LOWEST) | (candidate > _HIGHEST))):
            return theta
        raised, slope = log_likelihood(candidate)
        if not raised > value:
            return theta
        theta, value, gradient = candidate, raised, slope
    return theta


def _covariance(information: FloatArray) -> tuple[FloatArray, tuple[bool, ...]]:
    values, vectors = np.linalg.eigh(information)
    flat = values < _LEAST_INFORMATION
    loads = np.abs(vectors[:, flat]).max(axis=1, initial=0.0)
    held = np.maximum(values, _LEAST_INFORMATION)
    covariance = (vectors / held) @ vectors.T
    return np.asarray(covariance, dtype=np.float64), tuple(bool(load < 0.1) for load in loads)
