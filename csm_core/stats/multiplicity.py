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
    p = np.asarray(p_values, dtype=np.float64)
    m = p.size
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * (m - np.arange(m)))
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted
