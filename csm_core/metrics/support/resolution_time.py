"""How long until a ticket is solved."""

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
from csm_core.metrics.support.calc.business_hours import (
    COUNTED_HOURS,
    HOURS_SETTINGS,
    hours_parameters,
    moment_after_sql,
)
from csm_core.metrics.support.calc.support_settings import CHOSEN, SUPPORT_SETTINGS, chosen
from csm_core.metrics.support.calc.waiting_times import INTERVAL, waiting_cells, waiting_rows, waiting_value
from csm_core.midnights import seconds_sql
from csm_core.store.workspace import Parameter
from csm_core.text.plural import plural
from csm_core.units import Unit

# Of some the export tells the minutes alone, which are by the clock: they end so many minutes after the opening.
_FROM_DATES = COUNTED_HOURS.format(start="t.created_at", end="t.solved_at")
_RECKONED = COUNTED_HOURS.format(start="t.created_at", end=f"({moment_after_sql('t.resolution_minutes')})")
_SOLVED = f"coalesce({_FROM_DATES}, case when $round_the_clock then t.resolution_minutes / 60 else {_RECKONED} end)"
_STILL = COUNTED_HOURS.format(start="t.created_at", end="cast($as_of::date + 1 as timestamp)")

# An open ticket was seen to last until the end of the as-of day.
_WAITS = {
    "waits": f"""
    select t.period, t.segment, t.account_id, n.account_name, t.ticket_row, t.ticket_id, t.subject, t.priority,
        t.created_on, case when t.solved_on <= $as_of then t.solved_on end as solved_on,
        coalesce(t.solved_on <= $as_of, false) as is_over,
        t.solved_on is null and coalesce(t.ticket_status in ('solved', 'closed'), false) as is_undated,
        {seconds_sql("t.created_at", "t.solved_at")} < 0 and t.solved_on <= $as_of as is_backwards,
        case when t.solved_on <= $as_of then {_SOLVED}
            else greatest({_STILL}, 0) end as hours
    from tickets t left join account_names n on n.account_id = t.account_id
    where {CHOSEN}""",
}

_ROWS = Query(
    """
    select * exclude (is_undated, is_backwards) from waits
    where hours >= 0 and not is_undated and not coalesce(is_backwards, false)
    order by period, segment, hours, account_id, ticket_row""",
    _WAITS,
)

_LEFT_OUT = Query(
    """
    select count(*) filter (where is_undated) as undated,
        count(*) filter (where is_backwards) as backwards from waits""",
    _WAITS,
)


def _compute(context: Context) -> Answer:
    waits = context.table(_ROWS, **_parameters(context))
    left = context.table(_LEFT_OUT, **_parameters(context)).to_pylist()[0]
    reasons = {"undated": "solved on an unknown date", "backwards": "solved before being opened"}
    left_out = tuple(
        f"Left out, {reason}: {plural(left[name], 'ticket')}." for name, reason in reasons.items() if left[name]
    )
    return Answer(waiting_cells(waits, context, "No tickets in this period.", "tickets"), left_out=left_out)


def _parameters(context: Context) -> dict[str, Parameter]:
    return chosen(context) | hours_parameters(context)


def _rows(context: Context) -> pa.Table:
    return waiting_rows(context.table(_ROWS, **_parameters(context)), context)


def _ticket(name: str, created: str, solved: str) -> tuple[tuple[str, str], ...]:
    return (("ticket_id", name), ("created_at", created), ("solved_at", solved))


METRIC = Metric(
    id="resolution_time",
    family="support",
    name="Resolution time",
    question="How long do customers wait for a solution?",
    definition=(
        "Hours from opening to solution of the tickets opened in the period, by the clock, or those of the desk's "
        "opening times where they are set: the time by which half of them (median) and nine in ten (p90) are solved. "
        "A ticket that is still open counts as far as it was seen, so a month full of open tickets does not look "
        "fast. 'Solved' is taken, not 'closed': help desks close weeks later by themselves."
    ),
    formula=(
        "the 50 % and 90 % quantile of hours (type 7) where all are solved, else the hours at which the Kaplan-Meier "
        "curve of open tickets reaches 50 % and 10 %"
    ),
    inputs=(Input(("tickets",), ("created_at", "solved_at", "resolution_minutes")),),
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
            "Open tickets count with their time so far.",
            (0.0, None),
            Unit.HOURS,
        ),
    ),
    refused=(
        Refused(
            "The mean time of the tickets solved",
            "Leaves out customers still waiting, so the newest month always looks fastest; and one ticket open for "
            "a year moves it more than a hundred others.",
        ),
    ),
    settings=(*SUPPORT_SETTINGS, *HOURS_SETTINGS),
    is_of_cases=True,
    compute=_compute,
    rows=_rows,
    value_of=waiting_value,
    references=(
        "Kaplan & Meier (1958), Nonparametric Estimation from Incomplete Observations, JASA 53",
        "Hyndman & Fan (1996), Sample Quantiles in Statistical Packages, The American Statistician 50",
        "Brookmeyer & Crowley (1982), A Confidence Interval for the Median Survival Time, Biometrics 38",
    ),
    examples=(
        Example(
            "Four tickets: solved after 2, 10 and 24 hours, one still open",
            (
                (
                    "tickets",
                    (
                        _ticket("1", "2024-01-10 08:00", "2024-01-10 10:00"),
                        _ticket("2", "2024-01-10 08:00", "2024-01-10 18:00"),
                        _ticket("3", "2024-01-10 08:00", "2024-01-11 08:00"),
                        _ticket("4", "2024-01-10 08:00", ""),
                    ),
                ),
            ),
            (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31")),
            None,
            (),
            # Open after 2 hours 3/4, after 10 hours 2/4: the median. A quarter stays open, so 10 % is not reached.
            (
                (("measure", "median"), ("period", "2024-01-01"), ("value", 10.0), ("n", 4)),
                (("measure", "p90"), ("period", "2024-01-01"), ("value", None), ("n", 4)),
            ),
        ),
    ),
)
