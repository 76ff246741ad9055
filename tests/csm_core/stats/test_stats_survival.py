"""Survival: properties, late entry, and what is not reached."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from csm_core.stats.log_rank import log_rank
from csm_core.stats.survival import kaplan_meier, restricted_mean, survival_quantile

rows = st.lists(
    st.tuples(st.integers(1, 40), st.booleans(), st.integers(1, 5), st.integers(0, 39)).filter(
        lambda row: row[3] < row[0]
    ),
    min_size=1,
    max_size=60,
)


def _curve(table):
    duration, lost, customers, entry = zip(*table, strict=True)
    return kaplan_meier(duration, lost, customers, entry)


@given(rows)
def test_survival_falls_from_1_and_stays_within_its_band(table):
    curve = _curve(table)
    assert np.all(np.diff(curve.survival, prepend=1.0) <= 0)
    assert np.all((curve.low >= 0) & (curve.low <= curve.survival + 1e-12))
    assert np.all((curve.high <= 1) & (curve.high >= curve.survival - 1e-12))


@given(rows, st.randoms())
def test_row_order_and_counts_in_place_of_repeated_rows_change_nothing(table, random):
    one_each = [(d, e, 1, late) for d, e, count, late in table for _ in range(count)]
    random.shuffle(one_each)
    pooled, single = _curve(table), _curve(one_each)
    assert np.array_equal(pooled.times, single.times)
    assert np.array_equal(pooled.survival, single.survival)
    assert np.array_equal(pooled.low, single.low)
    assert pooled.n == single.n


@given(rows, st.integers(2, 9))
def test_band_narrows_with_n(table, times):
    once, often = _curve(table), _curve([(d, e, c * times, late) for d, e, c, late in table])
    inner = (once.survival > 0) & (once.survival < 1)
    assert np.all((often.high - often.low)[inner] < (once.high - once.low)[inner])


@given(rows)
def test_restricted_mean_lies_within_0_and_the_horizon(table):
    curve = _curve(table)
    mean = restricted_mean(curve, curve.last_time)
    assert 0 <= mean.low <= mean.value <= mean.high <= curve.last_time


def test_without_censoring_survival_is_the_share_still_there():
    curve = kaplan_meier([1, 2, 2, 4], [True] * 4)
    assert curve.at([0, 1, 2, 3, 4, 9])[0] == pytest.approx([1, 0.75, 0.25, 0.25, 0, 0])


def test_who_is_censored_at_a_loss_is_still_at_risk_then():
    assert kaplan_meier([3, 3], [True, False]).survival.tolist() == [0.5]


def test_who_enters_late_does_not_count_before():
    # Lost at 2 and at 5; two that entered at 3 are seen to 6: 1/1 lost at... at risk 2 at t = 2,
    # then 1 + 2 at t = 5, so S = 1/2, then 1/2 * 2/3. Without late entry it would be 3/4, then 1/2.
    curve = kaplan_meier([2, 5, 6, 6], [True, True, False, False], entry=[0, 0, 3, 3])
    assert curve.at_risk.tolist() == [2, 3]
    assert curve.survival == pytest.approx([1 / 2, 1 / 3])


def test_a_curve_whose_customers_all_enter_late_says_from_where_it_holds():
    assert kaplan_meier([5, 9], [True, False], entry=[2, 4]).from_time == 2


def test_lost_on_the_first_day_counts():
    assert kaplan_meier([0, 3], [True, False]).survival.tolist() == [0.5]


def test_nothing_not_reached_is_made_up():
    curve = kaplan_meier([1, 5, 5, 5], [True, False, False, False])
    median = survival_quantile(curve)
    assert (median.value, median.high, median.n) == (None, None, 4)
    assert restricted_mean(curve, 6).value is None
    assert restricted_mean(curve, 5).value == pytest.approx(1 + 4 * 0.75)


def test_no_rows_give_no_numbers():
    curve = kaplan_meier([], [])
    assert (curve.n, curve.last_time, curve.times.size) == (0, None, 0)
    assert survival_quantile(curve).value is None
    assert restricted_mean(curve, 5).value is None
    assert curve.at([1])[0].tolist() == [1.0]


def test_median_at_exactly_half_is_the_left_end():
    assert survival_quantile(kaplan_meier([1, 2, 3, 4], [True] * 4)).value == 2


def test_ninetieth_percentile():
    assert survival_quantile(kaplan_meier(range(1, 11), [True] * 10), share_lost=0.9).value == 9


def test_restricted_mean_variance_by_hand():
    # Lost at 1 of 4 and at 2 of 3; horizon 3. S: 1, 3/4, 1/2. Area 1 + .75 + .5 = 2.25; after 1:
    # 1.25, after 2: .5. Variance 1.25^2 / (4 * 3) + .5^2 / (3 * 2) = .171875.
    mean = restricted_mean(kaplan_meier([1, 2, 3, 3], [True, True, False, False]), 3)
    assert mean.value == pytest.approx(2.25)
    assert mean.value - mean.low == pytest.approx(1.959963984540054 * 0.171875**0.5)


@pytest.mark.parametrize(("duration", "entry", "message"), [([-1], [0], "negative"), ([3], [3], "below duration")])
def test_impossible_times_are_refused(duration, entry, message):
    with pytest.raises(ValueError, match=message):
        kaplan_meier(duration, [True], entry=entry)


def test_log_rank_of_one_group_or_of_no_losses_has_no_p_value():
    assert log_rank([1, 2], [True, False], ["a", "a"]).p_value is None
    assert log_rank([1, 2], [False, False], ["a", "b"]).p_value is None


def test_log_rank_of_equal_groups_finds_nothing():
    test = log_rank([1, 2, 3, 1, 2, 3], [True] * 6, ["a"] * 3 + ["b"] * 3)
    assert test.statistic == pytest.approx(0.0)
    assert test.p_value == pytest.approx(1.0)


@given(rows)
def test_log_rank_is_the_sum_over_all_event_times_of_what_was_lost_beyond_the_expected(table):
    duration, lost, _, entry = (np.array(column) for column in zip(*table, strict=True))
    group = duration % 3
    test = log_rank(duration, lost, group, entry)
    gap, covariance = np.zeros(3), np.zeros((3, 3))
    for time in set(duration[lost]):
        at_risk = (entry < time) & (time <= duration)
        n, d = at_risk.sum(), (lost & (duration == time)).sum()
        share = np.array([(at_risk & (group == g)).sum() / n for g in range(3)])
        gap += [(lost & (duration == time) & (group == g)).sum() for g in range(3)] - d * share
        covariance += d * (n - d) / max(n - 1, 1) * (np.diag(share) - np.outer(share, share))
    rank = np.linalg.matrix_rank(covariance, tol=1e-9)
    if test.statistic is None:
        assert rank < max((np.diag(covariance) > 1e-9).sum() - 1, 1)
    else:
        assert test.degrees_of_freedom == rank
        assert test.statistic == pytest.approx(gap @ np.linalg.pinv(covariance, rcond=1e-9) @ gap, rel=1e-9, abs=1e-9)
        assert test.p_value == pytest.approx(chi2.sf(test.statistic, rank))


def test_groups_that_were_never_at_risk_together_are_not_compared():
    # Two and two: until 2, and from 10 on.
    duration, entry = [1, 2, 1, 2, 11, 12, 11, 12], [0] * 4 + [10] * 4
    lost = [True, True, False, True, True, True, False, True]
    assert log_rank(duration, lost, [*"aabbccdd"], entry).p_value is None
    assert log_rank(duration[:4], lost[:4], [*"aabb"]).p_value is not None


def test_a_quantile_has_no_bound_that_so_few_cannot_tell():
    # One of whom nothing else is known: the median may lie on either side of it.
    one = survival_quantile(kaplan_meier([6], [True]))
    assert (one.value, one.low, one.high) == (6, None, None)
    # Three: each lies below the median in one case of two, so all do in one of eight, and as often all above.
    three = survival_quantile(kaplan_meier([10, 47, 66], [True] * 3))
    assert (three.value, three.low, three.high) == (47, None, None)
    # Of ten, nine in ten are expected below the 90 % quantile: that all are, in one case of three, is no bound.
    ten = survival_quantile(kaplan_meier(range(1, 11), [True] * 10), share_lost=0.9)
    assert (ten.value, ten.high) == (9, None)
    assert ten.low is not None
