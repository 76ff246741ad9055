"""Use that was loaded as totals of weeks or months: what can't be had from it is refused, what can is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from csm_core.facts.scoped.query import Query
from csm_core.metrics.customers.campaign_measures import OF_USE
from csm_core.metrics.framework.context import Context
from csm_core.periods import Calendar, Grain, Weekday, period_start
from csm_core.text.plural import plural

_ORDER = tuple(Grain)


def _always(grain: Grain) -> Callable[[Context], Grain | None]:
    return lambda context: grain


def _of_scope(context: Context) -> Grain | None:
    return context.scope.grain


def _by_variant(of_scope: tuple[str, ...] = (), weekly: tuple[str, ...] = ()) -> Callable[[Context], Grain | None]:
    """Variants that count by the periods shown, and those that count weeks; all others count days."""

    def needed(context: Context) -> Grain | None:
        name = context.variant.name
        return context.scope.grain if name in of_scope else Grain.WEEK if name in weekly else Grain.DAY

    return needed


def _of_cohorts(context: Context) -> Grain | None:
    by_use = context.text("measure") == "usage" or context.text("cohort_by") == "first_activity"
    ages = context.text("ages_by")
    grains = (context.scope.grain, context.scope.grain if ages == "period" else Grain(ages))
    return min(grains, key=_ORDER.index) if by_use else None


def _of_campaigns(context: Context) -> Grain | None:
    measure = context.text("of")
    if measure not in OF_USE:
        return None
    return Grain.DAY if measure.endswith("_days") else context.scope.grain


# Metric → the coarsest use that it can be had from; None where it reads no use.
_NEEDED: Mapping[str, Callable[[Context], Grain | None]] = {
    "active_users": _by_variant(of_scope=("calendar",)),
    "campaign_effect": _of_campaigns,
    "cohort_retention": _of_cohorts,
    "engagement_score": _always(Grain.DAY),
    "feature_adoption": _of_scope,
    "launch_uptake": _always(Grain.DAY),
    "licence_utilisation": _by_variant(of_scope=("calendar",)),
    "stickiness": _always(Grain.DAY),
    "sticking_points": _always(Grain.DAY),
    "time_on_platform": _always(Grain.DAY),
    "time_to_value": _always(Grain.DAY),
    "usage_rate": _by_variant(weekly=("weeks",)),
}
_HEALTH = frozenset(
    {
        "health_score",
        "health_bands",
        "scorecard",
        "attention_list",
        "score_change",
        "health_backtest",
        "suggested_weights",
    }
)


@dataclass(frozen=True, slots=True)
class UsageGrain:
    """`refused`: why the metric can't be had from the use that is loaded, else None. `notes`: what to know of it."""

    refused: str | None = None
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, context: Context) -> UsageGrain:
        """What coarse use means for the question."""
        needed = _NEEDED.get(context.metric.id)
        is_health = context.metric.id in _HEALTH
        finest = needed(context) if needed else None
        if (finest is None and not is_health) or "events" not in context.workspace.row_counts():
            return cls()
        rows = context.table(Query("select grain, accounts, days from coarse_use order by grain")).to_pylist()
        if not rows:
            return cls()
        coarse = {Grain(row["grain"]): row["accounts"] for row in rows}
        grain = max(coarse, key=_ORDER.index)
        text = f"Usage of {plural(coarse[grain], 'account')} is loaded as {grain} totals"
        if is_health:
            return cls(notes=(f"{text}, so components that count days ignore it.",))
        if finest is not None and _ORDER.index(grain) > _ORDER.index(finest):
            if finest is context.scope.grain:
                return cls(
                    f"{text}, so there are no figures by {finest}. Load daily usage or events, or choose {grain}."
                )
            return cls(f"{text}, and this metric counts single {finest}s. Load daily usage or events.")
        astride = _astride(context, {Grain(row["grain"]): row["days"] for row in rows})
        if astride in (Grain.QUARTER, Grain.YEAR) and finest is not None:
            other = f"{astride}s that are not those of the fiscal year shown"
            return cls(
                f"Usage is loaded as totals of {other}, so there are no figures by {finest}. Choose its calendar."
            )
        bears = "each counts on its own date"
        if astride is Grain.WEEK and finest is Grain.WEEK:
            return cls(notes=(f"{text}: {bears}. They begin on another day than the weeks that are shown.",))
        return cls(notes=(f"{text}: {bears}.",))


def _astride(context: Context, days: Mapping[Grain, Sequence[date]]) -> Grain | None:
    """The coarsest grain whose totals lie astride the periods of a calendar of the workspace's own."""
    for grain in reversed(_ORDER):
        calendar = replace(context.scope.calendar, grain=grain)
        is_own = calendar.is_fiscal or (grain is Grain.WEEK and calendar.week_start is not Weekday.MONDAY)
        if is_own and grain in days and not _are_edges(days[grain], calendar):
            return grain
    return None


def _are_edges(days: Sequence[date], calendar: Calendar) -> bool:
    """Whether all are the first or all the last day of a period."""
    return any(
        all(period_start(edge, calendar) == edge for edge in (day + timedelta(days=further) for day in days))
        for further in (0, 1)
    )
