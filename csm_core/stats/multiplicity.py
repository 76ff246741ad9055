"""Adjusting p-values for the number of comparisons on one screen."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from csm_core.stats.arrays import FloatArray


def holm(p_values: npt.ArrayLike) -> FloatArray:
    """Holm's step-down adjusted p-values, in the order given, at most 1.

    Controls the chance of any false finding among a few planned comparisons, whatever their
    dependence. Source: Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
    """
    # statsmodels takes 0.4 s to import, which no start waits for.
    from statsmodels.stats.multitest import multipletests

    _, adjusted, _, _ = multipletests(np.asarray(p_values, dtype=np.float64), method="holm")
    return np.asarray(adjusted, dtype=np.float64)
