"""AUC and DeLong's standard error against published figures."""

import numpy as np
import pytest

from csm_core.stats.auc_of_scores import auc_of_scores

# Hanley & McNeil (1982), Radiology 143, table I: 109 CT images rated from 1 (surely normal) to 5 (surely not).
NORMAL, ABNORMAL = [33, 6, 6, 11, 2], [3, 2, 2, 11, 33]


def normal_bounds(value: float, low: float, high: float) -> tuple[float, float]:
    """The bounds value ± z·se that belong to bounds made on the logit scale."""
    half = (np.log(high / (1 - high)) - np.log(low / (1 - low))) / 2 * value * (1 - value)
    return value - half, value + half


def test_auc_of_single_observationsis_as_published() -> None:
    rating = np.repeat(np.tile(np.arange(1, 6), 2), [*ABNORMAL, *NORMAL])
    churned = np.repeat([True, False], [sum(ABNORMAL), sum(NORMAL)])
    interval = auc_of_scores((5 - rating).astype(np.uint16), churned, np.arange(109), 109)
    assert interval.value == pytest.approx(0.8932, abs=5e-5)
    assert normal_bounds(interval.value, interval.low, interval.high) == pytest.approx((0.83295, 0.95339), abs=6e-6)
