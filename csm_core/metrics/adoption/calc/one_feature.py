"""Use of one feature alone: the setting of it, and what it makes of the tables of use."""

from __future__ import annotations

from csm_core.facts.scoped.query import Query
from csm_core.metrics.framework.context import Context
from csm_core.metrics.framework.declare import Setting
from csm_core.store.workspace import Parameter

FEATURE = Setting("feature", "Only use of this feature, named as in the events (empty: any use)", "", None, "")

_FEATURES = Query("""
    select feature, count(*) as days from user_days where feature is not null
    group by feature order by lower(feature) = lower($feature) desc, days desc, feature""")
_MOST = 10


def feature_of(context: Context) -> str:
    """The feature that is asked for; empty for any use."""
    return str(context.settings.get(FEATURE.name, "")).strip()


def use_days_sql(context: Context) -> str:
    """The scoped input that holds the days of the use asked for: of any, or of $feature."""
    return "feature_days" if feature_of(context) else "active_days"


def feature_parameters(context: Context) -> dict[str, Parameter]:
    """The parameter $feature, where one is asked for."""
    feature = feature_of(context)
    return {"feature": feature} if feature else {}


def unknown_feature(context: Context) -> str | None:
    """Why nothing can be said of the feature asked for: no event names it. None where one does, or any use counts.

    A name that is misspelt has no use either, which must not read as a feature that nobody uses.
    """
    feature = feature_of(context)
    if not feature:
        return None
    everywhere = context.without_segments
    features = [str(row["feature"]) for row in everywhere.table(_FEATURES, feature=feature).to_pylist()]
    if feature in features:
        return None
    if not features:
        return f"No event names a feature, so '{feature}' can't be found. Load events with event_name."
    others = len(features) - _MOST
    more = f" and {others} more" if others > 0 else ""
    return (
        f"No events for the feature '{feature}' up to the as-of day. Known features: "
        f"{', '.join(features[:_MOST])}{more}."
    )
