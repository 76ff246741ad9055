import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from csm_core.scoring.histogram import auc, histogram
from csm_core.scoring.weights import UNKNOWN


def counts(scores: list[int]) -> np.ndarray:
    return histogram(np.array(scores, dtype=np.uint16))


def test_unknown_scores_are_counted_nowhere() -> None:
    table = counts([0, 1000, 1000, UNKNOWN])
    assert table.shape == (1001,)
    assert (table[0], table[1000], table.sum()) == (1, 2, 3)


def test_auc_counts_pairs_won_and_half_of_the_ties() -> None:
    # Churned 100 and 300 against stayed 200, 300, 400: 100 is below all three, 300 is below one, ties one.
    # (3 + 1 + 0.5) / 6 = 0.75
    result = auc(counts([100, 300]), counts([200, 300, 400]))
    assert (result.twice_wins, result.pairs, result.value) == (9, 6, 0.75)


def test_without_anyone_on_one_side_there_is_no_auc() -> None:
    assert auc(counts([]), counts([200])).value is None
    assert auc(counts([200]), counts([UNKNOWN])).value is None


scores = st.lists(st.one_of(st.integers(0, 1000), st.sampled_from([0, 500, 1000])), min_size=1, max_size=25)


@given(scores, scores)
def test_auc_agrees_with_comparing_every_pair(churned: list[int], stayed: list[int]) -> None:
    wins = sum(2 * (c < s) + (c == s) for c in churned for s in stayed)
    assert auc(counts(churned), counts(stayed)).twice_wins == wins
