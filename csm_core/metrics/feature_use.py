"""Who could use each feature, and who did."""

from __future__ import annotations

from csm_core.metrics.context import Context
from csm_core.metrics.live_accounts import live_sql
from csm_core.metrics.usage_seen import USAGE_SEEN

# Who could use a feature (one person: the account, or a user), and who did.
_ACCOUNTS = """
, people as (select distinct period, segment, account_id, cast(null as varchar) as user_id from live_periods),
used as (
    select distinct l.period, l.segment, l.account_id, cast(null as varchar) as user_id, u.feature
    from live_periods l
    join user_days u on u.account_id = l.account_id and u.used_on >= l.live_from and u.used_on < l.live_until
    where u.feature is not null
)
"""
_USERS = """
, people as (
    select distinct u.period, u.segment, u.account_id, u.user_id
    from user_days u join periods p on p.period = u.period and p.shown where u.user_id is not null
),
used as (
    select distinct u.period, u.segment, u.account_id, u.user_id, u.feature
    from user_days u join periods p on p.period = u.period and p.shown
    where u.user_id is not null and u.feature is not null
)
"""

# Every feature that is shown with everybody who could use it; under it, how many features each one uses.
_PARTS = """
, ranked as (
    select feature, row_number() over (order by count(*) desc, feature) as place from used group by feature
),
chosen as (
    select feature, place from ranked where len($features::varchar[]) = 0 and place <= $most
    union all
    select unnest($features::varchar[]), unnest(range(1, cast(len($features::varchar[]) as integer) + 1))
),
counted as (
    select 'adoption' as measure, c.place, c.feature as series, p.period, p.segment, p.account_id,
        count(u.feature) as part, count(*) as whole
    from people p cross join chosen c
    left join used u on u.feature = c.feature and u.period = p.period and u.segment is not distinct from p.segment
        and u.account_id is not distinct from p.account_id and u.user_id is not distinct from p.user_id
    group by all
    union all
    select 'breadth', 0, null, p.period, p.segment, p.account_id, coalesce(max(u.part), 0), count(*)
    from people p
    left join (
        select period, segment, account_id, count(*) as part from used group by period, segment, account_id
    ) u on u.period = p.period and u.segment is not distinct from p.segment
        and u.account_id is not distinct from p.account_id
    group by p.period, p.segment, p.account_id
)
select c.measure, c.period, c.segment, c.series, c.account_id, n.account_name, cast(c.part as double) as part,
    cast(c.whole as double) as whole
from counted c left join account_names n on n.account_id = c.account_id
order by c.measure, c.period, c.segment, c.place, c.series, c.account_id
"""


def feature_sql(context: Context) -> str:
    """SQL for measure ('adoption' or 'breadth'), period, segment, series (the feature), account_id, account_name,
    part and whole. Parameters: $features (names) or, where that is empty, the $most used ones. The variant says
    whether accounts or users are counted."""
    population_sql = _ACCOUNTS if context.variant.name == "accounts" else _USERS
    return USAGE_SEEN + "," + live_sql(context) + population_sql + _PARTS
