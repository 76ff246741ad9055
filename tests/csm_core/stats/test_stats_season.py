"""Trend, season and rest of made-up series whose parts are known."""

import numpy as np
import pytest

from csm_core.stats.season import seasons

MONTHS = np.arange(60)
SWING = 10 * np.sin(2 * np.pi * MONTHS / 12)


@pytest.mark.parametrize("robust", [True, False])
def test_a_straight_trend_and_a_fixed_season_are_found_again(robust: bool) -> None:
    parts = seasons(100 + 2 * MONTHS + SWING, 12, robust)
    assert parts is not None
    assert np.abs(parts.trend - (100 + 2 * MONTHS)).max() < 0.5
    assert np.abs(parts.season - SWING).max() < 0.5
    assert min(parts.season_strength or 0, parts.trend_strength or 0) > 0.99


@pytest.mark.parametrize("grows", [True, False])
def test_the_parts_add_up_to_the_series(grows: bool) -> None:
    values = 50 + MONTHS + SWING + np.random.default_rng(1).normal(0, 3, 60)
    parts = seasons(values, 12, True, grows)
    assert parts is not None
    assert np.allclose(parts.trend + parts.season + parts.rest, values)


def test_a_swing_that_grows_with_the_level_is_a_share_of_it() -> None:
    factor = 1 + 0.2 * np.sin(2 * np.pi * MONTHS / 12)
    level = 100 * 1.03**MONTHS
    parts = seasons(level * factor, 12, False, grows=True)
    assert parts is not None
    assert np.abs(parts.season / parts.trend - (factor - 1)).max() < 0.03


def test_noise_has_no_season_to_speak_of() -> None:
    parts = seasons(np.random.default_rng(3).normal(100, 5, 120), 12)
    assert parts is not None
    assert parts.season_strength is not None
    assert parts.season_strength < 0.6


@pytest.mark.parametrize(("count", "there"), [(23, False), (24, True)])
def test_two_full_seasons_are_asked_for(count: int, there: bool) -> None:
    assert (seasons(np.arange(count, dtype=float), 12) is not None) == there


@pytest.mark.parametrize(("count", "stated"), [(24, False), (35, False), (36, True)])
def test_a_strength_asks_for_three_seasons(count: int, stated: bool) -> None:
    # Of two seasons of noise all is season and trend, and nothing is rest.
    parts = seasons(np.random.default_rng(5).normal(100, 5, count), 12)
    assert parts is not None
    assert (parts.season_strength is not None) == stated
    assert (parts.trend_strength is not None) == stated


def test_logarithms_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        seasons(np.zeros(30), 12, grows=True)
