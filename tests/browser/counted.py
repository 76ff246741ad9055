"""Scores counted in plain arrays: what the board's counts in the browser are held to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from csm_core.scoring.bands import BY_SCORE
from csm_core.scoring.normalise import FULL
from csm_core.scoring.weights import UNKNOWN


def histogram(scores: NDArray[np.uint16]) -> NDArray[np.int64]:
    """Accounts at each whole tenth, 0 to 1000; unknown scores are left out."""
    return np.bincount(scores[scores != UNKNOWN], minlength=FULL + 1)


def band_totals(
    codes: NDArray[np.uint8], cents: NDArray[np.float64]
) -> tuple[list[int], list[int | None], list[int]]:
    """By band: accounts, their MRR in cents (None where accounts are there and no MRR is known), and how many of them
    have none that is known."""
    items = [cents[codes == band] for band in BY_SCORE]
    mrr = [None if one.size and np.isnan(one).all() else int(np.nansum(one)) for one in items]
    return [one.size for one in items], mrr, [int(np.isnan(one).sum()) for one in items]


def migration(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> list[list[int]]:
    """Accounts by band before (row) and after (column)."""
    return [[int(((before == row) & (after == column)).sum()) for column in BY_SCORE] for row in BY_SCORE]
