"""What any interval must keep to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from csm_core.stats.intervals import mean_t, normal_quantile, wilson, wilson_bounds
from csm_core.stats.multiplicity import holm
from csm_core.stats.nps_interval import nps_bounds, nps_weighted

counts = st.integers(0, 2000)
money = st.floats(0.01, 1e6)


@given(successes=counts, failures=counts)
def test_wilson_holds_its_value_within_0_and_1(successes, failures):
    n = successes + failures
    interval = wilson(successes, n)
    if n == 0:
        assert (interval.value, interval.low, interval.high) == (None, None, None)
    else:
        assert 0.0 <= interval.low <= interval.value <= interval.high <= 1.0


@given(successes=st.integers(0, 50), failures=st.integers(0, 50), times=st.integers(2, 20))
def test_wilson_narrows_with_n(successes, failures, times):
    n = successes + failures
    if n == 0:
        return
    small, large = wilson(successes, n), wilson(successes * times, n * times)
    assert large.high - large.low < small.high - small.low


def test_wilson_bounds_are_nan_only_where_nobody_was_asked():
    low, high = wilson_bounds([0, 0, 3], [0, 4, 4])
    assert np.isnan(low).tolist() == [True, False, False]
    assert np.isnan(high).tolist() == [True, False, False]
    assert (low[2], high[2]) == (wilson(3, 4).low, wilson(3, 4).high)


def test_wilson_refuses_more_successes_than_trials():
    with pytest.raises(ValueError, match="between 0 and n"):
        wilson(5, 4)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_level_must_be_a_share(level):
    with pytest.raises(ValueError, match="level"):
        normal_quantile(level)


def test_mean_interval_uses_student_t():
    # t(.975, 3) = 3.182446, so 5 +- 3.182446 * 2 / sqrt(4).
    actual = mean_t(5.0, 2.0, 4)
    assert actual.low == pytest.approx(1.817554, abs=1e-6)
    assert actual.high == pytest.approx(8.182446, abs=1e-6)


def test_equal_amounts_without_ends_tell_nothing_of_others():
    assert (mean_t(5.0, 0.0, 6).value, mean_t(5.0, 0.0, 6).low) == (5.0, None)


def test_mean_of_one_answer_has_no_bounds_and_of_none_no_value():
    assert (mean_t(4.0, 0.0, 1).value, mean_t(4.0, 0.0, 1).low) == (4.0, None)
    assert mean_t(0.0, 0.0, 0).value is None


@given(promoters=counts, passives=counts, detractors=counts)
def test_nps_bounds_are_ordered_within_the_scale_and_hold_the_score_from_five_answers_on(
    promoters, passives, detractors
):
    low, high = nps_bounds(promoters, passives, detractors)
    n = promoters + passives + detractors
    assert -100.0 <= low < high <= 100.0 if n else np.isnan(low)
    # Shrinking to the centre may exclude the raw score for very few answers: the declared exception.
    assert n < 5 or low <= 100.0 * (promoters - detractors) / n <= high


@given(promoters=counts, passives=counts, detractors=counts)
def test_nps_mirrors_when_promoters_and_detractors_swap(promoters, passives, detractors):
    low, _ = nps_bounds(promoters, passives, detractors)
    _, high = nps_bounds(detractors, passives, promoters)
    assert low == pytest.approx(-high, nan_ok=True)


def test_nps_bounds_are_nan_where_nobody_answered():
    low, high = nps_bounds([0, 3], [0, 1], [0, 2])
    assert np.isnan(low[0])
    assert np.isnan(high[0])
    assert low[1] == nps_bounds(3, 1, 2)[0]


@given(promoters=st.integers(0, 30), passives=st.integers(0, 30), detractors=st.integers(0, 30), weight=money)
def test_equal_weights_change_nothing(promoters, passives, detractors, weight):
    signs = [1] * promoters + [0] * passives + [-1] * detractors
    (low, high), weighted = nps_bounds(promoters, passives, detractors), nps_weighted(signs, [weight] * len(signs))
    if not signs:
        assert weighted.interval.value is None
        return
    n = promoters + passives + detractors
    assert weighted.interval.value == pytest.approx(100.0 * (promoters - detractors) / n)
    assert weighted.interval.low == pytest.approx(float(low))
    assert weighted.interval.high == pytest.approx(float(high))
    assert weighted.n_effective == pytest.approx(len(signs))


def test_weighted_score_by_hand():
    # Weights 3, 1: theta = (3 - 1) / 4 = .5; variance 2 / 1 * (9 * .25 + 1 * 2.25) / 16 = .5625;
    # Kish: 16 / 10 = 1.6 answers.
    actual = nps_weighted([1, -1], [3.0, 1.0])
    assert actual.interval.value == pytest.approx(50.0)
    assert actual.variance == pytest.approx(5625.0)
    assert actual.n_effective == pytest.approx(1.6)


def test_weight_zero_says_nothing_and_negative_weight_is_refused():
    assert nps_weighted([1, -1, 0], [2.0, 0.0, 1.0]) == nps_weighted([1, 0], [2.0, 1.0])
    assert nps_weighted([1], [2.0]).variance is None
    with pytest.raises(ValueError, match="negative"):
        nps_weighted([1], [-1.0])


def test_holm_by_hand():
    # Sorted .005 * 5, .01 * 4, .03 * 3, .04 * 2 (raised to .09), .5; statsmodels 0.15.0:
    # multipletests([.01, .04, .03, .005, .5], method="holm")[1] gives the same.
    assert holm([0.01, 0.04, 0.03, 0.005, 0.5]) == pytest.approx([0.04, 0.09, 0.09, 0.025, 0.5])


def test_holm_is_that_of_statsmodels_ties_included():
    rng = np.random.default_rng(3)
    for size in (1, 2, 7, 40):
        p_values = np.round(rng.uniform(size=size) ** 3, 2)
        assert holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1], abs=1e-15)


def test_holm_stays_at_most_1_and_takes_none():
    assert holm([0.9, 0.8]).tolist() == [1.0, 1.0]
    assert holm([]).size == 0
