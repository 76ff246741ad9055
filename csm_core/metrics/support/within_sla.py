"""How many tickets are answered or solved in the time that was promised."""

from __future__ import annotations

from math import isfinite

import pyarrow as pa

from csm_core.errors import BadValue
from csm_core.facts.scoped.query import Query
from csm_core.metrics.estimates.shares import CLUSTERED, INTERVAL, share_cells
from csm_core.metrics.estimates.value_of import ratio_of_parts
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    Refused,
    Setting,
    Shape,
    Variant,
)
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.support.calc.business_hours import (
    COUNTED_HOURS,
    HOURS_SETTINGS,
    hours_parameters,
    local_day_sql,
    moment_after_sql,
)
from csm_core.metrics.support.calc.support_settings import CHOSEN, SUPPORT_SETTINGS, chosen
from csm_core.store.workspace import Parameter
from csm_core.text.plural import plural
from csm_core.units import Unit

# What is promised, by variant: how many minutes it took, where it is done.
_MINUTES = {"solved": "t.resolution_minutes", "answered": "t.first_response_minutes"}
# When that was, where the export says it.
_AT = {"solved": "t.solved_at", "answered": "cast(null as timestamp)"}
_PROMISED = """
    select unnest($priorities::varchar[]) as priority, cast(unnest($hours::varchar[]) as double) as hours"""
_TIMED = """
    select t.*, coalesce(p.hours, $target_hours) as target,
        {done} as done_at,
        {minutes} is null and coalesce(t.ticket_status in ('solved', 'closed'), false) as is_undated
    from tickets t left join promised p on p.priority = t.priority where {chosen}"""
_SEEN = """
    -- Who still waits was seen to do so until the end of the as-of day.
    select *, coalesce({done_on} <= $as_of, false) as is_done,
        case when {done_on} <= $as_of then done_at else cast($as_of::date + 1 as timestamp) end as until_at
    from timed where not is_undated and coalesce(done_at >= created_at, true)"""
_DECIDED = """
    select *, is_done and hours <= target as is_kept from counted where is_done or hours > target"""


_HOURS = COUNTED_HOURS.format(start="created_at", end="until_at")


def is_timed(context: Context) -> bool:
    """Whether any export says of any ticket how long it took."""
    query = Query(f"select count({_MINUTES[context.variant.name]}) as known from tickets t")
    return bool(context.table(query).to_pylist()[0]["known"])


def promised_ctes(context: Context) -> dict[str, str]:
    """The CTEs `timed` (all tickets chosen), `counted` (those whose hours are known) and `decided`: the
    columns of tickets, hours, target (both in hours) and is_kept."""
    done_sql = local_day_sql("done_at")
    name = context.variant.name
    at_sql = moment_after_sql(_MINUTES[name], f"coalesce({_AT[name]}, t.created_at)")
    return {
        "promised": _PROMISED,
        "timed": _TIMED.format(minutes=_MINUTES[name], done=at_sql, chosen=CHOSEN),
        "seen": _SEEN.format(done_on=done_sql),
        "counted": f"select *, {_HOURS} as hours from seen",
        "decided": _DECIDED,
    }


def promised_parameters(context: Context) -> dict[str, Parameter]:
    """The parameters of it.

    Raises
    ------
    BadValue
        When the hours by priority can't be read, or the desk closes before it opens.
    """
    targets = _targets(context.text("targets"))
    return (
        chosen(context)
        | hours_parameters(context)
        | {
            "target_hours": context.number("target_hours"),
            "priorities": list(targets),
            "hours": [repr(hours) for hours in targets.values()],
        }
    )


def _targets(text: str) -> dict[str, float]:
    """Hours by priority, from 'urgent=4; high=8'."""
    targets: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        priority, _, hours = part.rpartition("=")
        try:
            number = float(hours)
        except ValueError:
            number = float("nan")
        if not priority.strip() or not isfinite(number) or number <= 0:
            raise BadValue.of("targets", part, "'priority=hours', by semicolons: 'urgent=4; high=8'")
        targets[priority.strip().lower()] = number
    return targets


