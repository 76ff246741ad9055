"""Scores counted: the distribution over the 1,001 possible values, from which bands, medians and AUC follow."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from csm_core.scoring.normalise import FULL
from csm_core.scoring.weights import UNKNOWN


def histogram(scores: NDArray[np.uint16]) -> NDArray[np.int64]:
    """Accounts at each whole tenth, 0 to 1000 (1,001 counts). Unknown scores are left out.

    `csm_core.stats.auc` takes two of these, reversed: its scores rise with risk, these with health.
    """
    return np.bincount(scores[scores != UNKNOWN], minlength=FULL + 1)
