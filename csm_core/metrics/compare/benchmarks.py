"""Benchmarks: what others reach, as reference lines that people type or upload. They are no goals: nothing is to be
reached by them, no forecast or chance is made of them, and they change no figure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from csm_core.codec import Codec
from csm_core.errors import BadValue, UnknownName
from csm_core.metrics.framework.registry import metric_named, registry
from csm_core.named_pairs import filters_of, read_currency, read_day
from csm_core.result import Result
from csm_core.scope import Scope
from csm_core.store.documents import Documents, UnreadableText
from csm_core.store.workspace import Workspace
from csm_core.units import Unit, write_value

KIND = "benchmark"
_LONGEST = 200
_MONEY = (Unit.MONEY, Unit.MONEY_PER_ACCOUNT)
# No rate of the catalogue is usually above: such a number without its sign was meant as per cent.
_HIGHEST_SHARE = 2.0


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A value of a metric that somebody else reaches.

    `value` is in the measure's unit (a rate from 0 to 1), money in `currency`. `measure` None is the metric's first.
    `day` is what the source is of. `segment` ('attribute=value') says the segment that it applies to.
    """

    metric: str
    value: float
    source: str
    measure: str | None = None
    day: date | None = None
    segment: str | None = None
    currency: str | None = None

    @property
    def key(self) -> str:
        """The name that it is kept under: what is written twice is kept once."""
        parts = (self.metric, self.measure, f"{self.value!r}", self.currency, self.source, self.day, self.segment)
        return " · ".join("" if one is None else str(one) for one in parts)

    @property
    def unit(self) -> Unit:
        """The unit of the value."""
        metric = metric_named(self.metric)
        return metric.unit_of(metric.variants[0], self.measure or next(iter(metric.measures), None))

    @property
    def words(self) -> str:
        """'92.0 % (Survey of vendors, 1 Jan 2025; Region=North)'."""
        origin = [self.source]
        origin += [f"{self.day.day} {self.day:%b %Y}"] if self.day else []
        whose = f"; {self.segment}" if self.segment else ""
        return f"{write_value(self.value, self.unit, self.currency)} ({', '.join(origin)}{whose})"


def benchmark_of(given: Mapping[str, str | None], currency: str | None = None) -> Benchmark:
    """A benchmark from texts: metric, value and source; perhaps measure, date, segment and currency.

    `currency` is that of money for which none is given.

    Raises
    ------
    UnknownName, BadValue
        For a metric, a measure or a value that can't be used, and where one of the first three is missing.
    """
    texts = {
        name: " ".join(str(text).split()) for name, text in given.items() if text is not None and str(text).strip()
    }
    metric = metric_named(texts.get("metric", ""))
    measure = texts.get("measure")
    if measure is not None and measure not in metric.measures:
        raise UnknownName.of(f"measure of {metric.id}", measure, metric.measures)
    measured = measure or next(iter(metric.measures), None)
    unit, bounds = metric.unit_of(metric.variants[0], measured), metric.bounds_of(metric.variants[0], measured)
    value = _read_value(texts.get("value", ""), unit, bounds)
    source = texts.get("source", "")
    if not source or len(source) > _LONGEST:
        raise BadValue.of("source", source, f"who says so, in 1 to {_LONGEST} characters")
    segment = texts.get("segment")
    if segment is not None:
        filters_of([segment])
    money = _currency(texts.get("currency") or currency) if unit in _MONEY else None
    return Benchmark(metric.id, value, source, measure, _day(texts.get("date")), segment, money)


def benchmarks(workspace: Workspace) -> list[Benchmark]:
    """Every benchmark of a workspace, by metric; `unreadable_benchmarks` has the others."""
    return [one for one in benchmark_documents(workspace).readable() if one.metric in registry()]


