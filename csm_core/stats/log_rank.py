"""Do groups lose customers at different rates? The log-rank test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from csm_core.stats.arrays import FloatArray
from csm_core.stats.survival import risk_table


@dataclass(frozen=True, slots=True)
class LogRank:
    """The test of equal survival. `p_value` and `statistic` are None where it can't be made.

    `observed` and `expected` losses have one entry per group, in the order of `groups`.
    """

    groups: tuple[str, ...]
    observed: tuple[float, ...]
    expected: tuple[float, ...]
    statistic: float | None
    degrees_of_freedom: int
    p_value: float | None


def log_rank(
    duration: npt.ArrayLike,
    lost: npt.ArrayLike,
    group: npt.ArrayLike,
    customers: npt.ArrayLike | None = None,
    entry: npt.ArrayLike | None = None,
) -> LogRank:
    """Compare k groups over all event times: (O - E)' V^- (O - E), chi-squared with k - 1 degrees.

    Parameters are those of `kaplan_meier`, with the group of each row. V is the hypergeometric
    covariance with its correction for ties. Source: Mantel (1966); Kalbfleisch & Prentice (2002),
    section 1.5. It has little power where the curves cross.
    """
    spent, event = np.asarray(duration, dtype=np.float64), np.asarray(lost, dtype=np.bool_)
    count = np.ones(spent.size) if customers is None else np.asarray(customers, dtype=np.float64)
    late = np.zeros(spent.size) if entry is None else np.asarray(entry, dtype=np.float64)
    names, member = np.unique(np.asarray(group, dtype=np.str_), return_inverse=True)
    times = np.unique(spent[event & (count > 0)])
    tables = [
        risk_table(spent[member == g], event[member == g], count[member == g], late[member == g], times)
        for g in range(names.size)
    ]
    shape = (names.size, times.size)
    at_risk = np.array([t.at_risk for t in tables]).reshape(shape)
    events = np.array([t.events for t in tables]).reshape(shape)
    observed, expected, covariance = _moments(at_risk, events)
    labels = tuple(str(name) for name in names)
    sums = tuple(float(o) for o in observed), tuple(float(e) for e in expected)
    exposed = int((np.diag(covariance) > 1e-12).sum())
    if exposed < 2:
        return LogRank(labels, *sums, None, max(names.size - 1, 0), None)
    gap = observed - expected
    statistic = float(gap @ np.linalg.pinv(covariance, rcond=1e-10, hermitian=True) @ gap)
    freedom = exposed - 1
    return LogRank(labels, *sums, statistic, freedom, float(special.chdtrc(freedom, statistic)))


def _moments(at_risk: FloatArray, events: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    n, d = at_risk.sum(axis=0), events.sum(axis=0)
    share = at_risk / n
    ties = np.divide(d * (n - d), n - 1.0, out=np.zeros(n.size), where=n > 1.0)
    covariance = np.diag(share @ ties) - (share * ties) @ share.T
    return events.sum(axis=1), share @ d, np.asarray(covariance, dtype=np.float64)
