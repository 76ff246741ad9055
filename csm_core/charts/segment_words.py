"""What a split says in a title: the same test as in the table of segments beside it."""

from __future__ import annotations

from csm_core.charts.words import IS_SUM, list_words, period_words
from csm_core.metrics.compare.headline import Headline, headline
from csm_core.metrics.compare.segment_comparison import ENOUGH, Comparison, segment_comparisons
from csm_core.result import Result
from csm_core.scope import NOT_SET
from csm_core.units import Unit, write_value

_MOST_NAMED = 2


def segments_title(result: Result, measure: str | None, name: str, unit: Unit, currency: str | None) -> str:
    """A sum tells its largest and smallest part; anything else only segments that differ from the others for certain,
    and that none does where none does."""
    segments = [str(one) for one in dict.fromkeys(result.table.column("segment").to_pylist()) if one is not None]
    headlines = {one: now for one in segments if (now := headline(result, measure, None, one)) is not None}
    period = max((now.period for now in headlines.values() if now.period is not None), default=None)
    values = {one: now.value for one, now in headlines.items() if now.period == period and now.value is not None}
    when = f" in {period_words(period, result.scope.calendar)}" if period else ""
    split = _split_words(result)
    written = {one: write_value(value, unit, currency) for one, value in values.items()}
    if not values:
        return f"{name}{when}: too few behind each {split}"
    if unit in IS_SUM:
        return f"{name}{when}: {_extremes(values, written)}"
    compared = {
        one: comparison
        for one, comparison in segment_comparisons(result, measure).items()
        if comparison.p is not None
    }
    if not compared:
        return f"{name}{when}: {_without_test(headlines, written, split)}"
    return f"{name}{when}: {_tested(compared, values, written, split)}"


def _split_words(result: Result) -> str:
    return (result.scope.split or "segment").lower()


def _extremes(values: dict[str, float], written: dict[str, str]) -> str:
    ranked = sorted((one for one in values if one != NOT_SET), key=lambda one: (-values[one], one)) or list(values)
    if len(ranked) == 1 or written[ranked[0]] == written[ranked[-1]]:
        return ", ".join(f"{one} {written[one]}" for one in ranked[:_MOST_NAMED])
    return f"most in {ranked[0]} ({written[ranked[0]]}), least in {ranked[-1]} ({written[ranked[-1]]})"


def _without_test(headlines: dict[str, Headline], written: dict[str, str], split: str) -> str:
    """Where nothing can be tested: too few behind each, or a figure without an interval, which is told and not
    ranked."""
    few = [one for one in written if (count := headlines[one].n) is not None and count < ENOUGH]
    if few or any(headlines[one].low is not None for one in written):
        return f"too few behind each {split} to compare"
    if len(written) > _MOST_NAMED + 1:
        return f"by {split}"
    return ", ".join(f"{one} {text}" for one, text in written.items())


def _tested(compared: dict[str, Comparison], values: dict[str, float], written: dict[str, str], split: str) -> str:
    certain = sorted((one for one in compared if compared[one].is_certain), key=lambda one: _p(compared[one]))
    if not certain:
        sized = sorted(compared, key=values.__getitem__)
        low, high = written[sized[0]], written[sized[-1]]
        span = f" ({low} to {high})" if low != high else ""
        return f"no {split} differs clearly{span}"
    higher = [f"{one} ({written[one]})" for one in certain if compared[one].difference > 0][:_MOST_NAMED]
    lower = [f"{one} ({written[one]})" for one in certain if compared[one].difference < 0][:_MOST_NAMED]
    parts = [f"higher in {list_words(higher)}"] if higher else []
    parts += [f"lower in {list_words(lower)}"] if lower else []
    return f"{', '.join(parts)} than elsewhere"


def _p(comparison: Comparison) -> float:
    return 1.0 if comparison.p is None else comparison.p
