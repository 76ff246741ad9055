"""How many have got somewhere, and how long it took them, where not everybody could be followed for long."""

from __future__ import annotations

import pyarrow as pa

from csm_core.metrics.estimates.arrays import floats
from csm_core.stats.intervals import Interval, wilson
from csm_core.stats.survival import SurvivalCurve, kaplan_meier, survival_quantile


def reached_curve(rows: pa.Table, reached: str) -> SurvivalCurve:
    """Kaplan-Meier over `duration`, the column `reached` telling whether it ended by getting there."""
    return kaplan_meier(floats(rows, "duration"), rows.column(reached).to_numpy(zero_copy_only=False))


def reached_by(rows: pa.Table, reached: str, age: float) -> Interval:
    """The share that got there by an age, the complement of the curve; None where nobody was in sight until then.

    `n` is how many were followed for that long, or had got there. The interval is Greenwood's on the log-log scale;
    where nobody or everybody got there it is Wilson's of those followed.
    """
    curve = reached_curve(rows, reached)
    if curve.last_time is None:
        return Interval(None, None, None, 0)
    done = bool(curve.survival.size) and float(curve.survival[-1]) == 0.0
    if age > curve.last_time and not done:
        return Interval(None, None, None, 0)
    share, low, high = (float(values[0]) for values in curve.at([age]))
    duration, got = floats(rows, "duration"), rows.column(reached).to_numpy(zero_copy_only=False)
    followed = int(((duration >= age) | got).sum())
    if share in (0.0, 1.0):
        # Greenwood's variance is 0 where nobody or everybody got there, as if eight of eight were certainty.
        return wilson(followed if share == 0.0 else 0, followed)
    return Interval(1.0 - share, 1.0 - high, 1.0 - low, followed)


def median_wait(rows: pa.Table, reached: str) -> Interval:
    """The median time to get there, with its interval; None where less than half ever did in sight."""
    median = survival_quantile(reached_curve(rows, reached))
    return Interval(median.value, median.low, median.high, rows.num_rows)


def share_so_far(rows: pa.Table, reached: str) -> float:
    """The share that is known to have got there at the longest age in sight."""
    curve = reached_curve(rows, reached)
    return 1.0 - float(curve.survival[-1]) if curve.survival.size else 0.0
