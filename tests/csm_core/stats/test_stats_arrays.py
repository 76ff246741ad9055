"""Pooled rows against what a dictionary counts."""

from collections import Counter

import numpy as np
import pytest

from csm_core.stats.arrays import distinct_rows


# Many different numbers are pooled by their hashes, few by counting all their combinations.
@pytest.mark.parametrize("different", [3, 5_000])
def test_equal_rows_are_counted_in_the_order_of_their_columns(different: int) -> None:
    random = np.random.default_rng(1)
    ages = random.integers(0, different, 2_000) / 4
    lost = random.random(2_000) < 0.5
    entries = np.where(ages > 0.25, -np.inf, ages - 1)
    rows, counts = distinct_rows([ages, lost, entries])
    expected = sorted(Counter(zip(ages.tolist(), lost.tolist(), entries.tolist(), strict=True)).items())
    assert list(zip(*(column.tolist() for column in rows), strict=True)) == [row for row, _ in expected]
    assert counts.tolist() == [count for _, count in expected]


def test_a_row_may_stand_for_several_customers() -> None:
    rows, counts = distinct_rows([np.array([2.0, 1.0, 2.0])], np.array([0.5, 3.0, 1.0]))
    assert rows[0].tolist() == [1.0, 2.0]
    assert counts.tolist() == [3.0, 1.5]


def test_both_zeros_are_one_number() -> None:
    rows, counts = distinct_rows([np.array([0.0, -0.0])])
    assert rows[0].tolist() == [0.0]
    assert counts.tolist() == [2.0]
