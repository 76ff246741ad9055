"""How unequally amounts are spread: the share of the largest, and the Gini index."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def top_share(amounts: npt.ArrayLike, most: int) -> float | None:
    """The share of the total that the `most` largest amounts hold; None where there is nothing."""
    held = np.sort(np.asarray(amounts, dtype=np.float64))
    total = float(held.sum())
    return float(held[-most:].sum()) / total if total > 0 else None


def gini(amounts: npt.ArrayLike) -> float | None:
    """Gini index of amounts that are not negative: 0 where all are equal, towards 1 where one has everything.

    G = sum_i (2 i - n - 1) x_i / (n sum x), x in rising order; with n amounts it can't pass (n - 1) / n.
    Source: Sen (1973), On Economic Inequality, section 2.8. None where there is nothing.
    """
    held = np.sort(np.asarray(amounts, dtype=np.float64))
    total = float(held.sum())
    if total <= 0:
        return None
    ranks = 2.0 * np.arange(1, held.size + 1) - held.size - 1.0
    return float((ranks * held).sum()) / (held.size * total)
