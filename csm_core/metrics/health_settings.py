"""The settings of the health score, and what they say: weights, bands, normalisation and the rule for gaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csm_core.metrics.context import Context
from csm_core.metrics.declare import Setting
from csm_core.metrics.health_matrix import HealthMatrix
from csm_core.metrics.revenue_settings import REVENUE_SETTINGS
from csm_core.scoring.bands import Cutoffs, bands
from csm_core.scoring.components import COMPONENTS
from csm_core.scoring.normalise import MinMax, Percentile, Rule, Thresholds, normalise
from csm_core.scoring.weights import SETTING, MissingRule, check_weights, score

HEALTH_SETTINGS: tuple[Setting, ...] = (
    *(
        Setting(f"{SETTING}{component.id}", f"Weight of: {component.name}", component.weight, (0, 100), "")
        for component in COMPONENTS
    ),
    Setting("red_below", "At risk below this score", 40, (0, 100), "points"),
    Setting("green_from", "Healthy from this score on", 70, (0, 100), "points"),
    Setting(
        "missing",
        "A component without data: weigh what is there, count it as 50, or as 0",
        "reweight",
        ("reweight", "neutral", "worst"),
        "",
    ),
    Setting(
        "normalise",
        "From values to points: along the thresholds, by rank in the portfolio, or between two caps",
        "thresholds",
        ("thresholds", "percentile", "min_max"),
        "",
    ),
    *REVENUE_SETTINGS,
)


@dataclass(frozen=True, slots=True)
class HealthScores:
    """Scores in whole tenths (0 to 1000, or UNKNOWN) and band codes, one a row of the matrix."""

    tenths: NDArray[np.uint16]  # rows × components
    weights: tuple[int, ...]
    missing: MissingRule
    cutoffs: Cutoffs
    scores: NDArray[np.uint16]
    bands: NDArray[np.uint8]


def health_scores(context: Context, matrix: HealthMatrix) -> HealthScores:
    """The matrix under the context's weights, normalisation, rule for gaps and bands.

    Raises
    ------
    BadValue
        When all weights are zero, or the bands cross.
    """
    weights = check_weights(
        [context.whole(SETTING + component.id) for component in COMPONENTS],
        [component.name for component in COMPONENTS],
    )
    missing = MissingRule(context.text("missing"))
    cutoffs = Cutoffs(context.whole("red_below"), context.whole("green_from"))
    # A rank is taken among the accounts of the same day.
    _, day_codes = np.unique(np.array([day.toordinal() for day in matrix.days], dtype=np.int64), return_inverse=True)
    tenths = np.full(matrix.raw.shape, 0, dtype=np.uint16, order="F")
    for place, rule in enumerate(_rules(context.text("normalise"))):
        tenths[:, place] = normalise(matrix.raw[:, place], rule, day_codes.astype(np.int64))
    scores = score(tenths, weights, missing)
    return HealthScores(tenths, weights, missing, cutoffs, scores, bands(scores, cutoffs))


def _rules(name: str) -> list[Rule]:
    if name == "percentile":
        return [Percentile(component.direction) for component in COMPONENTS]
    if name == "min_max":
        return [
            MinMax(component.points[0][0], component.points[-1][0], component.direction) for component in COMPONENTS
        ]
    return [Thresholds(component.points) for component in COMPONENTS]
