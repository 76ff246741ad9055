"""Intervals of products and weighted sums of independent estimates, each with an interval of its own."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, sqrt

import numpy as np
import numpy.typing as npt

from csm_core.stats.intervals import Interval
from csm_core.stats.ratio_interval import Kind, ratio_interval


def product_interval(factors: Sequence[Interval], n: float) -> Interval:
    """The product of positive, independent estimates.

    Method of variance estimates recovery on the log scale: the distances of the factors' bounds from their
    estimates add up as squares, each side for itself, so skew is kept. Source: Zou & Donner (2008), Statistics in
    Medicine 27, eq. 3.

    Parameters
    ----------
    factors : estimates above 0; without bounds where their uncertainty can't be told, and then the product's can't
    n : how many observations stand behind the product

    Returns
    -------
    Interval whose value is None where a factor has none
    """
    values = [factor.value for factor in factors if factor.value is not None]
    if len(values) < len(factors):
        return Interval(None, None, None, n)
    value = float(np.prod(values))
    below = above = 0.0
    for factor in factors:
        if factor.value is None or factor.low is None or factor.high is None or factor.low <= 0.0:
            return Interval(value, None, None, n)
        below += log(factor.value / factor.low) ** 2
        above += log(factor.high / factor.value) ** 2
    return Interval(value, value * exp(-sqrt(below)), value * exp(sqrt(above)), n)


def reciprocal(interval: Interval) -> Interval:
    """One over a positive estimate; without value where that is 0 or missing."""
    if not interval.value:
        return Interval(None, None, None, interval.n)
    low = 1.0 / interval.high if interval.high else None
    return Interval(1.0 / interval.value, low, 1.0 / interval.low if interval.low else None, interval.n)


def weighted_sum_interval(parts: Sequence[Interval], weights: Sequence[float], n: float) -> Interval:
    """The sum of independent estimates times known weights, none negative; by the same method, not on logs.

    Every part must have a value; without bounds of one, the sum has none.
    """
    value = below = above = 0.0
    bounded = True
    for part, weight in zip(parts, weights, strict=True):
        if part.value is None:
            return Interval(None, None, None, n)
        value += weight * part.value
        if part.low is None or part.high is None:
            bounded = False
            continue
        below += (weight * (part.value - part.low)) ** 2
        above += (weight * (part.high - part.value)) ** 2
    if not bounded:
        return Interval(value, None, None, n)
    return Interval(value, value - sqrt(below), value + sqrt(above), n)


def positive_mean(amounts: npt.ArrayLike) -> Interval:
    """The mean of amounts that can't be negative, such as MRR by account.

    Student's t on the log scale by the delta method: mean × exp(± t s / (mean sqrt(n))). Unlike the plain interval
    it keeps above 0 and leans to the high side, as money does. Bounds are None for one amount, and where the mean
    is not above 0. Equal amounts are their own bounds: as a factor of a product they add nothing to its spread.
    """
    money = np.sort(np.asarray(amounts, dtype=np.float64))
    if money.size == 0:
        return Interval(None, None, None, 0)
    ratio = ratio_interval(money, np.ones(money.size), Kind.AMOUNT)
    if money.size > 1 and money[0] == money[-1] > 0:
        return Interval(ratio.value, ratio.value, ratio.value, ratio.n)
    return ratio
