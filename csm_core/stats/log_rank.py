"""Do groups lose customers at different rates? The log-rank test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special
from scipy.sparse.csgraph import connected_components

from csm_core.stats.arrays import BoolArray, FloatArray
from csm_core.stats.survival import risk_table


@dataclass(frozen=True, slots=True)
class LogRank:
    """The test of equal survival. `p_value` and `statistic` are None where it can't be made."""

    statistic: float | None
    degrees_of_freedom: int
    p_value: float | None


def log_rank(
    duration: npt.ArrayLike, lost: npt.ArrayLike, group: npt.ArrayLike, entry: npt.ArrayLike | None = None
) -> LogRank:
    """Compare k groups over all event times: (O - E)' V^-1 (O - E), chi-squared with k - 1 degrees.

    Parameters are those of `kaplan_meier`, with the group of each row. V is the hypergeometric
    covariance with its correction for ties. Groups that were never at risk beside another one when
    somebody was lost tell nothing and are left out; groups that nothing links can't be compared.
    Source: Mantel (1966); Kalbfleisch & Prentice (2002), section 1.5. It has little power where the
    curves cross.
    """
    # statsmodels takes 0.4 s to import, which no start waits for.
    from statsmodels.duration.survfunc import survdiff

    spent, event = np.asarray(duration, dtype=np.float64), np.asarray(lost, dtype=np.bool_)
    late = np.zeros(spent.size) if entry is None else np.asarray(entry, dtype=np.float64)
    names, member = np.unique(np.asarray(group, dtype=np.str_), return_inverse=True)
    linked = _linked(spent, event, late, member, names.size)
    beside = linked.sum(axis=1) > 1
    freedom = int(beside.sum()) - 1
    if freedom < 1 or connected_components(linked[np.ix_(beside, beside)])[0] > 1:
        return LogRank(None, max(freedom, 0), None)
    kept = beside[member]
    # There from the start is at risk at age 0, too.
    since = np.where(late[kept] > 0, late[kept], -1.0)
    statistic, _ = survdiff(spent[kept], event[kept], member[kept], entry=since)
    # The p-value that comes with it is 1 less the distribution: 0 where it is small.
    return LogRank(float(statistic), freedom, float(special.chdtrc(freedom, statistic)))


def _linked(
    spent: FloatArray, event: BoolArray, late: FloatArray, member: npt.NDArray[np.intp], groups: int
) -> BoolArray:
    """Which groups were at risk together when some of all were lost, and not all: groups × groups."""
    times = np.unique(spent[event])
    each = [member == group for group in range(groups)]
    tables = [risk_table(spent[one], event[one], None, late[one], times) for one in each]
    at_risk = np.array([table.at_risk for table in tables]).reshape(groups, times.size)
    events = np.array([table.events for table in tables]).reshape(groups, times.size)
    there = (at_risk > 0)[:, events.sum(axis=0) < at_risk.sum(axis=0)].astype(np.float64)
    return np.asarray(there @ there.T > 0, dtype=np.bool_)