def unreadable_benchmarks(workspace: Workspace) -> list[UnreadableText]:
    """The benchmarks that can't be read or are of no metric that exists; each keeps its metric, value and source in
    its name."""
    kept = benchmark_documents(workspace)
    of_none = [one for one in kept.readable() if one.metric not in registry()]
    return [*kept.unreadable(), *(UnreadableText(one.key, f"there is no metric '{one.metric}'") for one in of_none)]


def keep_benchmarks(workspace: Workspace, given: Sequence[Benchmark], at: datetime) -> None:
    """Keep benchmarks; when this has returned, they survive a crash. `at` is the time of the save."""
    for one in given:
        benchmark_documents(workspace).put(one.key, one, at)


def remove_benchmark(workspace: Workspace, key: str) -> None:
    """Take the benchmark of that key away, readable or not; one that is not there is no error."""
    benchmark_documents(workspace).remove(key)


def benchmarks_stamp(workspace: Workspace) -> str:
    """Changes whenever a benchmark is kept or taken away."""
    return repr(benchmark_documents(workspace).texts.stamp())


def benchmarks_of(
    workspace: Workspace, result: Result, measures: Sequence[str | None] = (None,)
) -> tuple[Benchmark, ...]:
    """The benchmarks of some measures (None: the metric's first) that an answer can be held against: for everybody,
    or for a segment that the answer is filtered to or split by, and money in the answer's own currency."""
    metric, kept = metric_named(result.metric), benchmarks(workspace)
    first = next(iter(metric.measures), None)
    return tuple(
        one
        for measure in measures
        for one in kept
        if one.metric == metric.id
        and (one.measure or first) == (measure or first)
        and one.currency in (None, result.scope.currency)
        and _is_asked(one.segment, result.scope)
    )


def benchmark_words(shown: Sequence[Benchmark]) -> tuple[str, ...]:
    """A sentence on the benchmarks beside a figure; nothing where there is none."""
    name = "Benchmark" if len(shown) == 1 else "Benchmarks"
    return (f"{name}: {'; '.join(one.words for one in shown)}.",) if shown else ()


def _is_asked(segment: str | None, scope: Scope) -> bool:
    if segment is None:
        return True
    ((attribute, values),) = filters_of([segment])
    return (attribute, values) in scope.filters or scope.split == attribute


def _read_value(text: str, unit: Unit, bounds: tuple[float | None, float | None]) -> float:
    per_cent = re.fullmatch(r"(.*?)\s*%", text)
    accepted = "a share such as 0.92, or 92 %" if unit is Unit.RATE else "a number such as 12.5"
    try:
        value = float(per_cent[1] if per_cent else text) / (100 if per_cent else 1)
    except ValueError as error:
        raise BadValue.of("value", text, accepted) from error
    low, high = bounds
    is_outside = (low is not None and value < low) or (high is not None and value > high)
    is_unsure = unit is Unit.RATE and not per_cent and abs(value) > _HIGHEST_SHARE
    if not math.isfinite(value) or is_outside or is_unsure or (per_cent and unit is not Unit.RATE):
        raise BadValue.of(
            "value", text, accepted if low is None and high is None else f"{accepted}{_between(bounds)}"
        )
    return value


def _between(bounds: tuple[float | None, float | None]) -> str:
    low, high = bounds
    if high is None:
        return f", not below {low:g}"
    return f", not above {high:g}" if low is None else f", from {low:g} to {high:g}"


def _currency(code: str | None) -> str:
    try:
        return read_currency(code or "")
    except ValueError as error:
        raise BadValue.of("currency", code or "", "the code of the money's currency, such as EUR") from error


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else read_day(text)
    except ValueError as error:
        raise BadValue.of("date", text, "a day such as 2025-01-31") from error


_CODEC = Codec.of(Benchmark, version=1)


def benchmark_documents(workspace: Workspace) -> Documents[Benchmark]:
    """Every benchmark of a workspace."""
    return Documents(workspace, KIND, _CODEC)
