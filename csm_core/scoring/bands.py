"""Red, amber, green and unknown: where the cuts lie, how many accounts and how much MRR, and who moved."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from csm_core.errors import BadValue
from csm_core.scoring.weights import UNKNOWN


class Band(IntEnum):
    """The code of a band, and its place in every count below."""

    RED = 0
    AMBER = 1
    GREEN = 2
    UNKNOWN = 3

    @property
    def word(self) -> str:
        """What the band is called on a screen."""
        return ("at risk", "watch", "healthy", "unknown")[self]


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


@dataclass(frozen=True, slots=True)
class BandTotal:
    """One band's accounts. `mrr_cents` sums those with a known MRR: None where there are accounts in the
    band and none has one. `without_mrr` counts the accounts left out of the sum."""

    band: Band
    accounts: int
    mrr_cents: int | None
    without_mrr: int


def bands(scores: NDArray[np.uint16], cutoffs: Cutoffs) -> NDArray[np.uint8]:
    """The code of each account's band. `scores` are tenths, `UNKNOWN` where there is none."""
    codes = (scores >= cutoffs.red_below * 10).astype(np.uint8)
    codes += scores >= cutoffs.green_from * 10
    codes[scores == UNKNOWN] = Band.UNKNOWN
    return codes


def band_totals(codes: NDArray[np.uint8], mrr_cents: NDArray[np.float64]) -> tuple[BandTotal, ...]:
    """Accounts and MRR of the four bands, in the order of `Band`.

    `mrr_cents` are whole cents of one currency, NaN where an account's MRR is not known. Sums of whole
    numbers below 2⁵³ are exact in doubles, in any order.
    """
    has_mrr = ~np.isnan(mrr_cents)
    accounts = np.bincount(codes, minlength=len(Band))
    with_mrr = np.bincount(codes[has_mrr], minlength=len(Band))
    cents = np.bincount(codes[has_mrr], weights=mrr_cents[has_mrr], minlength=len(Band))
    return tuple(
        BandTotal(
            band=band,
            accounts=int(accounts[band]),
            mrr_cents=int(cents[band]) if with_mrr[band] or not accounts[band] else None,
            without_mrr=int(accounts[band] - with_mrr[band]),
        )
        for band in Band
    )


def migration(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Accounts by band before (row) and after (column), 4 × 4 in the order of `Band`.

    Both are codes of the same accounts in the same order.
    """
    pairs = before.astype(np.int64) * len(Band) + after
    return np.bincount(pairs, minlength=len(Band) ** 2).reshape(len(Band), len(Band))


def migration_mrr(
    before: NDArray[np.uint8], after: NDArray[np.uint8], mrr_cents: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The MRR, in whole cents, of the accounts in each cell of `migration`; those without a known MRR are
    left out, as in `band_totals`."""
    has_mrr = ~np.isnan(mrr_cents)
    pairs = before.astype(np.int64)[has_mrr] * len(Band) + after[has_mrr]
    sums = np.bincount(pairs, weights=mrr_cents[has_mrr], minlength=len(Band) ** 2)
    return sums.astype(np.float64).reshape(len(Band), len(Band))
