"""active_days: the days on which one person used anything, each with the next one."""

from __future__ import annotations

from csm_core.facts.framework.fact import Day, Fact


def _sql(day: Day) -> str:
    del day
    return """
with days as (
    select account_id, user_id, used_on, max(grain) as grain from {facts}.user_days
    group by account_id, user_id, used_on
)
-- With the next day beside it, a day is the stretch in which it is the latest one: whoever asks who was active in
-- the last so many days adds up beginnings and ends, at one price for every length of window.
select account_id, user_id, used_on, grain,
    lead(used_on) over (partition by account_id, user_id order by used_on) as next_on
from days
"""


FACT = Fact(
    name="active_days",
    one_row_per="account, user and day",
    reads=("events",),
    columns=(
        ("account_id", "varchar"),
        ("user_id", "varchar"),
        ("used_on", "date"),
        ("grain", "varchar"),
        ("next_on", "date"),
    ),
    key=("account_id", "user_id", "used_on"),
    sql=_sql,
    after=("user_days",),
)
