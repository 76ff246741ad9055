"""The difference of two groups against scipy's Welch test and against a clustered regression."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from csm_core.stats.two_groups import difference_of_means, difference_of_shares


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_interval_is_that_of_scipys_welch_test(seed: int) -> None:
    random = np.random.default_rng(seed)
    a, b = random.normal(3, 2, 17), random.normal(1, 5, 40)
    wanted = stats.ttest_ind(a, b, equal_var=False).confidence_interval()
    interval = difference_of_means(a, b)
    assert interval.value == pytest.approx(a.mean() - b.mean())
    assert (interval.low, interval.high) == (pytest.approx(wanted.low), pytest.approx(wanted.high))


def test_of_changes_it_is_difference_in_differences_with_errors_by_account() -> None:
    # statsmodels 0.15.0: OLS of value on treated, after and both, cov_type='cluster' by account. Its sandwich divides
    # by n where Welch divides by n - 1, so errors agree up to that factor.
    random = np.random.default_rng(4)
    treated = np.repeat([1.0, 0.0], [30, 50])
    before = random.normal(5, 1, 80) + treated
    after = before + random.normal(1, 2, 80) + 0.7 * treated
    interval = difference_of_means((after - before)[treated == 1], (after - before)[treated == 0])
    value = np.concatenate([before, after])
    late = np.repeat([0.0, 1.0], 80)
    both = np.tile(treated, 2)
    design = np.column_stack([np.ones(160), both, late, both * late])
    fit = sm.OLS(value, design).fit(cov_type="cluster", cov_kwds={"groups": np.tile(np.arange(80), 2)})
    assert interval.value == pytest.approx(fit.params[3])
    assert interval.low is not None
    assert interval.high is not None
    assert (interval.high - interval.low) / 2 == pytest.approx(2 * fit.bse[3], rel=0.05)


def test_one_account_a_side_has_no_interval_and_none_has_no_value() -> None:
    alone = difference_of_means([3.0], [1.0, 2.0])
    assert (alone.value, alone.low) == (1.5, None)
    assert difference_of_means([], [1.0]).value is None
    same = difference_of_means([2.0, 2.0], [1.0, 1.0])
    assert (same.low, same.value, same.high) == (None, 1.0, None)
    assert difference_of_means([0.1] * 3, [0.7] * 7).low is None
    # One side varies: half of the spread of 0 and 2 about 1, by t with one degree of freedom.
    one = difference_of_means([2.0, 2.0], [0.0, 2.0])
    assert one.low == pytest.approx(1.0 - 12.7062 * 1.0, rel=1e-4)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, table II, method 10: 56/70 − 48/80, 9/10 − 3/10 and 10/10 − 0/20
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((10, 10, 0, 20), 0.6791, 1.0000),
    ],
)
def test_a_difference_of_shares_has_the_published_interval(
    counts: tuple[int, int, int, int], low: float, high: float
) -> None:
    interval = difference_of_shares(*counts)
    assert interval.value == pytest.approx(counts[0] / counts[1] - counts[2] / counts[3])
    assert (interval.low, interval.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_a_difference_of_shares_needs_both_sides() -> None:
    assert difference_of_shares(0, 0, 1, 2).value is None
    nobody = difference_of_shares(0, 5, 0, 5)
    assert nobody.value == 0.0
    # That none of five left is no certainty: Wilson's upper bound of 0 of 5 is z²/(5 + z²).
    assert nobody.high == pytest.approx(0.4345, abs=1e-4)
