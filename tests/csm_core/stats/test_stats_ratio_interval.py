"""Ratios of sums over accounts: what the three kinds of interval keep to, and figures by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csm_core.stats.intervals import wilson
from csm_core.stats.moments import Moments
from csm_core.stats.nps_interval import nps_bounds, nps_clustered_bounds
from csm_core.stats.ratio_interval import Kind, ratio_bounds, ratio_interval
from csm_core.stats.scale_mean import scale_mean_bounds

money = st.floats(0.01, 1e6)
pairs = st.lists(st.tuples(money, st.floats(0, 1)), min_size=1, max_size=30)


@settings(max_examples=60)
@given(rows=pairs, kind=st.sampled_from(Kind), random=st.randoms())
def test_it_holds_its_ratio_and_ignores_the_order_of_accounts(rows, kind, random):
    whole = [amount for amount, _ in rows]
    part = [amount * share for amount, share in rows]
    interval = ratio_interval(part, whole, kind)
    assert interval.value == pytest.approx(sum(part) / sum(whole))
    if interval.low is not None:
        assert interval.low - 1e-9 <= interval.value <= interval.high + 1e-9
    if kind in (Kind.SHARE, Kind.COUNTED):
        assert interval.low >= 0.0
        assert interval.high <= 1.0
    mixed = list(zip(part, whole, strict=True))
    random.shuffle(mixed)
    again = ratio_interval(*zip(*mixed, strict=True), kind)
    for name in ("value", "low", "high"):
        actual = getattr(interval, name)
        assert getattr(again, name) == (None if actual is None else pytest.approx(actual, rel=1e-6, abs=1e-9))


def test_a_share_of_equal_accounts_that_left_or_stayed_is_wilson():
    interval, plain = ratio_interval([0, 0, 0, 50], [50, 50, 50, 50], Kind.SHARE), wilson(1, 4)
    assert (interval.low, interval.high) == pytest.approx((plain.low, plain.high))


def test_a_share_of_which_one_part_passes_its_whole_is_a_change():
    part, whole = [50, 120], [100, 100]
    assert ratio_interval(part, whole, Kind.SHARE) == ratio_interval(part, whole, Kind.CHANGE)


def test_a_change_by_hand():
    # Four of 100, one of which left: R = .75, sum e² = 3 · 25² + 75² = 7,500; three more of 100 add 1.5 · 100².
    # t(3 + 3) = 2.446912; sqrt(22,500) / 700 = .2142857.
    interval = ratio_interval([100, 100, 100, 0], [100, 100, 100, 100], Kind.CHANGE)
    assert (interval.value, interval.low) == (0.75, pytest.approx(0.75 - 2.446912 * 150 / 700, abs=1e-6))


def test_amounts_by_hand():
    # 1, 2 and 3: mean 2, s = 1, se = 1 / sqrt(3); t(2) = 4.302653: 2 · exp(± 4.302653 / sqrt(3) / 2).
    interval = ratio_interval([1, 2, 3], [1, 1, 1], Kind.AMOUNT)
    assert interval.high == pytest.approx(2 * np.exp(4.302653 / np.sqrt(3) / 2), rel=1e-6)


def test_two_amounts_have_no_interval_as_it_would_reach_from_nothing_to_anything():
    interval = ratio_interval([1, 3], [1, 1], Kind.AMOUNT)
    assert (interval.value, interval.low, interval.high) == (2.0, None, None)


@pytest.mark.parametrize("kind", Kind)
def test_without_a_whole_there_is_no_ratio(kind):
    assert ratio_interval([], [], kind).value is None
    assert ratio_interval([1.0], [0.0], kind).value is None
    with pytest.raises(ValueError, match="one length"):
        ratio_interval([1.0], [1.0, 2.0], kind)


def test_equal_amounts_have_no_interval_and_equal_shares_have_one():
    assert ratio_interval([5.0] * 6, [1.0] * 6, Kind.AMOUNT).low is None
    assert ratio_interval([5.0] * 6, [5.0] * 6, Kind.SHARE).low == pytest.approx(wilson(6, 6).low)


def test_many_cells_at_once_are_each_alone():
    part, whole = np.array([1.0, 0.0, 1.0, 2.0, 5.0, 2.0]), np.array([1.0, 1.0, 2.0, 3.0, 5.0, 3.0])
    for kind in Kind:
        low, high = ratio_bounds(Moments.of(part, whole, np.array([0, 0, 0, 1, 1, 1]), 2), kind)
        for cell, row in enumerate((slice(0, 3), slice(3, 6))):
            alone = ratio_interval(part[row], whole[row], kind)
            assert (low[cell], high[cell]) == pytest.approx((alone.low, alone.high))


def test_one_answer_an_account_is_the_plain_interval_of_a_score():
    signs = np.array([1.0, 1, 1, 0, -1])
    plain_low, plain_high = nps_bounds(3, 1, 1)
    low, high = nps_clustered_bounds([3], [1], Moments.of(signs, np.ones(5)))
    assert (low[0], high[0]) == pytest.approx((float(plain_low), float(plain_high)))


def test_answers_of_one_account_say_less_than_those_of_several():
    apart = nps_clustered_bounds([6], [3], Moments.of([1.0] * 6 + [-1.0] * 3, np.ones(9)))
    together = nps_clustered_bounds([6], [3], Moments.of([3.0, 3.0, -3.0], [3.0, 3.0, 3.0]))
    assert together[1] - together[0] > apart[1] - apart[0]


def test_six_equal_answers_are_not_certain_and_keep_to_the_scale():
    # Six times 5 of 5: half an answer each at 1 and 5 make 7 with a mean of 33 / 7; the spread about it, times 7 / 6,
    # is that of t(6) = 2.446912.
    low, high = scale_mean_bounds(Moments.of([5.0] * 6, np.ones(6)), [0.0], 1.0, 5.0)
    centre = 33 / 7
    spread = 6 * (5 - centre) ** 2 + ((1 - centre) ** 2 + (5 - centre) ** 2) / 2
    assert low[0] == pytest.approx(centre - 2.446912 * np.sqrt(7 / 6 * spread) / 7, abs=1e-6)
    assert high[0] == 5.0
