"""The elastic net against other solvers, and its conditions of optimality."""

import numpy as np
import pytest
from scipy import optimize, special
from sklearn.linear_model import LogisticRegression

from csm_core.stats.elastic_net import elastic_net, largest_penalty


def case(seed: int, rows: int = 400, signals: int = 6) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    x = chance.normal(size=(rows, signals))
    x[:, 1] += 0.8 * x[:, 0]
    slopes = np.array([1.2, -0.7, 0.0, 0.4, 0.0, -0.2])[:signals]
    y = chance.random(rows) < special.expit(x @ slopes - 1.0)
    return (x - x.mean(axis=0)) / x.std(axis=0), y


def objective(point, x, y, weight, penalty, mix):  # type: ignore[no-untyped-def]
    """The same by its definition, row by row in plain arithmetic."""
    total = 0.0
    for row, happened, times in zip(x, y, weight, strict=True):
        log_odds = point[0] + sum(a * b for a, b in zip(row, point[1:], strict=True))
        total += times * (np.log1p(np.exp(log_odds)) - happened * log_odds)
    slopes = point[1:]
    return total / sum(weight) + penalty * (mix * np.abs(slopes).sum() + (1 - mix) / 2 * (slopes**2).sum())


@pytest.mark.parametrize("mix", [0.0, 0.3, 0.5, 1.0])
@pytest.mark.parametrize("penalty", [0.003, 0.03, 0.06])
def test_without_bounds_it_is_scikit_learns(penalty: float, mix: float) -> None:
    x, y = case(1)
    ones = np.ones(len(y))
    fit = elastic_net(x, y, ones, penalty, mix, np.zeros(6, dtype=bool))
    # scikit-learn sums the likelihood and weighs it by C: C = 1 / (rows × penalty).
    other = LogisticRegression(
        solver="saga", l1_ratio=mix, C=1 / (len(y) * penalty), tol=1e-10, max_iter=50_000, random_state=0
    ).fit(x, y)
    assert np.allclose(fit.slopes, other.coef_[0], atol=2e-5)
    assert abs(fit.intercept - other.intercept_[0]) < 2e-5


@pytest.mark.parametrize("seed", range(4))
def test_with_bounds_it_is_another_solvers(seed: int) -> None:
    x, y = case(seed, rows=120)
    weight = np.random.default_rng(seed).integers(0, 4, len(y)).astype(float)
    fit = elastic_net(x, y, weight, 0.02, 0.5, np.ones(6, dtype=bool))
    # With slopes at zero or above the absolute value is the slope itself: smooth, so SLSQP can take it.
    other = optimize.minimize(
        objective,
        np.zeros(7),
        (x, y, weight, 0.02, 0.5),
        method="SLSQP",
        bounds=[(None, None)] + [(0, None)] * 6,
        options={"ftol": 1e-13, "maxiter": 500},
    )
    assert np.allclose(np.concatenate([[fit.intercept], fit.slopes]), other.x, atol=3e-4)
    assert objective(np.concatenate([[fit.intercept], fit.slopes]), x, y, weight, 0.02, 0.5) <= other.fun + 1e-9


@pytest.mark.parametrize("seed", range(6))
def test_no_slope_is_below_zero_and_the_conditions_of_optimality_hold(seed: int) -> None:
    x, y = case(seed)
    penalty, mix = 0.02, 0.5
    positive = np.array([True, True, False, True, True, False])
    fit = elastic_net(x, y, np.ones(len(y)), penalty, mix, positive)
    gradient = x.T @ (special.expit(x @ fit.slopes + fit.intercept) - y) / len(y)
    for slope, pull, held in zip(fit.slopes, gradient, positive, strict=True):
        smooth = pull + penalty * (1 - mix) * slope
        if held:
            assert slope >= 0
        # Karush, Kuhn and Tucker: away from zero the derivative is 0, at zero it can only rise.
        if slope > 0:
            assert abs(smooth + penalty * mix) < 1e-6
        elif slope < 0:
            assert abs(smooth - penalty * mix) < 1e-6
        else:
            assert smooth >= -penalty * mix - 1e-6
            assert held or smooth <= penalty * mix + 1e-6


def test_a_row_counted_twice_is_the_row_written_twice() -> None:
    x, y = case(3, rows=80)
    twice = np.where(np.arange(80) < 30, 2.0, 1.0)
    counted = elastic_net(x, y, twice, 0.01, 0.5, np.ones(6, dtype=bool))
    written = np.concatenate([x, x[:30]]), np.concatenate([y, y[:30]])
    other = elastic_net(*written, np.ones(110), 0.01, 0.5, np.ones(6, dtype=bool))
    assert np.allclose(counted.slopes, other.slopes, atol=1e-6)


def test_all_slopes_are_zero_from_the_largest_penalty_on_and_not_just_below_it() -> None:
    x, y = case(2)
    for positive in (np.ones(6, dtype=bool), np.zeros(6, dtype=bool)):
        top = largest_penalty(x, y, np.ones(len(y)), 0.5, positive)
        assert not elastic_net(x, y, np.ones(len(y)), top * 1.001, 0.5, positive).slopes.any()
        assert elastic_net(x, y, np.ones(len(y)), top * 0.97, 0.5, positive).slopes.any()


def test_the_search_may_begin_anywhere() -> None:
    x, y = case(5)
    far = elastic_net(x, y, np.ones(len(y)), 0.0005, 0.5, np.zeros(6, dtype=bool))
    cold = elastic_net(x, y, np.ones(len(y)), 0.05, 0.5, np.zeros(6, dtype=bool))
    warm = elastic_net(x, y, np.ones(len(y)), 0.05, 0.5, np.zeros(6, dtype=bool), start=far)
    assert np.allclose(cold.slopes, warm.slopes, atol=1e-6)


def test_a_model_that_knows_nothing_says_the_share() -> None:
    x, y = np.zeros((4, 1)), np.array([True, False, False, False])
    model = elastic_net(x, y, np.ones(4), 0.1, 0.5, np.array([True]))
    # A quarter happened: log odds of 1 to 3.
    assert abs(model.intercept - np.log(1 / 3)) < 1e-5
