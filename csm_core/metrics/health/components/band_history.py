"""Health bands with their history: what split and filter by health read, made when first asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pyarrow as pa

from csm_core.facts.queries.span import data_span
from csm_core.facts.scoped.health_bands import HEALTH_BAND, WORDS, health_band_table
from csm_core.metrics.asking.ask import context_of
from csm_core.metrics.framework.computed_attribute import ComputedAttribute
from csm_core.metrics.health.components.matrix import health_matrix
from csm_core.metrics.health.components.settings import health_scores
from csm_core.periods import Calendar, Grain, add_months, periods_between
from csm_core.scope import Scope, Span
from csm_core.store.workspace import Workspace

_SCHEMA = pa.schema([("account_id", pa.string()), ("value", pa.string()), ("on_day", pa.date32())])
# A band holds from the day it was seen until the next month's is; before the first and after the account left, none.
_STRETCHES = """
with seen as (
    select *, lag(value) over (partition by account_id order by on_day) as before,
        lead(on_day) over (partition by account_id order by on_day) as next_on
    from bands_seen
)
select account_id, value, on_day as valid_from, coalesce(next_on, date '9999-12-31') as valid_to from seen
union all
select account_id, cast(null as varchar), date '0001-01-01', min(on_day) from seen group by account_id
"""


def _build(workspace: Workspace, facts: str, scope: Scope) -> None:
    """Make the table of `health_band_table` as fresh as the facts: each account's band on the last day of each month,
    from what was known on it, by the default weights. A state at the month's end is split by the band of that day.

    From the first day of anything loaded: what a metric reads has a shorter span of its own, and the bands serve
    all metrics, whichever was asked first.
    """
    table_sql = health_band_table(facts)
    with workspace.building:
        revision = workspace.built[facts]
        if workspace.built.get(table_sql) == revision:
            return
        span = data_span(workspace, (), scope.timezone)
        seen = _seen(workspace, scope, span) if span else _SCHEMA.empty_table()
        with workspace.writing(derived=True) as cursor:
            cursor.register("bands_seen", seen)
            cursor.execute(f"create or replace table {table_sql} as {_STRETCHES}")
            cursor.unregister("bands_seen")
        workspace.built[table_sql] = revision


def _seen(workspace: Workspace, scope: Scope, span: Span) -> pa.Table:
    plain = replace(Scope(), timezone=scope.timezone, roll_up=scope.roll_up)
    context = context_of(workspace, "health_score", plain, None, None)
    matrix = health_matrix(context, _month_ends(span))
    codes = health_scores(context, matrix).bands.tolist()
    rows = [
        {"account_id": account, "value": WORDS[code], "on_day": day}
        for account, code, day in zip(matrix.account_ids, codes, matrix.days, strict=True)
    ]
    return pa.Table.from_pylist(rows, _SCHEMA)


def _month_ends(span: Span) -> list[date]:
    """The last day of each month of the span that is over."""
    months = periods_between(
        span.first.replace(day=1), span.last + timedelta(days=1), Calendar(Grain.MONTH), span.last
    )
    ends = (add_months(month.start, 1) - timedelta(days=1) for month in months)
    return [end for end in ends if end <= span.last]


COMPUTED_ATTRIBUTE = ComputedAttribute(HEALTH_BAND, _build)
