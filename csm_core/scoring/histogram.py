"""Scores counted: the distribution of the 1,001 possible values, and the AUC that follows from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csm_core.scoring.normalise import FULL
from csm_core.scoring.weights import UNKNOWN


@dataclass(frozen=True, slots=True)
class Auc:
    """The chance that an account that churned scored below one that stayed; a tie counts half.

    `twice_wins` and `pairs` are whole numbers; `value` is None where either side is empty.
    """

    twice_wins: int
    churned: int
    stayed: int

    @property
    def pairs(self) -> int:
        """How many pairs of one that churned and one that stayed there are."""
        return self.churned * self.stayed

    @property
    def value(self) -> float | None:
        """Between 0 and 1; 0.5 is what chance gives."""
        return self.twice_wins / (2 * self.pairs) if self.pairs else None


def histogram(scores: NDArray[np.uint16]) -> NDArray[np.int64]:
    """Accounts at each whole tenth, 0 to 1000 (1,001 counts). Unknown scores are left out."""
    return np.bincount(scores[scores != UNKNOWN], minlength=FULL + 1)


def auc(churned: NDArray[np.int64], stayed: NDArray[np.int64]) -> Auc:
    """The AUC of two histograms (Mann-Whitney U over the number of pairs), exact in whole numbers.

    Mann & Whitney (1947), U = Σ pairs won + ½ Σ pairs tied. Linear in the 1,001 values, not in accounts.
    """
    above = int(stayed.sum()) - np.cumsum(stayed)
    twice_wins = int((churned * (2 * above + stayed)).sum())
    return Auc(twice_wins=twice_wins, churned=int(churned.sum()), stayed=int(stayed.sum()))
