"""Shares by account against Wilson's interval and against loops."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csm_core.stats.clustered_share import clustered_difference, clustered_rates, clustered_share
from csm_core.stats.intervals import wilson

Z = 1.959963984540054
observations = st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 8)), min_size=1, max_size=30)


@given(hits=st.lists(st.booleans(), min_size=1, max_size=30))
def test_one_observation_an_account_is_wilson(hits):
    interval = clustered_share(hits, np.ones(len(hits)), np.arange(len(hits)), len(hits))
    plain = wilson(sum(hits), len(hits))
    assert (interval.value, interval.low, interval.high) == pytest.approx((plain.value, plain.low, plain.high))


def test_copies_of_an_account_bring_no_certainty():
    hits = np.array([True, False, False, True, False, False, False])
    once = clustered_share(hits, np.ones(7), np.arange(7), 7)
    often = clustered_share(np.repeat(hits, 5), np.ones(35), np.repeat(np.arange(7), 5), 7)
    # As much as the seven say, less what seven know badly of their own spread: 2.032245 is t(34), 2.446912 t(6).
    number = 7 * (2.032245 / 2.446912) ** 2
    expected = wilson(2 / 7 * number, number)
    assert (often.value, often.low, often.high) == pytest.approx((2 / 7, expected.low, expected.high), abs=1e-6)
    assert often.high - often.low > once.high - once.low
    assert (often.n, once.n) == (35, 7)


def test_weights_make_fewer_observations_of_many():
    # One of 100 weighs as much as the rest together: 200² / (100² + 100) = 3.96 equal ones.
    worth = np.array([100.0, *np.ones(100)])
    interval = clustered_share(np.zeros(101), worth, np.arange(101), 101)
    plain = wilson(0, 200**2 / (100**2 + 100))
    assert (interval.value, interval.high) == pytest.approx((0.0, plain.high))


def test_without_anything_there_is_no_share():
    nothing = np.empty(0)
    assert clustered_share(nothing, nothing, np.empty(0, dtype=int), 3).value is None
    assert clustered_difference(nothing, nothing, nothing, np.empty(0, dtype=int), 3).value is None


@settings(max_examples=60)
@given(rows=observations)
def test_a_difference_is_paired_and_accounts_are_its_units(rows):
    first, second, account = (np.array(column) for column in zip(*rows, strict=True))
    actual = clustered_difference(first, second, np.ones(len(rows)), account, 9)
    gaps = second.astype(float) - first.astype(float)
    assert actual.value == pytest.approx(gaps.mean())
    present = sorted(set(account.tolist()))
    if len(present) < 2:
        assert actual.low is None
        return
    squares = sum(sum(gaps[account == a] - gaps.mean()) ** 2 for a in present)
    half = Z * (len(present) / (len(present) - 1) * squares) ** 0.5 / len(rows)
    assert actual.high == pytest.approx(min(1.0, gaps.mean() + half))
    assert actual.low == pytest.approx(max(-1.0, gaps.mean() - half))


def test_the_interval_leaves_out_zero_where_half_of_many_gained():
    first, second = np.zeros(40), np.repeat([1.0, 0.0], 20)
    assert clustered_difference(first, second, np.ones(40), np.arange(40), 40).low > 0
    same = clustered_difference(first, first, np.ones(40), np.arange(40), 40)
    assert (same.value, same.low, same.high) == (0.0, 0.0, 0.0)


@settings(max_examples=60)
@given(rows=observations)
def test_the_rates_of_several_groups_are_those_of_each_alone(rows):
    event, other, account = (np.array(column) for column in zip(*rows, strict=True))
    group = other.astype(int) * 2  # nobody is in group 1
    actual = clustered_rates(event, group, 3, account, 9)
    for k, one in enumerate(actual):
        inside = group == k
        plain = clustered_share(event[inside], np.ones(inside.sum()), account[inside], 9)
        assert (one.observations, one.events) == (inside.sum(), event[inside].sum())
        assert one.accounts == len(set(account[inside].tolist()))
        if plain.value is None:
            assert one.rate.value is None
        else:
            bounds = (one.rate.value, one.rate.low, one.rate.high)
            assert bounds == pytest.approx((plain.value, plain.low, plain.high), abs=1e-9)
