import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_core.errors import BadValue
from csm_core.scoring.bands import Band, BandTotal, Cutoffs, band_totals, bands, migration, migration_mrr
from csm_core.scoring.weights import UNKNOWN


def test_the_lower_bound_of_a_band_belongs_to_it() -> None:
    scores = np.array([0, 399, 400, 699, 700, 1000, UNKNOWN], dtype=np.uint16)
    assert bands(scores, Cutoffs()).tolist() == [
        Band.RED,
        Band.RED,
        Band.AMBER,
        Band.AMBER,
        Band.GREEN,
        Band.GREEN,
        Band.UNKNOWN,
    ]


def test_equal_cutoffs_leave_no_amber_and_the_ends_leave_no_red_or_green() -> None:
    scores = np.array([0, 499, 500, 999, 1000], dtype=np.uint16)
    assert bands(scores, Cutoffs(50, 50)).tolist() == [0, 0, 2, 2, 2]
    assert bands(scores, Cutoffs(0, 100)).tolist() == [1, 1, 1, 1, 2]


@pytest.mark.parametrize(("red", "green"), [(71, 70), (-1, 70), (40, 101)])
def test_cutoffs_out_of_order_or_range_are_refused(red: int, green: int) -> None:
    with pytest.raises(BadValue, match="red_below at or under green_from"):
        Cutoffs(red, green)


def test_totals_leave_out_an_unknown_mrr_and_say_so() -> None:
    codes = np.array([0, 0, 2, 3], dtype=np.uint8)
    cents = np.array([12_345, np.nan, 100, np.nan])
    assert band_totals(codes, cents) == (
        BandTotal(Band.RED, 2, 12_345, 1),
        BandTotal(Band.AMBER, 0, 0, 0),  # no account: truly nothing
        BandTotal(Band.GREEN, 1, 100, 0),
        BandTotal(Band.UNKNOWN, 1, None, 1),  # an account, but no MRR known: not nothing
    )


def test_migration_counts_every_account_once_with_its_mrr() -> None:
    before = np.array([0, 0, 1, 2, 3], dtype=np.uint8)
    after = np.array([0, 1, 0, 2, 2], dtype=np.uint8)
    assert migration(before, after).tolist() == [[1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0]]
    cents = np.array([1, 2, 4, np.nan, 16])
    assert migration_mrr(before, after, cents).tolist() == [
        [1, 2, 0, 0],
        [4, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 16, 0],
    ]


codes_strategy = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=40)


@given(codes_strategy)
def test_migration_margins_are_the_band_counts_of_both_sides(pairs: list[tuple[int, int]]) -> None:
    before = np.array([a for a, _ in pairs], dtype=np.uint8)
    after = np.array([b for _, b in pairs], dtype=np.uint8)
    table = migration(before, after)
    none = np.full(len(pairs), np.nan)
    assert table.sum(axis=1).tolist() == [total.accounts for total in band_totals(before, none)]
    assert table.sum(axis=0).tolist() == [total.accounts for total in band_totals(after, none)]
