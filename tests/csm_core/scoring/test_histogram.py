import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from csm_core.scoring.histogram import histogram
from csm_core.scoring.weights import UNKNOWN
from csm_core.stats.auc import auc


def counts(scores: list[int]) -> np.ndarray:
    return histogram(np.array(scores, dtype=np.uint16))


def test_unknown_scores_are_counted_nowhere() -> None:
    table = counts([0, 1000, 1000, UNKNOWN])
    assert table.shape == (1001,)
    assert (table[0], table[1000], table.sum()) == (1, 2, 3)


def test_the_auc_of_reversed_histograms_says_how_often_a_lost_account_scored_lower() -> None:
    # Lost 100 and 300 against kept 200, 300, 400: 100 is below all three, 300 is below one and ties one.
    # (3 + 1 + 0.5) / 6 = 0.75
    assert auc(counts([100, 300])[::-1], counts([200, 300, 400])[::-1]).value == 0.75


scores = st.lists(st.one_of(st.integers(0, 1000), st.sampled_from([0, 500, UNKNOWN])), max_size=30)


@given(scores)
def test_every_known_score_is_counted_once_at_its_own_value(values: list[int]) -> None:
    assert counts(values).tolist() == [values.count(tenths) for tenths in range(1001)]
