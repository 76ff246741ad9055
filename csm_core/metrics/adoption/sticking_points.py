"""Sticking points: how far people come on a way of several steps, and where they stop."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.facts.scoped.query import Query
from csm_core.metrics.adoption.calc.funnel_rows import funnel_cells, funnel_rows
from csm_core.metrics.adoption.calc.listed_names import listed_names
from csm_core.metrics.adoption.calc.typical_steps import MOST_STEPS, typical_steps
from csm_core.metrics.estimates.value_of import ratio_of_parts
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    OwnUnit,
    Refused,
    Setting,
    Shape,
    Variant,
)
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.metrics.framework.metric import Metric
from csm_core.midnights import seconds_sql, unmarked_sql
from csm_core.stats.ratio_interval import INTERVALS, Kind
from csm_core.units import Unit

# Each one enters at the first time of the first step: ever, or in each period anew. The next step is the first event
# of its name at or after the step before, as long as the window from the entry lasts.
_FUNNEL_CTES = {
    "moves": """
    select account_id, case when $who = 'users' then user_id end as user_id, feature, used_at, used_on,
        period, segment
    from feature_turns
    where feature = any($steps::varchar[])
        and case when $who = 'users' then user_id is not null else account_id is not null end""",
    "entered": """
    select * from (
        select *, row_number() over (
            partition by account_id, user_id, case when $each_period then period end order by used_at) as turn
        from moves where feature = $steps[1])
    where turn = 1""",
    "followed": """
    select e.account_id, e.user_id, e.used_at as entered_at, e.used_on as entered_on, e.period, e.segment
    from entered e join periods p on p.period = e.period and p.shown""",
    "reached": f"""
    select account_id, user_id, 1 as step, entered_at, entered_at as reached_at from followed
    union all
    select r.account_id, r.user_id, r.step + 1, r.entered_at, min(m.used_at)
    from reached r
    join moves m on m.account_id is not distinct from r.account_id and m.user_id is not distinct from r.user_id
        and m.feature = $steps[r.step + 1] and m.used_at >= r.reached_at
        and {seconds_sql("r.entered_at", "m.used_at")} <= $window_days * 86400
    where r.step < len($steps)
    group by r.account_id, r.user_id, r.step, r.entered_at""",
}
_FUNNEL = Query(
    f"""
    select f.period, f.segment, f.account_id, n.account_name, f.user_id, f.entered_on,
        f.entered_on > $decided_until as is_open, max(r.step) as steps_done,
        list(epoch({unmarked_sql("r.reached_at")}) order by r.step) as seconds
    from followed f
    join reached r on r.account_id is not distinct from f.account_id and r.user_id is not distinct from f.user_id
        and r.entered_at = f.entered_at
    left join account_names n on n.account_id = f.account_id
    group by all
    order by f.period, f.segment, f.account_id, f.user_id""",
    _FUNNEL_CTES,
)


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


_NOBODY = "Nobody who began in this period has reached the end of the window."


def _steps(context: Context) -> list[str]:
    return listed_names(context, "steps") or typical_steps(context, context.text("who"))


def _compute(context: Context) -> Answer:
    steps = _steps(context)
    if len(steps) < 2:
        note = "A funnel needs at least two steps; the events have fewer."
        return Answer(pa.table({"value": pa.array([None], pa.float64()), "note": [note]}))
    people = funnel(context, steps)
    undecided = people.filter(people.column("is_open"))
    open_periods, open_ones = set(undecided.column("period").to_pylist()), undecided.num_rows
    cells = funnel_cells(people.filter(pc.invert(people.column("is_open"))), steps)
    table = with_gaps(cells, context, _NOBODY)
    unfinished = [False if period in open_periods else None for period in table.column("period").to_pylist()]
    index = table.schema.get_field_index("complete")
    table = table.set_column(index, "complete", pa.array(unfinished, pa.bool_()))
    chosen = (
        ()
        if context.text("steps").strip()
        else (f"No steps chosen. Using the common first ones: {', '.join(steps)}.",)
    )
    days = context.whole("window_days")
    left_out = (f"Not counted yet, began less than {days} days ago: {open_ones}.",) if open_ones else ()
    return Answer(table, notes=chosen, left_out=left_out)


def _rows(context: Context) -> pa.Table:
    steps = _steps(context)
    return funnel_rows(funnel(context, steps) if len(steps) > 1 else None, steps)


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    if rows.num_rows and rows.column("measure")[0].as_py() == "days":
        return float(median(rows.column("days").to_pylist()))
    return ratio_of_parts(rows, variant)


def _do(user: str, day: int, event: str) -> tuple[tuple[str, str], ...]:
    return (("account_id", "A"), ("user_id", user), ("event_name", event), ("event_at", f"2024-01-{day:02} 09:00"))


METRIC = Metric(
    id="sticking_points",
    family="adoption",
    name="Onboarding funnel",
    question="Where do people stop on the way to using the product well?",
    definition=(
        "Of the users who did the first chosen event in the period: the share that did the next ones too, in order "
        "and within a number of days of the first (conversion); the share at one step that reached the next (step "
        "conversion) and that did not (drop); and the median days between two steps of those who reached both. "
        "Users whose window is not over yet are not counted."
    ),
    formula="did steps 1 … k in order within the window ÷ did step 1",
    inputs=(Input(("events",), ("account_id", "user_id", "event_name", "event_at")),),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.DISTRIBUTION,
    measures=("conversion", "step_conversion", "drop", "days"),
    series=(),
    interval="Shares: " + INTERVALS[Kind.COUNTED],
    interval_holds_value=True,
    variants=(Variant("ordered", "Product analytics tools", "In order, within the window.", (0.0, 1.0), Unit.RATE),),
    refused=(
        Refused(
            "People who did step 3 ÷ people who did step 2, each counted by itself",
            "Counts different people above and below the line; it can exceed 100 %.",
        ),
        Refused("Counting people who began yesterday as lost", "They have not had as much time as the others."),
    ),
    settings=(
        Setting("steps", f"Events in order, separated by commas (empty: the {MOST_STEPS} most common)", "", None, ""),
        Setting("window_days", "Days allowed from the first step", 14, (1, 366), "days"),
        Setting("entry", "Count a first step once per period, or once ever", "each_period",
                ("each_period", "first"), ""),
        Setting("who", "Who is counted", "users", ("users", "accounts"), ""),
    ),
    compute=_compute,
    rows=_rows,
    value_of=_value_of,
    references=("Croll & Yoskovitz (2013), Lean Analytics, chapter 5",),
    examples=(
        Example(
            "Three sign up; two of them import, one before she signed up; nobody else invites",
            (("events", (_do("u", 1, "sign up"), _do("u", 3, "import"), _do("u", 4, "invite"), _do("v", 2, "sign up"),
                         _do("w", 1, "import"), _do("w", 2, "sign up"))),),
            (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31")), None,
            (("steps", "sign up, import, invite"),),
            (
                (("measure", "conversion"), ("series", "2. import"), ("value", 1 / 3), ("n", 3)),
                (("measure", "drop"), ("series", "2. import"), ("value", 2 / 3), ("n", 3)),
                (("measure", "step_conversion"), ("series", "3. invite"), ("value", 1.0), ("n", 1)),
                (("measure", "days"), ("series", "2. import"), ("value", 2.0), ("n", 1)),
            ),
        ),
    ),
    own_units=(OwnUnit("days", Unit.DAYS, (0.0, None)),),
)  # fmt: skip
