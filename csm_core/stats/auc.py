"""How well one of two scores tells apart who churned, and the interval of an AUC."""

from __future__ import annotations

from dataclasses import dataclass

from scipy import special

from csm_core.stats.intervals import Interval, normal_quantile


@dataclass(frozen=True, slots=True)
class AucDifference:
    """AUC of the second score minus that of the first, on the same accounts.

    `difference` has no bounds, and `p_value` is None, where the variance can't be estimated.
    """

    first: float | None
    second: float | None
    difference: Interval
    p_value: float | None


def logit_interval(value: float, variance: float, n: float, level: float) -> Interval:
    """Interval of a share made on the logit scale; bounds None at 0, 1 or without variance."""
    if not 0.0 < value < 1.0 or variance <= 0.0:
        return Interval(value, None, None, n)
    half = normal_quantile(level) * variance**0.5 / (value * (1.0 - value))
    centre = float(special.logit(value))
    return Interval(value, float(special.expit(centre - half)), float(special.expit(centre + half)), n)
