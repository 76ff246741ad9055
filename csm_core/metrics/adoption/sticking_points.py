"""Sticking points: how far people come on a way of several steps, and where they stop."""

from __future__ import annotations

from statistics import median

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.metrics.context import Answer, Context
from csm_core.metrics.declare import Direction, Example, Input, Metric, OwnUnit, Refused, Setting, Shape, Variant
from csm_core.metrics.funnel import funnel
from csm_core.metrics.funnel_rows import funnel_cells, funnel_rows
from csm_core.metrics.gaps import with_gaps
from csm_core.metrics.listed_names import listed_names
from csm_core.metrics.typical_steps import MOST_STEPS, typical_steps
from csm_core.metrics.value_of import ratio_of_parts
from csm_core.stats.ratio_interval import INTERVALS, Kind
from csm_core.units import Unit

_NOBODY = "Nobody began in this period whose window is over."


def _steps(context: Context) -> list[str]:
    return listed_names(context, "steps") or typical_steps(context, context.text("who"))


def _compute(context: Context) -> Answer:
    steps = _steps(context)
    if len(steps) < 2:
        note = "A way has at least two steps: the events name fewer."
        return Answer(pa.table({"value": pa.array([None], pa.float64()), "note": [note]}))
    people = funnel(context, steps)
    undecided = people.filter(people.column("is_open"))
    open_periods, open_ones = set(undecided.column("period").to_pylist()), undecided.num_rows
    cells = funnel_cells(people.filter(pc.invert(people.column("is_open"))), steps)
    table = with_gaps(cells, context, _NOBODY)
    unfinished = [False if period in open_periods else None for period in table.column("period").to_pylist()]
    place = table.schema.get_field_index("complete")
    table = table.set_column(place, "complete", pa.array(unfinished, pa.bool_()))
    chosen = (
        () if context.text("steps").strip() else (f"No steps are chosen; the usual first ones: {', '.join(steps)}.",)
    )
    days = context.whole("window_days")
    left_out = (f"Began less than {days} days ago, not decided yet: {open_ones}.",) if open_ones else ()
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
    name="Sticking points",
    question="Where do people stop on the way to using the product well?",
    definition=(
        "Of those who did the first of some chosen events in the period: how many did the next ones too, in that "
        "order, within so many days of the first (conversion); how many of those at one step came to the next (step "
        "conversion) and how many did not (drop); and the median days between two steps of those who came so far. "
        "Who began so lately that the window is not over is not counted yet."
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
            "Counts different people above and below; it can pass 100 %.",
        ),
        Refused("Counting who began yesterday as lost", "They have not had the time that the others had."),
    ),
    settings=(
        Setting("steps", f"Events in order, by commas (none named: the {MOST_STEPS} usual first ones)", "", None, ""),
        Setting("window_days", "Within how many days of the first step", 14, (1, 366), "days"),
        Setting("entry", "Who does the first step begins in each period anew, or once for ever", "each_period",
                ("each_period", "first"), ""),
        Setting("who", "Who goes the way", "users", ("users", "accounts"), ""),
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
