"""Trend, season and rest of a series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from csm_core.stats.arrays import FloatArray

# From so many full seasons on a strength says something.
ENOUGH_SEASONS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Seasons:
    """The three parts of a series, in its unit; they add up to it exactly. `season_strength` and `trend_strength`
    lie between 0 (none to be seen) and 1; of less than three seasons they are None, since the season is then fitted
    so closely that next to nothing is left over, whatever the series."""

    trend: FloatArray
    season: FloatArray
    rest: FloatArray
    season_strength: float | None
    trend_strength: float | None


def seasons(values: npt.ArrayLike, season_length: int, robust: bool = True, grows: bool = False) -> Seasons | None:
    """Decompose a series without gaps; None where it has less than two full seasons.

    Parameters
    ----------
    values : one value a period, in order
    season_length : periods a season (12 months, 52 weeks)
    robust : whether single wild values are weighed down
    grows : whether the season's swing grows with the level: then logarithms are decomposed, and the parts turned
        back so that they still add up; values must be positive

    Notes
    -----
    STL by LOESS (Cleveland, Cleveland, McRae & Terpenning 1990, Journal of Official Statistics 6), season smoothed
    over seven seasons. Strength: max(0, 1 - var(rest) / var(part + rest)), Wang, Smith & Hyndman (2006), Data Mining
    and Knowledge Discovery 13. Raises ValueError for logarithms of what is not positive.

    """
    # statsmodels takes 0.4 s to import, which no start waits for.
    from statsmodels.tsa.seasonal import STL

    series = np.asarray(values, dtype=np.float64)
    if season_length < 2 or series.size < 2 * season_length:
        return None
    if grows and bool(np.any(series <= 0)):
        raise ValueError("only positive values have a season that grows with them")
    scaled = np.log(series) if grows else series
    fitted = STL(scaled, period=season_length, robust=robust).fit()
    trend, season, rest = (
        np.asarray(part, dtype=np.float64) for part in (fitted.trend, fitted.seasonal, fitted.resid)
    )
    told_enough = series.size >= ENOUGH_SEASONS * season_length
    strengths = (_strength(season, rest), _strength(trend, rest)) if told_enough else (None, None)
    if grows:
        level = np.exp(trend)
        swung = np.exp(trend + season)
        trend, season, rest = level, swung - level, series - swung
    return Seasons(trend, season, rest, *strengths)


def _strength(part: FloatArray, rest: FloatArray) -> float:
    whole = float(np.var(part + rest))
    return max(0.0, 1.0 - float(np.var(rest)) / whole) if whole > 0.0 else 0.0
