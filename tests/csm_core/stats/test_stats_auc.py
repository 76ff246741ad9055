"""AUC from histograms against pairwise counting."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.csm_core.stats.auc_clustered import auc_clustered
from tests.csm_core.stats.auc_of_counts import auc

scores = st.lists(st.integers(0, 10), min_size=2, max_size=25)


def _histogram(values, size=11):
    return np.bincount(values, minlength=size)


def _pairs(cases, controls):
    """The kernel of DeLong: 1 where the case scores above the control, 1/2 at a tie."""
    x, y = np.array(cases)[:, None], np.array(controls)[None, :]
    return (x > y) + 0.5 * (x == y)


@given(cases=scores, controls=scores)
def test_auc_counts_pairs_and_its_interval_holds_it(cases, controls):
    area = auc(_histogram(cases), _histogram(controls))
    assert area.value == pytest.approx(_pairs(cases, controls).mean())
    if area.low is not None:
        assert 0 <= area.low <= area.value <= area.high <= 1


@given(cases=scores, controls=scores)
def test_reversing_the_scores_mirrors_the_auc(cases, controls):
    one = auc(_histogram(cases), _histogram(controls))
    other = auc(_histogram(cases)[::-1], _histogram(controls)[::-1])
    assert one.value == pytest.approx(1 - other.value)


def test_interval_is_delongs_on_the_logit_scale():
    cases, controls = [9, 7, 7, 4, 8], [1, 2, 7, 5, 3, 4]
    kernel = _pairs(cases, controls)
    variance = kernel.mean(axis=1).var(ddof=1) / 5 + kernel.mean(axis=0).var(ddof=1) / 6
    value = kernel.mean()
    half = 1.959963984540054 * variance**0.5 / (value * (1 - value))
    area = auc(_histogram(cases), _histogram(controls))
    logit = np.log(value / (1 - value))
    assert area.low == pytest.approx(1 / (1 + np.exp(-(logit - half))))
    assert area.high == pytest.approx(1 / (1 + np.exp(-(logit + half))))


def test_what_can_not_be_estimated_is_left_out():
    assert auc([0, 0], [3, 4]).value is None
    assert (auc([0, 1], [3, 4]).value, auc([0, 1], [3, 4]).low) == (pytest.approx(5 / 7), None)
    assert (auc([0, 9], [9, 0]).value, auc([0, 9], [9, 0]).low) == (1.0, None)
    with pytest.raises(ValueError, match="negative"):
        auc([-1, 2], [1, 1])


@settings(max_examples=50)
@given(cases=scores, controls=scores)
def test_one_snapshot_an_account_is_delong(cases, controls):
    plain = auc(_histogram(cases), _histogram(controls))
    risk, churned = cases + controls, [True] * len(cases) + [False] * len(controls)
    actual = auc_clustered(risk, churned, np.arange(len(risk)))
    assert actual.value == pytest.approx(plain.value)
    if plain.low is None or actual.low is None:
        assert plain.low is actual.low or min(abs(plain.value - 1), abs(plain.value)) < 1e-9
    else:
        assert (actual.low, actual.high) == pytest.approx((plain.low, plain.high))


def test_copies_of_an_account_bring_no_certainty():
    random = np.random.default_rng(6)
    risk, churned = random.normal(size=60), random.random(60) < 0.4
    once = auc_clustered(risk, churned, np.arange(60))
    often = auc_clustered(np.repeat(risk, 5), np.repeat(churned, 5), np.repeat(np.arange(60), 5))
    assert often.value == pytest.approx(once.value)
    assert (often.low, often.high) == pytest.approx((once.low, once.high))


def test_clustered_auc_needs_both_kinds_and_two_accounts_of_each():
    assert auc_clustered([1, 2], [True, True], ["a", "b"]).value is None
    one = auc_clustered([1, 2, 3], [True, False, False], ["a", "b", "b"])
    assert (one.value, one.low) == (0.0, None)
