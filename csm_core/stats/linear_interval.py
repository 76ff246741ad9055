"""An interval for a weighted sum of independent estimates, from the interval of each."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from csm_core.stats.intervals import Interval


def linear_interval(weights: Sequence[float], parts: Sequence[tuple[float, float, float]]) -> Interval:
    """Σ weight × value of independent estimates, each given as (value, low, high) at one level.

    The method of variance estimates recovery: each side is as wide as the sides of the parts that push it there,
    added in squares. It keeps the lopsidedness of the parts, which matters for proportions near 0 and 1; of two
    proportions with Wilson intervals it is Newcombe's interval. `n` is the number of parts.
    Source: Zou and Donner (2008), Statistics in Medicine 27, equation 3; for more than two parts Zou, Huang and
    Zhang (2009), Computational Statistics and Data Analysis 53, 1080-1085.

    Raises ValueError where there are not as many weights as parts.
    """
    value = sum(weight * part[0] for weight, part in zip(weights, parts, strict=True))
    below = above = 0.0
    for weight, (middle, low, high) in zip(weights, parts, strict=True):
        down, up = (middle - low, high - middle) if weight >= 0 else (high - middle, middle - low)
        below += (weight * down) ** 2
        above += (weight * up) ** 2
    return Interval(value, value - sqrt(below), value + sqrt(above), len(parts))
