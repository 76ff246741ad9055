"""Whether one segment's figure differs from that of the others, or only seems to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scipy import special

from csm_core.metrics.compare.headline import Headline, headline
from csm_core.result import Result
from csm_core.stats.intervals import Interval, normal_quantile
from csm_core.stats.linear_interval import linear_interval
from csm_core.stats.multiplicity import holm

# Below this many accounts or answers on either side nothing is said: most segments would differ by luck alone.
ENOUGH = 30
_DOUBT = 0.05


@dataclass(frozen=True, slots=True)
class Comparison:
    """One segment's figure minus the mean of the others, weighted by how many stand behind each of them.

    `low` and `high` bound the difference at 95 %; `p` belongs to that interval and is adjusted for all comparisons
    of the answer. Without enough behind either side (ENOUGH) only `difference` is given.
    """

    segment: str
    difference: float
    low: float | None
    high: float | None
    p: float | None

    @property
    def is_certain(self) -> bool:
        """Whether the segments differ, and it is no noise, with all comparisons taken together."""
        return self.p is not None and self.p < _DOUBT


def segment_comparisons(
    result: Result, measure: str | None = None, series: str | None = None
) -> Mapping[str, Comparison]:
    """Each segment of an answer against all others, in its last complete period; empty where nothing can be compared.

    Only figures with an interval and a number behind them are compared: a plain sum or count has no noise. The
    segments are disjoint sets of accounts, so their figures are taken as independent. For rates and means the
    weighted mean of the others is their own common figure; for ratios of money it is near it.

    The difference's interval is that of `linear_interval`; p is two-sided and normal, from how far zero lies off in
    units of the interval's half on that side, so that p < 0.05 says the same as an interval without zero. All p are
    adjusted by Holm's method; where there are just two segments, both comparisons are one.
    """
    cells = _cells(result, measure, series)
    differences = {name: _difference(name, cells) for name in cells if len(cells) > 1}
    enough = [name for name in differences if _has_enough(name, cells)]
    raw = [_p_value(differences[name]) for name in enough]
    adjusted = raw if len(cells) == 2 else [float(p) for p in holm(raw)]
    p_values = dict(zip(enough, adjusted, strict=True))
    return {
        name: Comparison(name, _given(one.value), one.low, one.high, p_values[name])
        if name in p_values
        else Comparison(name, _given(one.value), None, None, None)
        for name, one in differences.items()
    }


def _cells(result: Result, measure: str | None, series: str | None) -> dict[str, tuple[Headline, int]]:
    """The segments that can be compared, all in one period, each with the number behind it."""
    names = [str(name) for name in dict.fromkeys(result.table.column("segment").to_pylist()) if name is not None]
    headlines = [(name, one) for name in names if (one := headline(result, measure, series, name)) is not None]
    period = max((one.period for _, one in headlines if one.period is not None), default=None)
    return {
        name: (one, one.n)
        for name, one in headlines
        if one.period == period and one.value is not None and one.low is not None and one.high is not None and one.n
    }


def _difference(name: str, cells: Mapping[str, tuple[Headline, int]]) -> Interval:
    others = sum(n for other, (_, n) in cells.items() if other != name)
    weights = [1.0 if other == name else -n / others for other, (_, n) in cells.items()]
    parts = [(_given(one.value), _given(one.low), _given(one.high)) for one, _ in cells.values()]
    return linear_interval(weights, parts)


def _has_enough(name: str, cells: Mapping[str, tuple[Headline, int]]) -> bool:
    others = sum(n for other, (_, n) in cells.items() if other != name)
    return cells[name][1] >= ENOUGH and others >= ENOUGH


def _p_value(one: Interval) -> float:
    value = _given(one.value)
    half = value - _given(one.low) if value > 0 else _given(one.high) - value
    if value == 0:
        return 1.0
    if half <= 0:
        return 0.0
    return float(2 * special.ndtr(-abs(value) / half * normal_quantile(1 - _DOUBT)))


def _given(bound: float | None) -> float:
    if bound is None:
        raise ValueError("only figures with both bounds are compared")
    return bound
