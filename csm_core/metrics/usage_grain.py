"""Use that was loaded as totals of weeks or months: what can't be had from it is refused, what can is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from csm_core.metrics.campaign_measures import OF_USE
from csm_core.metrics.context import Context
from csm_core.periods import Grain
from csm_core.plural import plural

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
    return context.scope.grain if by_use else None


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
    {"health_score", "health_bands", "scorecard", "attention_list", "score_change", "health_backtest",
     "suggested_weights"}
)  # fmt: skip


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
        coarse = {
            Grain(row["grain"]): row["accounts"]
            for row in context.table("select grain, accounts from coarse_use order by grain").to_pylist()
        }
        if not coarse:
            return cls()
        grain = max(coarse, key=_ORDER.index)
        told = f"Use of {plural(coarse[grain], 'account')} was loaded as totals of a {grain}"
        if is_health:
            return cls(notes=(f"{told}: it is in no component that counts days.",))
        if finest is not None and _ORDER.index(grain) > _ORDER.index(finest):
            if finest is context.scope.grain:
                return cls(f"{told}, so nothing is known by {finest}. Load daily use or events, or ask by {grain}.")
            return cls(f"{told}, and this counts single {finest}s. Load daily use or events.")
        return cls(notes=(f"{told}: each counts on the date that it bears.",))
