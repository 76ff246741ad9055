"""Who was active in a calendar period, and on how many of its days."""

from __future__ import annotations

from csm_core.metrics.adoption.calc.one_feature import feature_of
from csm_core.metrics.adoption.calc.usage_seen import usage_seen_ctes
from csm_core.metrics.framework.context import Context

# One row a person ($who 'users') or account and period: `days` is how many she was active on. `part` over `whole` is
# what she adds to the count: 1, or with $is_mean the share of the period's days that were seen.
_PEOPLE = """
    select u.period, u.segment, u.account_id, case when $who = 'users' then u.user_id end as user_id,
        count(distinct u.used_on) as days
    from user_days u join periods p on p.period = u.period
    where p.shown {of_feature}
        and case when $who = 'users' then u.user_id is not null else u.account_id is not null end
    group by u.period, u.segment, u.account_id, case when $who = 'users' then u.user_id end"""
_AMOUNTS = """
    select q.period, q.segment, q.account_id, q.user_id, q.days,
        case when $is_mean then q.days else 1 end as part,
        case when $is_mean then p.period_instant - greatest(p.period, s.first_on) else 1 end as whole
    from people q join periods p on p.period = q.period cross join usage_seen s"""


def period_actives_ctes(context: Context) -> dict[str, str]:
    """CTEs that end with `amounts`: period, segment, account_id, user_id, days, part, whole.
    Parameters: $who, $is_mean, and $feature where one is asked for."""
    of_feature_sql = "and u.feature = $feature" if feature_of(context) else ""
    people_sql = _PEOPLE.format(of_feature=of_feature_sql)
    return usage_seen_ctes(context) | {"people": people_sql, "amounts": _AMOUNTS}
