"""A short series some periods on: a plain forecast, its interval, and the chance to reach a mark."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy import special

from csm_core.stats.arrays import FloatArray

FEWEST_POINTS = 8
_MOST_POINTS = 24
_LEVEL_POINTS = 12
_FEWEST_TO_LEARN = 6
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Forecast:
    """`value` with its error and degrees of freedom, in the series' unit; `way` is 'drift' or 'level'."""

    value: float
    error: float
    freedom: int
    way: str

    def bounds(self, level: float = 0.95) -> tuple[float, float] | None:
        """The prediction interval; None where nothing ever varied: the past does not tell how far it may."""
        if self.error == 0.0:
            return None
        half = float(special.stdtrit(self.freedom, (1.0 + level) / 2.0)) * self.error
        return self.value - half, self.value + half

    def chance_at_least(self, mark: float) -> float | None:
        """The probability that the mark is reached or passed; None where there is no interval."""
        if self.error == 0.0:
            return None
        return float(special.stdtr(self.freedom, (self.value - mark) / self.error))


def forecast(values: npt.ArrayLike, steps: int) -> Forecast | None:
    """The series `steps` periods after its last value; None for fewer than eight values.

    Two ways are tried on the series' own past, from every point that leaves six values to learn from, and the one
    with the smaller mean absolute error so many steps on is taken.

    Notes
    -----
    drift: last value + steps × mean step; variance s^2 steps (1 + steps / (n - 1)), s^2 that of single steps
    (Hyndman & Athanasopoulos 2021, Forecasting: Principles and Practice, section 5.2 and table 5.2). level: the mean
    of the last twelve values; variance s^2 (1 + 1 / n). Intervals by Student's t. Only the last 24 values are used.
    Seasons are not modelled.

    """
    series = np.asarray(values, dtype=np.float64)[-_MOST_POINTS:]
    if series.size < FEWEST_POINTS or steps < 1:
        return None
    # A past that is too short to be tried so many steps on is tried as far as it goes.
    ahead = min(steps, series.size - _FEWEST_TO_LEARN)
    origins = range(_FEWEST_TO_LEARN, series.size - ahead + 1)
    drift, level = (
        np.mean([abs(way(series[:origin], ahead).value - series[origin + ahead - 1]) for origin in origins])
        for way in (_drift, _level)
    )
    return _drift(series, steps) if drift < level else _level(series, steps)


def _drift(series: FloatArray, steps: int) -> Forecast:
    changes = np.diff(series)
    n = series.size
    error = _spread(changes, series) * sqrt(steps * (1.0 + steps / (n - 1)))
    return Forecast(float(series[-1]) + steps * float(changes.mean()), error, n - 2, "drift")


def _level(series: FloatArray, steps: int) -> Forecast:
    del steps
    recent = series[-_LEVEL_POINTS:]
    error = _spread(recent, series) * sqrt(1.0 + 1.0 / recent.size)
    return Forecast(float(recent.mean()), error, recent.size - 1, "level")


def _spread(values: FloatArray, series: FloatArray) -> float:
    """The standard deviation; 0 where it is no more than the rounding of the series' own values."""
    spread = float(np.std(values, ddof=1))
    return spread if spread > _ROUNDING * float(np.abs(series).max()) else 0.0
