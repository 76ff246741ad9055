"""tickets: one row a request to support, with its account and local days."""

from __future__ import annotations

from csm_core.facts.framework.fact import Day, Fact
from csm_core.facts.matching.resolved import resolved
from csm_core.midnights import seconds_sql


def _sql(day: Day) -> str:
    opened_sql = day.local("created_at")
    # Where only the time to the solution is known, the day of the solution follows from it.
    solved_sql = (
        f"cast({opened_sql} as date) + cast(floor((epoch({opened_sql}) "
        f"- epoch(cast(cast({opened_sql} as date) as timestamp)) + resolution_minutes * 60) / 86400) as integer)"
    )
    rows = resolved("live.tickets", "t.* exclude (account_id)", "account_id", email="contact_email", user="user_id")
    return f"""
select row_number() over (order by load_id, source_row) as ticket_row, ticket_id, account_id,
    created_at, {day.of("created_at")} as created_on,
    coalesce(first_response_minutes, {seconds_sql("created_at", "first_response_at")} / 60.0)
        as first_response_minutes,
    solved_at, coalesce({day.of("solved_at")}, {solved_sql}) as solved_on,
    coalesce(resolution_minutes, {seconds_sql("created_at", "solved_at")} / 60.0) as resolution_minutes,
    agent_replies, reopens, assignee_changes, group_changes, lower(priority) as priority,
    lower(channel) as channel, lower(ticket_status) as ticket_status,
    escalated_at, {day.of("escalated_at")} as escalated_on, is_escalated, escalation_closed_at,
    {day.of("escalation_closed_at")} as escalation_closed_on, subject
from ({rows})
"""


FACT = Fact(
    name="tickets",
    one_row_per="ticket",
    reads=("tickets",),
    columns=(
        ("ticket_row", "bigint"),
        ("ticket_id", "varchar"),
        ("account_id", "varchar"),
        ("created_at", "timestamp"),
        ("created_on", "date"),
        ("first_response_minutes", "double"),
        ("solved_at", "timestamp"),
        ("solved_on", "date"),
        ("resolution_minutes", "double"),
        ("agent_replies", "bigint"),
        ("reopens", "bigint"),
        ("assignee_changes", "bigint"),
        ("group_changes", "bigint"),
        ("priority", "varchar"),
        ("channel", "varchar"),
        ("ticket_status", "varchar"),
        ("escalated_at", "timestamp"),
        ("escalated_on", "date"),
        ("is_escalated", "boolean"),
        ("escalation_closed_at", "timestamp"),
        ("escalation_closed_on", "date"),
        ("subject", "varchar"),
    ),
    key=("ticket_row",),
    sql=_sql,
    after=("identities",),
)
