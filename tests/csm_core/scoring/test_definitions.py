"""The edges of what is too old and of a stage of tenure."""

import numpy as np

from csm_core.scoring.components import COMPONENTS
from csm_core.scoring.definitions import Definition, Values, tenths_of
from csm_core.scoring.normalise import MISSING, ByTenure, Thresholds, normalise
from csm_core.scoring.weights import MissingRule


def test_a_value_of_the_oldest_age_still_counts_and_one_without_age_always_does() -> None:
    rule = Thresholds(((0.0, 0.0), (10.0, 100.0)))
    definition = Definition(COMPONENTS[0], rule, MissingRule.REWEIGHT, stale_after_days=30)
    age = np.array([[29], [30], [31], [np.nan]], dtype=np.float32)
    nothing = np.zeros(4, dtype=np.int32)
    values = Values(np.full((4, 1), 5.0), age, nothing, nothing, np.full(4, np.nan))
    assert tenths_of(values, [definition])[:, 0].tolist() == [500, 500, MISSING, 500]


def test_a_stage_begins_with_its_month_and_an_unknown_tenure_is_the_oldest() -> None:
    young, old = Thresholds(((0.0, 0.0), (10.0, 100.0))), Thresholds(((0.0, 0.0), (20.0, 100.0)))
    tenure = np.array([0.0, 11.99, 12.0, 40.0, np.nan])
    actual = normalise(np.full(5, 10.0), ByTenure(((0, young), (12, old))), tenure=tenure)
    assert actual.tolist() == [1000, 1000, 500, 500, 500]
