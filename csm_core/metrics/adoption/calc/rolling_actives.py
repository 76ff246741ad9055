"""Who was active within so many days before the end of each period, at one price for any number of days."""

from __future__ import annotations

from csm_core.metrics.adoption.calc.one_feature import feature_parameters, use_days_sql
from csm_core.metrics.framework.context import Context
from csm_core.store.workspace import Parameter

# What counts: a person in an account, or the account. Each active day with the next one.
_ACTING = {
    "users": "select account_id, user_id, used_on, next_on from {days} where user_id is not null",
    "accounts": """
    select account_id, cast(null as varchar) as user_id, used_on,
        lead(used_on) over (partition by account_id order by used_on) as next_on
    from (select distinct account_id, used_on from {days} where account_id is not null)""",
}

# Each active day counts from itself until the window has passed or the next day takes over. Beginnings and ends are
# summed by account and period, and then added up over the periods.
_ROLLED = {
    "edges": """
    select period, place, shown, period_instant - 1 as last_day,
        coalesce(lag(period_instant) over (order by place) - 1, date '0001-01-01') as before_day
    from periods""",
    "deltas": """
    select account_id, day, sum(change) as change, sum(day_change) as day_change
    from (
        select account_id, used_on as day, 1 as change, 1 as day_change from acting
        union all
        select account_id, least(used_on + cast($window_days as integer), coalesce(next_on, date '9999-12-31')), -1, 0
        from acting
        union all
        select account_id, used_on + cast($window_days as integer), 0, -1 from acting
    )
    group by account_id, day""",
    "placed": """
    select d.account_id, e.place, sum(d.change) as change, sum(d.day_change) as day_change
    from deltas d join edges e on d.day > e.before_day and d.day <= e.last_day group by d.account_id, e.place""",
    "summed": """
    select a.account_id, e.period, e.last_day, e.shown,
        sum(coalesce(p.change, 0)) over (partition by a.account_id order by e.place) as active,
        sum(coalesce(p.day_change, 0)) over (partition by a.account_id order by e.place) as days
    from (select distinct account_id from placed) a cross join edges e
    left join placed p on p.account_id is not distinct from a.account_id and p.place = e.place""",
    "rolled": """
    select s.period, s.last_day, s.account_id, s.active, s.days,
        case when $is_split then coalesce(m.segment, $not_set) end as segment
    from summed s
    left join members m on m.account_id = s.account_id and m.valid_from <= s.last_day and s.last_day < m.valid_to
    where s.shown and s.active > 0 and (m.account_id is not null or (s.account_id is null and not $is_filtered))""",
}

# The same, person by person.
_ROLLED_PEOPLE = {
    "rolled_people": """
    select p.period, p.period_instant - 1 as last_day, a.account_id, a.user_id,
        case when $is_split then coalesce(m.segment, $not_set) end as segment
    from periods p
    join acting a on a.used_on < p.period_instant
        and a.used_on + cast($window_days as integer) >= p.period_instant
        and coalesce(a.next_on, date '9999-12-31') >= p.period_instant
    left join members m on m.account_id = a.account_id and m.valid_from < p.period_instant
        and p.period_instant <= m.valid_to
    where p.shown and (m.account_id is not null or (a.account_id is null and not $is_filtered))""",
}


def rolling_ctes(context: Context, who: str) -> dict[str, str]:
    """The CTEs `acting` (account_id, user_id, used_on) and `rolled` (period, last_day,
    account_id, active, days, segment): how many of an account's users, or 1 for the account itself, were active in
    the $window_days that end with last_day, and on how many days, summed over them."""
    return _acting_ctes(context, who) | _ROLLED


def rolling_people_ctes(context: Context, who: str) -> dict[str, str]:
    """The same with `rolled_people` (period, last_day, account_id, user_id, segment): one row a person counted."""
    return _acting_ctes(context, who) | _ROLLED_PEOPLE


def rolling_parameters(context: Context, window_days: int) -> dict[str, Parameter]:
    """The parameters of both."""
    return {
        "window_days": window_days,
        "is_split": context.scope.split is not None,
        "is_filtered": bool(context.scope.filters),
        **feature_parameters(context),
    }


def _acting_ctes(context: Context, who: str) -> dict[str, str]:
    return {"acting": _ACTING[who].format(days=use_days_sql(context))}
