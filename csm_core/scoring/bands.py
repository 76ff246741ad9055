"""Bands of health: where the cuts lie, and what stands in a band whatever its score."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from csm_core.errors import BadValue
from csm_core.scoring.weights import UNKNOWN


class Band(IntEnum):
    """The code of a band, from ill to well: who has given notice leaves, whatever the score says."""

    LEAVING = 4
    RED = 0
    AMBER = 1
    GREEN = 2
    UNKNOWN = 3

    @property
    def word(self) -> str:
        """What the band is called on a screen."""
        return ("at risk", "watch", "healthy", "unknown", "leaving")[self]


BY_SCORE = (Band.RED, Band.AMBER, Band.GREEN, Band.UNKNOWN)
"""The bands that a score gives, in the order of their codes."""


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """Whole points, lower bound inclusive: red below `red_below`, green from `green_from`, amber between."""

    red_below: int = 40
    green_from: int = 70

    def __post_init__(self) -> None:
        if not 0 <= self.red_below <= self.green_from <= 100:
            raise BadValue.of(
                "the bands",
                f"red below {self.red_below}, green from {self.green_from}",
                "whole numbers from 0 to 100, red_below at or under green_from",
            )


def bands(scores: NDArray[np.uint16], cutoffs: Cutoffs) -> NDArray[np.uint8]:
    """The code of each account's band. `scores` are tenths, `UNKNOWN` where there is none."""
    codes = (scores >= cutoffs.red_below * 10).astype(np.uint8)
    codes += scores >= cutoffs.green_from * 10
    codes[scores == UNKNOWN] = Band.UNKNOWN
    return codes
