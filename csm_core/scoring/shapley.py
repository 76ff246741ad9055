"""Shapley's value: a fair share of a change for each of a few causes that changed together."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from math import factorial

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def shapley(value: Callable[[tuple[int, ...]], FloatArray], causes: int) -> list[FloatArray]:
    """What each cause gives to `value((1, …, 1)) - value((0, …, 0))`: it is averaged over every order in which the
    causes may have come, so that none is favoured for being named first.

    Parameters
    ----------
    value
        The outcome, one an account, when cause k is as before (0) or as after (1). Asked once for each of the
        2^causes mixtures.

    Returns
    -------
    One array a cause; together they add up to the whole change (to rounding of doubles). A cause that changes
    nothing gets exactly 0.

    Notes
    -----
    Shapley (1953), A Value for n-Person Games, eq. 12: Σ |S|! (n - |S| - 1)! / n! × (v(S ∪ k) - v(S)).
    """
    mixtures = {mixture: value(mixture) for mixture in product((0, 1), repeat=causes)}
    shares = []
    for cause in range(causes):
        parts = [
            share_of_order(sum(mixture), causes) * (mixtures[_with(mixture, cause)] - without)
            for mixture, without in mixtures.items()
            if mixture[cause] == 0
        ]
        shares.append(np.asarray(sum(parts), dtype=np.float64))
    return shares


def share_of_order(before: int, causes: int) -> float:
    """The share of all orders in which just a given set of `before` causes comes before a given other one."""
    return factorial(before) * factorial(causes - before - 1) / factorial(causes)


def _with(mixture: tuple[int, ...], cause: int) -> tuple[int, ...]:
    return (*mixture[:cause], 1, *mixture[cause + 1 :])