_COUNTS = f"""
select period, segment, {CLUSTERED}
from (
    select period, segment, count(*) filter (where is_kept) as hits, count(*) as n from decided
    group by period, segment, account_id, case when account_id is null then ticket_row end
) group by period, segment
"""
_ROWS = """
select d.period, d.segment, d.account_id, n.account_name, d.ticket_id, d.subject, d.priority, d.created_on, d.hours,
    d.target, cast(d.is_kept as integer) as part, 1 as whole
from decided d left join account_names n on n.account_id = d.account_id
order by d.period, d.segment, d.created_on, d.account_id, d.ticket_row
"""
_LEFT_OUT = """
select count(*) filter (where is_undated) as undated,
    count(*) filter (where not is_undated and done_at < created_at) as backwards,
    (select count(*) from counted) - (select count(*) from decided) as undecided from timed
"""
_UNDATED = {
    "solved": "solved on an unknown date",
    "answered": "solved, with the first answer on an unknown date",
}
_REASONS = {
    "backwards": "over before being opened",
    "undecided": "open and still within the time",
}


def _compute(context: Context) -> Answer:
    timed = is_timed(context)
    counts = context.table(Query(_COUNTS, promised_ctes(context)), **promised_parameters(context))
    if not timed:
        return Answer(share_cells(counts.slice(0, 0), context, "No ticket export records how long tickets took."))
    left = context.table(Query(_LEFT_OUT, promised_ctes(context)), **promised_parameters(context)).to_pylist()[0]
    reasons = {"undated": _UNDATED[context.variant.name]} | _REASONS
    left_out = tuple(
        f"Left out, {reason}: {plural(left[name], 'ticket')}." for name, reason in reasons.items() if left[name]
    )
    return Answer(share_cells(counts, context, "No decided tickets in this period."), left_out=left_out)


def _rows(context: Context) -> pa.Table:
    rows = context.table(Query(_ROWS, promised_ctes(context)), **promised_parameters(context))
    return rows if is_timed(context) else rows.slice(0, 0)


def _ticket(name: str, created: str, solved: str, priority: str = "") -> tuple[tuple[str, str], ...]:
    return (("ticket_id", name), ("created_at", created), ("solved_at", solved), ("priority", priority))


_GIVEN = (
    (
        "tickets",
        (
            _ticket("1", "2024-01-10 08:00", "2024-01-10 18:00"),
            # From Friday, 16:00, to Monday, 10:00: two hours of a desk that is open from 9 to 17 on working days.
            _ticket("2", "2024-01-12 16:00", "2024-01-15 10:00"),
            _ticket("3", "2024-01-15 08:00", "", "urgent"),
            _ticket("4", "2024-01-31 20:00", ""),
        ),
    ),
)
_JANUARY = (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31"))

METRIC = Metric(
    id="within_sla",
    family="support",
    name="Tickets within SLA",
    question="How often do we meet our promised times?",
    definition=(
        "Tickets that were solved (or first answered) within the hours promised, over all tickets opened in the "
        "period whose outcome is decided: one that has waited longer counts as missed, one that still waits "
        "within the time is left out. Hours count round the clock, or by the desk's opening times where they are "
        "set."
    ),
    formula="tickets within the hours promised ÷ tickets decided",
    inputs=(Input(("tickets",), ("created_at", "solved_at", "first_response_at", "priority")),),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=(),
    series=(),
    interval=INTERVAL,
    interval_holds_value=True,
    variants=(
        Variant("solved", "Standard definition", "Until the solution.", (0.0, 1.0), Unit.RATE),
        Variant("answered", "Standard definition", "Until the first answer by a person.", (0.0, 1.0), Unit.RATE),
    ),
    refused=(
        Refused(
            "Tickets solved in time ÷ tickets solved",
            "Customers still waiting beyond the time are left out: the longer the queue, the better it looks.",
        ),
    ),
    settings=(
        Setting("target_hours", "Hours promised", 24.0, (0.01, 10000.0), "hours"),
        Setting("targets", "Hours by priority ('urgent=4; high=8'); all others have those above", "", None, ""),
        *HOURS_SETTINGS,
        *SUPPORT_SETTINGS,
    ),
    is_of_cases=True,
    compute=_compute,
    rows=_rows,
    value_of=ratio_of_parts,
    references=("Wilson (1927), Probable Inference, the Law of Succession, and Statistical Inference, JASA 22",),
    examples=(
        # 10 hours, 66 hours, open since the 15th; the fourth has been open for four hours.
        Example("One of three was solved within a day", _GIVEN, _JANUARY, None, (),
                ((("period", "2024-01-01"), ("value", 1 / 3), ("n", 3)),)),
        # Eight hours of the 10th (9 to 17) and two of ticket 2; the fourth came after the desk had closed.
        Example("Eight hours of a desk that is open from 9 to 17 on working days", _GIVEN, _JANUARY, None,
                (("target_hours", 8.0), ("opens_at", 9), ("closes_at", 17), ("weekends", False)),
                ((("period", "2024-01-01"), ("value", 2 / 3), ("n", 3)),)),
    ),
)  # fmt: skip
