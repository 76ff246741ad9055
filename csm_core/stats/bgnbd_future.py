"""What the BG/NBD model says of the future: purchases to come and who is still a customer.

Source: Fader, Hardie & Lee (2005), Marketing Science 24(2). Its eq. 9, what a new customer is expected to buy, is
`expected_if_alive` at x = T = 0; its eq. 10, of a known one, is that times `alive_probability`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import special

from csm_core.stats.arrays import FloatArray
from csm_core.stats.bgnbd import BgNbdFit

_NEAR_POLE = 1e-5


@dataclass(frozen=True, slots=True)
class BgNbdParameters:
    """The four parameters without a fit behind them: published ones, or a step beside a fit."""

    r: float
    alpha: float
    a: float
    b: float


BgNbdModel: TypeAlias = BgNbdFit | BgNbdParameters


def alive_probability(model: BgNbdModel, x: npt.ArrayLike, t_x: npt.ArrayLike, T: npt.ArrayLike) -> FloatArray:
    """Chance that a customer with this history has not left.

    Exactly 1 at x = 0: in this model a customer can only leave after a repeat purchase.
    """
    frequency, recency, age = (np.asarray(v, dtype=np.float64) for v in (x, t_x, T))
    again = frequency > 0
    silence = (model.r + frequency) * np.log((model.alpha + age) / (model.alpha + recency))
    odds_left = np.log(model.a) - np.log(np.where(again, model.b + frequency - 1.0, 1.0)) + silence
    return np.asarray(np.where(again, special.expit(-odds_left), 1.0), dtype=np.float64)


def expected_if_alive(model: BgNbdModel, x: npt.ArrayLike, T: npt.ArrayLike, t: npt.ArrayLike) -> FloatArray:
    """Purchases expected within the next time t of a customer that has not left yet.

    With z = t / (alpha + T + t) this is (a + b + x - 1) / (a - 1) * [1 - F], where F is either
    (1 - z)^(r + x) 2F1(r + x, b + x; a + b + x - 1; z), as in the paper, or by Euler's transformation
    (1 - z)^(a - 1) 2F1(a - 1, a + b - r - 1; a + b + x - 1; z); whichever has the smaller exponent
    stays finite, for heavy buyers and for quick leavers. The pole at a = 1 is removable: next to it
    the value is interpolated, with an error of about 1e-10 of it.
    """
    frequency, age, ahead = (np.asarray(v, dtype=np.float64) for v in (x, T, t))
    z = ahead / (model.alpha + age + ahead)
    if abs(model.a - 1.0) >= _NEAR_POLE:
        return _if_alive(model.r, model.a, model.b, frequency, z)
    below = _if_alive(model.r, 1.0 - _NEAR_POLE, model.b, frequency, z)
    above = _if_alive(model.r, 1.0 + _NEAR_POLE, model.b, frequency, z)
    share = (model.a - 1.0 + _NEAR_POLE) / (2.0 * _NEAR_POLE)
    return np.asarray((1.0 - share) * below + share * above, dtype=np.float64)


def _if_alive(r: float, a: float, b: float, x: FloatArray, z: FloatArray) -> FloatArray:
    c = a + b + x - 1.0
    # c passes 0 only for x = 0, where c * 2F1 has a finite limit: step beside it.
    c = np.where(np.abs(c) < 1e-7, 1e-7, c)
    plain = r + x < a - 1.0
    exponent = np.where(plain, r + x, a - 1.0)
    series = special.hyp2f1(exponent, np.where(plain, b + x, a + b - r - 1.0), c, z)
    # Past the largest double, the customer is sure to leave within t: F is 0.
    still_there = np.where(np.isfinite(series), (1.0 - z) ** exponent, 0.0)
    left = still_there * np.where(np.isfinite(series), series, 0.0)
    return np.asarray(c / (a - 1.0) * (1.0 - left), dtype=np.float64)
