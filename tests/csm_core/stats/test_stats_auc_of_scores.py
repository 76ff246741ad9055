"""AUC over observations from histograms against pairwise counting, alone and in pairs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csm_core.stats.auc_of_scores import auc_gain, auc_of_scores, auc_value
from tests.csm_core.stats.auc_clustered import auc_clustered

Z = 1.959963984540054
observations = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 12), st.booleans(), st.integers(0, 6)), min_size=2, max_size=40
)


def columns(rows):
    first, second, churned, account = (np.array(column) for column in zip(*rows, strict=True))
    return first.astype(np.uint16), second.astype(np.uint16), churned.astype(bool), account


def kernel(health, churned):
    """1 where an observation before churn (row) lies below another (column), 1/2 at a tie."""
    x, y = health[churned][:, None].astype(int), health[~churned][None, :].astype(int)
    return (x < y) + 0.5 * (x == y)


def obuchowski(pairs, churned, account):
    """The variance of the mean of `pairs`, by loops over accounts (Obuchowski 1997, section 2)."""
    value, (m, n) = pairs.mean(), pairs.shape
    of_case, of_control = account[churned], account[~churned]
    everyone = sorted(set(account.tolist()))
    case_gap = {a: sum(pairs[i].mean() - value for i in range(m) if of_case[i] == a) for a in everyone}
    control_gap = {a: sum(pairs[:, j].mean() - value for j in range(n) if of_control[j] == a) for a in everyone}
    cases, controls, all_ = len(set(of_case.tolist())), len(set(of_control.tolist())), len(everyone)
    s10 = cases / ((cases - 1) * m) * sum(gap**2 for gap in case_gap.values())
    s01 = controls / ((controls - 1) * n) * sum(gap**2 for gap in control_gap.values())
    s11 = all_ / (all_ - 1) * sum(case_gap[a] * control_gap[a] for a in everyone)
    return s10 / m + s01 / n + 2 * s11 / (m * n)


@settings(max_examples=80)
@given(rows=observations)
def test_auc_and_its_interval_are_what_counting_pairs_gives(rows):
    health, _, churned, account = columns(rows)
    interval = auc_of_scores(health, churned, account, 7)
    if not churned.any() or churned.all():
        assert interval.value is None
        return
    pairs = kernel(health, churned)
    assert interval.value == pytest.approx(pairs.mean())
    assert auc_value(health, churned) == pytest.approx(pairs.mean())
    if min(len(set(account[churned].tolist())), len(set(account[~churned].tolist()))) < 2:
        assert interval.low is None
    elif interval.low is not None:
        half = Z * obuchowski(pairs, churned, account) ** 0.5 / (interval.value * (1 - interval.value))
        logit = np.log(interval.value / (1 - interval.value))
        assert interval.low == pytest.approx(1 / (1 + np.exp(-(logit - half))))


@settings(max_examples=80)
@given(rows=observations)
def test_gain_is_the_difference_of_the_pairs_with_the_variance_of_the_difference(rows):
    first, second, churned, account = columns(rows)
    gain = auc_gain(first, second, churned, account, 7)
    if not churned.any() or churned.all():
        assert gain.difference.value is None
        return
    gap = kernel(second, churned) - kernel(first, churned)
    assert gain.difference.value == pytest.approx(gap.mean(), abs=1e-12)
    if np.array_equal(first, second):
        assert (gain.difference.low, gain.difference.high) == (0.0, 0.0)
    elif gain.difference.low is not None:
        variance = max(0.0, obuchowski(gap, churned, account))
        assert gain.difference.high - gain.difference.value == pytest.approx(Z * variance**0.5, abs=1e-9)


@given(rows=observations)
def test_it_agrees_with_the_clustered_auc_of_any_numbers(rows):
    health, _, churned, account = columns(rows)
    ours, other = auc_of_scores(health, churned, account, 7), auc_clustered(-health.astype(int), churned, account)
    assert ours.value == (None if other.value is None else pytest.approx(other.value))
    if ours.low is not None and other.low is not None:
        assert (ours.low, ours.high) == pytest.approx((other.low, other.high))


def test_one_snapshot_an_account_is_the_paired_test_of_delong():
    first = np.array([1, 3, 3, 6, 2, 9, 8, 3, 5, 7, 6], dtype=np.uint16)
    second = np.array([1, 1, 4, 5, 2, 9, 8, 5, 4, 7, 6], dtype=np.uint16)
    churned = np.array([True] * 5 + [False] * 6)
    gap = kernel(second, churned) - kernel(first, churned)
    # DeLong et al. (1988): the two components' sample variances over their numbers.
    variance = gap.mean(axis=1).var(ddof=1) / 5 + gap.mean(axis=0).var(ddof=1) / 6
    gain = auc_gain(first, second, churned, np.arange(11), 11)
    assert gain.difference.high - gain.difference.low == pytest.approx(2 * Z * variance**0.5)
    assert 0 < gain.p_value < 1


def test_copies_of_an_account_bring_no_certainty():
    random = np.random.default_rng(4)
    health, churned = random.integers(0, 1001, 80).astype(np.uint16), random.random(80) < 0.3
    once = auc_of_scores(health, churned, np.arange(80), 80)
    often = auc_of_scores(np.repeat(health, 6), np.repeat(churned, 6), np.repeat(np.arange(80), 6), 80)
    assert (often.low, often.high) == pytest.approx((once.low, once.high))


def test_a_score_does_not_differ_from_itself():
    health = np.array([1, 2, 3, 2, 5, 4], dtype=np.uint16)
    churned = np.array([True, True, False, True, False, False])
    same = auc_gain(health, health, churned, np.arange(6), 6)
    assert (same.difference.value, same.difference.low, same.difference.high) == (0.0, 0.0, 0.0)
    assert same.p_value is None


def test_two_scores_that_both_part_all_have_no_interval_of_their_difference():
    churned = np.array([True, True, False, False])
    first, second = (np.array(health, dtype=np.uint16) for health in ([1, 2, 3, 4], [1, 1, 9, 9]))
    gain = auc_gain(first, second, churned, np.arange(4), 4)
    assert (gain.difference.value, gain.difference.low, gain.p_value) == (0.0, None, None)
