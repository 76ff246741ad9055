"""How many were active in each period, or in the days that end with it; and who they are."""

from __future__ import annotations

import pyarrow as pa

from csm_core.metrics.context import Context
from csm_core.metrics.one_feature import feature_parameters
from csm_core.metrics.period_actives import period_actives_sql
from csm_core.metrics.rolling_actives import rolling_parameters, rolling_people_sql, rolling_sql
from csm_core.metrics.usage_seen import usage_seen_sql
from csm_core.store import Parameter

_WHOLE = """
, counted as (
    select period, segment, sum(part) / nullif(cast(max(whole) as double), 0) as value, count(*) as people
    from amounts group by period, segment
)
select coalesce(k.period, c.period) as period, coalesce(k.segment, c.segment) as segment,
    coalesce(k.value, 0) as value, cast(coalesce(k.people, 0) as bigint) as n
from usage_cells c full join counted k on k.period = c.period and k.segment is not distinct from c.segment
"""

_ROLLING = """
, counted as (select period, segment, sum(active) as value from rolled group by period, segment),
joined as (
    select coalesce(k.period, c.period) as period, coalesce(k.segment, c.segment) as segment,
        coalesce(k.value, 0) as active
    from usage_cells c full join counted k on k.period = c.period and k.segment is not distinct from c.segment
)
select j.period, j.segment, cast(j.active as bigint) as n,
    case when p.period_instant - cast($window_days as integer) >= s.first_on then j.active end as value,
    case when p.period_instant - cast($window_days as integer) < s.first_on
        then 'The usage data begin inside the window.' end as note
from joined j join periods p on p.period = j.period cross join usage_seen s
"""
_PERSON = """
select a.period, a.segment, a.account_id, n.account_name, a.user_id, a.days,
    a.part / cast(a.whole as double) as amount
from amounts a left join account_names n on n.account_id = a.account_id
order by a.period, a.segment, a.account_id, a.user_id
"""
_ROLLED_PERSON = """
select r.period, r.segment, r.account_id, n.account_name, r.user_id, 1 as amount
from rolled_people r left join account_names n on n.account_id = r.account_id
order by r.period, r.segment, r.account_id, r.user_id
"""


def counted_actives(context: Context, window_days: int | None) -> pa.Table:
    """period, segment, value, n and, with a window, note. Without one, the calendar's periods are the windows; the
    variant 'daily_mean' takes the mean of their days. The setting `who` says whether users or accounts count."""
    if window_days is None:
        return context.table(period_actives_sql(context) + _WHOLE, **_calendar(context))
    rolled_sql = usage_seen_sql(context) + "," + rolling_sql(context, context.text("who")) + _ROLLING
    return context.table(rolled_sql, **rolling_parameters(context, window_days))


def active_people(context: Context, window_days: int | None) -> pa.Table:
    """The same, a row for each who was counted: `amount` is what they add to the value."""
    if window_days is None:
        return context.table(period_actives_sql(context) + _PERSON, **_calendar(context))
    people_sql = "with " + rolling_people_sql(context, context.text("who")) + _ROLLED_PERSON
    return context.table(people_sql, **rolling_parameters(context, window_days))


def _calendar(context: Context) -> dict[str, Parameter]:
    is_mean = context.variant.name == "daily_mean"
    return {"who": context.text("who"), "is_mean": is_mean, **feature_parameters(context)}
