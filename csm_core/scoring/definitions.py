"""How one component enters the score: its rule, what stands in for a gap, and how old its newest row may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csm_core.scoring.components import Component
from csm_core.scoring.normalise import MISSING, ByTenure, Percentile, Rule, normalise
from csm_core.scoring.weights import MissingRule


@dataclass(frozen=True, slots=True)
class Definition:
    """One component of a score. `stale_after_days` None: no value is too old. `within_segment` makes a percentile
    one among the accounts of the same segment."""

    component: Component
    rule: Rule
    missing: MissingRule
    stale_after_days: int | None = None
    within_segment: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """The components of accounts as of days: one row an account and day.

    `raw` is rows × components, NaN where nothing is known. `age_days` (same shape) is how many days before its day
    the newest row behind a value is, NaN where a value has no age. `day`, `segment` are whole numbers a row;
    `tenure` is in months, NaN where not known.
    """

    raw: NDArray[np.float64]
    age_days: NDArray[np.float32]
    day: NDArray[np.int32]
    segment: NDArray[np.int32]
    tenure: NDArray[np.float64]


def tenths_of(values: Values, definitions: Sequence[Definition]) -> NDArray[np.uint16]:
    """Rows × components in whole tenths (0 to 1000), MISSING where there is no value or one that is too old.

    `definitions` are in the order of the columns. Column order (Fortran) is the one that `score` likes.
    """
    tenths = np.full(values.raw.shape, MISSING, dtype=np.uint16, order="F")
    for index, definition in enumerate(definitions):
        raw = values.raw[:, index]
        if definition.stale_after_days is not None:
            raw = np.where(values.age_days[:, index] > definition.stale_after_days, np.nan, raw)
        group = None
        if isinstance(definition.rule, Percentile):
            # A rank is taken among the accounts of the same day, of the same segment where that is asked for.
            group = values.day.astype(np.int64)
            if definition.within_segment:
                group = group * (int(values.segment.max(initial=0)) + 1) + values.segment
        tenure = values.tenure if isinstance(definition.rule, ByTenure) else None
        tenths[:, index] = normalise(raw, definition.rule, group, tenure)
    return tenths
