"""A funnel: who did the first of some steps, and how far each of them came, in order and within a window."""

from __future__ import annotations

from datetime import timedelta

import pyarrow as pa

from csm_core.metrics.context import Context
from csm_core.midnights import seconds_sql, unmarked_sql

# Each one enters at the first time of the first step: ever, or in each period anew. The next step is the first event
# of its name at or after the step before, as long as the window from the entry lasts.
_FUNNEL = f"""
with recursive moves as (
    select account_id, case when $who = 'users' then user_id end as user_id, feature, used_at, used_on,
        period, segment
    from feature_turns
    where feature = any($steps::varchar[])
        and case when $who = 'users' then user_id is not null else account_id is not null end
),
entered as (
    select * from (
        select *, row_number() over (
            partition by account_id, user_id, case when $each_period then period end order by used_at) as turn
        from moves where feature = $steps[1])
    where turn = 1
),
followed as (
    select e.account_id, e.user_id, e.used_at as entered_at, e.used_on as entered_on, e.period, e.segment
    from entered e join periods p on p.period = e.period and p.shown
),
reached as (
    select account_id, user_id, 1 as step, entered_at, entered_at as reached_at from followed
    union all
    select r.account_id, r.user_id, r.step + 1, r.entered_at, min(m.used_at)
    from reached r
    join moves m on m.account_id is not distinct from r.account_id and m.user_id is not distinct from r.user_id
        and m.feature = $steps[r.step + 1] and m.used_at >= r.reached_at
        and {seconds_sql("r.entered_at", "m.used_at")} <= $window_days * 86400
    where r.step < len($steps)
    group by r.account_id, r.user_id, r.step, r.entered_at
)
select f.period, f.segment, f.account_id, n.account_name, f.user_id, f.entered_on,
    f.entered_on > $decided_until as is_open, max(r.step) as steps_done,
    list(epoch({unmarked_sql("r.reached_at")}) order by r.step) as seconds
from followed f
join reached r on r.account_id is not distinct from f.account_id and r.user_id is not distinct from f.user_id
    and r.entered_at = f.entered_at
left join account_names n on n.account_id = f.account_id
group by all
order by f.period, f.segment, f.account_id, f.user_id
"""


def funnel(context: Context, steps: list[str]) -> pa.Table:
    """One row a person (or account) and period in which she entered, by the settings who, entry and window_days.

    Returns
    -------
    period, segment, account_id, account_name, user_id, entered_on, is_open (the window is not over on the as-of
    day: nothing is decided), steps_done (how many steps, the first included), seconds (when each was done).
    """
    window_days = context.whole("window_days")
    return context.table(
        _FUNNEL,
        steps=steps,
        who=context.text("who"),
        each_period=context.text("entry") == "each_period",
        window_days=window_days,
        decided_until=context.as_of - timedelta(days=window_days),
    )
