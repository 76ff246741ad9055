"""How long an escalation lasts."""

from __future__ import annotations

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    Refused,
    Shape,
    Variant,
)
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.support.calc.business_hours import COUNTED_HOURS, HOURS_SETTINGS, hours_parameters
from csm_core.metrics.support.calc.support_settings import CHOSEN, SUPPORT_SETTINGS, chosen
from csm_core.metrics.support.calc.waiting_times import INTERVAL, waiting_cells, waiting_rows, waiting_value
from csm_core.midnights import seconds_sql
from csm_core.store.workspace import Parameter
from csm_core.units import Unit

_CLOSED = COUNTED_HOURS.format(start="t.escalated_at", end="t.closed_at")
_STILL = COUNTED_HOURS.format(start="t.escalated_at", end="cast($as_of::date + 1 as timestamp)")
# Where no end of the escalation is told, the solution of its ticket is one.
_WAITS = {
    "ended": f"""
    select t.*, coalesce(t.escalation_closed_at, case when t.solved_at >= t.escalated_at then t.solved_at end)
            as closed_at,
        coalesce(t.escalation_closed_on, case when t.solved_at >= t.escalated_at then t.solved_on end) as closed_on
    from ticket_escalations t where {CHOSEN}""",
    "waits": f"""
    select t.period, t.segment, t.account_id, n.account_name, t.ticket_row, t.ticket_id, t.subject, t.priority,
        t.escalated_on, case when t.closed_on <= $as_of then t.closed_on end as closed_on,
        coalesce(t.closed_on <= $as_of, false) as is_over,
        coalesce({seconds_sql("t.escalated_at", "t.closed_at")} < 0 and t.closed_on <= $as_of, false)
            as is_backwards,
        case when t.closed_on <= $as_of then {_CLOSED} else greatest({_STILL}, 0) end as hours
    from ended t left join account_names n on n.account_id = t.account_id""",
}

_ROWS = Query(
    """
    select * exclude (is_backwards) from waits where hours >= 0 and not is_backwards
    order by period, segment, hours, account_id, ticket_row""",
    _WAITS,
)
_BACKWARDS = Query("select count(*) as rows from waits where is_backwards", _WAITS)


def _compute(context: Context) -> Answer:
    waits = context.table(_ROWS, **_parameters(context))
    backwards = context.table(_BACKWARDS, **_parameters(context)).to_pylist()[0]["rows"]
    left_out = (f"{backwards} escalations were closed before they began and are left out.",) if backwards else ()
    table = waiting_cells(waits, context, "No escalations in this period.", "escalations")
    return Answer(table, left_out=left_out)


def _parameters(context: Context) -> dict[str, Parameter]:
    return chosen(context) | hours_parameters(context)


def _rows(context: Context) -> pa.Table:
    return waiting_rows(context.table(_ROWS, **_parameters(context)), context)


def _ticket(name: str, escalated: str, closed: str) -> tuple[tuple[str, str], ...]:
    return (
        ("ticket_id", name),
        ("created_at", "2024-01-09"),
        ("escalated_at", escalated),
        ("escalation_closed_at", closed),
    )


METRIC = Metric(
    id="escalation_duration",
    family="support",
    name="Escalation duration",
    question="How long does it take us to resolve an escalation?",
    definition=(
        "Hours from escalation to its close, of the escalations begun in the period, by the clock, or those of the "
        "desk's opening times where they are set: the time by which half (median) and nine in ten (p90) are closed. "
        "Open ones count as far as they were seen. Where an export gives no close, the solution of the ticket ends "
        "the escalation."
    ),
    formula=(
        "the 50 % and 90 % quantile of hours (type 7) where all are closed, else the hours at which the Kaplan-Meier "
        "curve of open escalations reaches 50 % and 10 %"
    ),
    inputs=(Input(("tickets",), ("escalated_at", "escalation_closed_at", "solved_at")),),
    unit=Unit.HOURS,
    direction=Direction.DOWN,
    additive=False,
    shape=Shape.TREND,
    measures=("median", "p90"),
    series=(),
    interval=INTERVAL,
    interval_holds_value=True,
    variants=(
        Variant(
            "open_censored",
            "Kaplan & Meier 1958",
            "Open escalations count with their time so far.",
            (0.0, None),
            Unit.HOURS,
        ),
    ),
    refused=(
        Refused(
            "The mean duration of the escalations closed",
            "Long ones are not in it until they are over: it looks best when things are worst.",
        ),
    ),
    settings=(*SUPPORT_SETTINGS, *HOURS_SETTINGS),
    is_of_cases=True,
    compute=_compute,
    rows=_rows,
    value_of=waiting_value,
    references=("Kaplan & Meier (1958), Nonparametric Estimation from Incomplete Observations, JASA 53",),
    examples=(
        Example(
            "Three escalations: closed after 5 and 48 hours, one still open",
            (
                (
                    "tickets",
                    (
                        _ticket("1", "2024-01-10 08:00", "2024-01-10 13:00"),
                        _ticket("2", "2024-01-10 08:00", "2024-01-12 08:00"),
                        _ticket("3", "2024-01-10 08:00", ""),
                    ),
                ),
            ),
            (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31")),
            None,
            (),
            # Open after 5 hours 2/3, after 48 hours 1/3.
            ((("measure", "median"), ("period", "2024-01-01"), ("value", 48.0), ("n", 3)),),
        ),
    ),
)
