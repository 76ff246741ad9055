"""recorded_days: from which day to which each table tells of things that happened."""

from __future__ import annotations

from collections.abc import Collection

from csm_core.facts.framework.fact import Day, Fact, of_all
from csm_core.facts.revenue.opportunities import OUTCOME
from csm_core.tables.catalogue import TABLES


def _trimmed(day: Day, filled: Collection[str]) -> str:
    parts = []
    for table in TABLES.values():
        if table.name not in filled:
            continue
        days_sql = ", ".join(day.of(f'"{column.name}"') for column in table.columns if column.recorded)
        if days_sql:
            # A monthly snapshot tells of the whole month.
            last_sql = f"greatest({days_sql})"
            last_sql = f"last_day({last_sql})" if table.name == "mrr_snapshots" else last_sql
            parts.append(
                f"select '{table.name}' as source, min(least({days_sql})) as first_on, max({last_sql}) as last_on "
                f"from live.{table.name}"
            )
    if "opportunities" in filled:
        # The day of a deal is recorded once the deal is closed; before that it is a plan.
        closed_sql = day.of("close_date")
        parts.append(
            f"select 'opportunities' as source, min({closed_sql}) as first_on, max({closed_sql}) as last_on "
            f"from live.opportunities where {OUTCOME} <> 'open'"
        )
    # Up to the day of the last list of the living it is known who pays.
    parts.append(
        "select 'subscriptions' as source, max(listed_on) as first_on, max(listed_on) as last_on "
        "from live.listed_subscriptions"
    )
    return (
        f"select source, min(first_on) as first_on, max(last_on) as last_on from ({' union all '.join(parts)}) "
        "group by source having min(first_on) is not null"
    )


FACT = Fact(
    name="recorded_days",
    one_row_per="canonical table that tells of dated things",
    reads=tuple(TABLES),
    columns=(("source", "varchar"), ("first_on", "date"), ("last_on", "date")),
    key=("source",),
    sql=of_all(_trimmed),
    trimmed=_trimmed,
)
