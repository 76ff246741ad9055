"""Which events people do first, as the steps to look at while nobody has chosen any."""

from __future__ import annotations

from dataclasses import replace

from csm_core.facts.scoped.query import Query
from csm_core.metrics.framework.context import Context

MOST_STEPS = 4
_FIRST_PLACES = 5

# Everybody's first few different events, in the order in which each was first done. Who was there when the data
# begin did the first things before: they count only where nobody came later.
_FIRSTS_CTES = {
    "firsts": """
    select account_id, case when $who = 'users' then user_id end as user_id, feature, min(used_at) as first_at,
        min(used_on) as first_on
    from feature_turns
    where case when $who = 'users' then user_id is not null else account_id is not null end
    group by account_id, case when $who = 'users' then user_id end, feature""",
    "placed": """
    select *, row_number() over (partition by account_id, user_id order by first_at, feature) as place,
        min(first_on) over (partition by account_id, user_id) as began_on,
        min(first_on) over () as data_from
    from firsts""",
    "newcomers": """
    select *, began_on >= data_from + 28 as is_new, bool_or(began_on >= data_from + 28) over () as any_new
    from placed where place <= $first_places""",
}
_FIRSTS = Query(
    """
    select feature, count(*) as people, avg(place) as place
    from newcomers where is_new or not any_new
    group by feature order by people desc, place, feature limit $most""",
    _FIRSTS_CTES,
)


def typical_steps(context: Context, who: str) -> list[str]:
    """The events that most people (`who` 'users') or accounts have among their first five, in their usual order.

    They are the same for every segment and filter. Empty where no event has a name.
    """
    everywhere = context.with_scope(replace(context.scope, split=None, filters=()))
    rows = everywhere.table(_FIRSTS, who=who, first_places=_FIRST_PLACES, most=MOST_STEPS).to_pylist()
    return [row["feature"] for row in sorted(rows, key=lambda row: (row["place"], row["feature"]))]
