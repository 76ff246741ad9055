"""account_days: the days on which anybody of an account used anything."""

from __future__ import annotations

from csm_core.facts.framework.fact import Day, Fact


def _sql(day: Day) -> str:
    del day
    return """
select account_id, used_on from {facts}.active_days where account_id is not null group by account_id, used_on
"""


FACT = Fact(
    name="account_days",
    one_row_per="account and day",
    reads=("events",),
    columns=(("account_id", "varchar"), ("used_on", "date")),
    key=("account_id", "used_on"),
    sql=_sql,
    after=("active_days",),
)
