"""cancellations: the reasons that were given for ending a subscription, and when it ended."""

from __future__ import annotations

from csm_core.facts.framework.fact import Day, Fact


def _sql(day: Day) -> str:
    return f"""
select distinct account_id, paid_to as ended_on, {day.of("cancel_requested_at")} as requested_on,
    trim(cancel_reason) as reason
from {{facts}}.subscription_lines where account_id is not null and trim(cancel_reason) <> ''
"""


FACT = Fact(
    name="cancellations",
    one_row_per="account, end and reason given",
    reads=("subscriptions",),
    columns=(
        ("account_id", "varchar"),
        ("ended_on", "date"),
        ("requested_on", "date"),
        ("reason", "varchar"),
    ),
    key=("account_id", "ended_on", "requested_on", "reason"),
    sql=_sql,
    after=("subscription_lines",),
)
