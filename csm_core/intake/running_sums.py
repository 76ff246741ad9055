"""Whether a row's figures are the sums of those above it, over a table that comes piece by piece."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from csm_core.intake.distinct import Distinct
from csm_core.intake.figures import plain_figure

Floats = npt.NDArray[np.float64]


class RunningSums:
    """Sum and count of the figures above each row, column by column, from the first row that is given on."""

    def __init__(self, width: int) -> None:
        self._sums = np.zeros(width)
        self._counts = np.zeros(width, dtype=np.int64)

    def are_sums(self, columns: Sequence[pa.Array], places: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Of the rows at `places` of a piece, those of which some figure is the sum of two or more above it.

        The piece itself is then added to what is above the next one.
        """
        found = np.zeros(len(places), dtype=np.bool_)
        for j, column in enumerate(columns):
            figures = _figures(column)
            filled = ~np.isnan(figures)
            sums = np.cumsum(np.concatenate(([self._sums[j]], np.where(filled, figures, 0.0))))
            counts = np.cumsum(np.concatenate(([self._counts[j]], filled)))
            value, above, many = figures[places], sums[places], counts[places]
            is_figure = filled[places] & (value != 0) & (many > 1)
            with np.errstate(invalid="ignore"):
                found |= is_figure & (np.abs(above - value) <= 0.005 * many + 1e-9 * np.abs(value))
            self._sums[j], self._counts[j] = sums[-1], counts[-1]
        return found


def _figures(column: pa.Array) -> Floats:
    """The figure of each cell, NaN where it has none."""
    distinct = Distinct.of(column)
    figures = pa.array([plain_figure(text) for text in distinct.texts], pa.float64())
    return np.asarray(distinct.spread(figures).to_numpy(zero_copy_only=False), dtype=np.float64)
