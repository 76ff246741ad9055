"""How long a stream of money takes to pay back a cost."""

from __future__ import annotations

import numpy as np

from csm_core.stats.arrays import FloatArray
from csm_core.stats.intervals import Interval
from csm_core.stats.survival import SurvivalCurve


def time_to_area(times: FloatArray, heights: FloatArray, area: float, until: float) -> float | None:
    """The first time at which the area under a step curve from 0 reaches `area`; None where it does not by `until`.

    The curve is 1 before `times[0]`, and `heights[i]` from `times[i]` on.
    """
    edges = np.append(times[times < until], until)
    levels = np.concatenate([[1.0], heights])[: edges.size]
    widths = np.diff(edges, prepend=0.0)
    reached = np.cumsum(levels * widths)
    index = int(np.searchsorted(reached, area))
    if index == edges.size:
        # Sums of many steps may miss the area by rounding alone.
        return float(until) if edges.size and np.isclose(reached[-1], area, rtol=1e-12) else None
    before = 0.0 if index == 0 else float(reached[index - 1])
    began = 0.0 if index == 0 else float(edges[index - 1])
    return began if area <= before else began + (area - before) / float(levels[index])


def payback_time(curve: SurvivalCurve, months_of_margin: Interval, horizon: float) -> Interval:
    """The time by which a customer is expected to have paid its cost, in the curve's unit.

    Parameters
    ----------
    curve : how long customers stay
    months_of_margin : the cost, in periods of what a customer pays while it stays
    horizon : no further than that; nor further than anybody was followed

    Returns
    -------
    Each bound takes the bound of the cost together with that of the curve, so the interval is rather too wide. A
    value, or an upper bound, that is not reached is None.
    """
    limit = min(horizon, curve.last_time) if curve.last_time is not None else 0.0
    if curve.survival.size and float(curve.survival[-1]) == 0.0:
        limit = horizon
    steps = (curve.survival, curve.high, curve.low)
    costs = (months_of_margin.value, months_of_margin.low, months_of_margin.high)
    value, low, high = (
        None if cost is None else time_to_area(curve.times, heights, cost, limit)
        for heights, cost in zip(steps, costs, strict=True)
    )
    return Interval(value, low if value is not None else None, high, curve.n)
