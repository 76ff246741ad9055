"""Launch uptake: how many had taken up a feature so many days after it was launched."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from csm_core.metrics.adoption.calc.launch import exposed_accounts, launch_of, use_around
from csm_core.metrics.adoption.calc.reached import reached_by
from csm_core.metrics.customers.first_spells import as_seen_at_the_end
from csm_core.metrics.customers.survival_curves import by_segment
from csm_core.metrics.estimates.account_ratio import ratio_cells
from csm_core.metrics.estimates.arrays import floats
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
from csm_core.metrics.money.revenue_settings import REVENUE_SETTINGS
from csm_core.result import SCHEMA, complete_columns
from csm_core.stats.log_rank import log_rank
from csm_core.stats.ratio_interval import INTERVALS, Kind
from csm_core.units import Unit

_AROUND = "No customer has usage data for the whole time before and after the launch."
_NOT_CAUSAL = "Use can change around a launch for many reasons; this does not prove that the launch caused it."


def _compute(context: Context) -> Answer:
    context = as_seen_at_the_end(context)
    launch = launch_of(context)
    if launch is None:
        empty = pa.table({"value": pa.array([None], pa.float64()), "note": ["No event names a feature."]})
        return Answer(empty)
    exposed = exposed_accounts(context, launch)
    cells = [
        {
            "measure": "adopted",
            "segment": segment,
            "age": age,
            "value": point.value,
            "low": point.low,
            "high": point.high,
            "n": int(point.n),
        }
        for segment, accounts in by_segment(exposed)
        for age in _ages(context, accounts)
        for point in [reached_by(accounts, "adopted", age)]
    ]
    around = ratio_cells(use_around(context, launch), _AROUND, Kind.COUNTED)
    curve = pa.Table.from_pylist(cells, SCHEMA)
    table = pa.concat_tables([curve, complete_columns(around)])
    notes = (*launch.notes, *((_NOT_CAUSAL,) if around.num_rows else ()), *_compared(exposed))
    return Answer(table, notes=notes)


def _ages(context: Context, exposed: pa.Table) -> list[int]:
    longest = min(int(floats(exposed, "duration").max()), context.whole("horizon_days"))
    return list(range(0, longest + 1, context.whole("step_days")))


def _compared(exposed: pa.Table) -> tuple[str, ...]:
    groups = [str(name) for name in exposed.column("segment").to_pylist()]
    if len(set(groups)) < 2:
        return ()
    adopted = exposed.column("adopted").to_numpy(zero_copy_only=False)
    test = log_rank(floats(exposed, "duration"), adopted, np.array(groups))
    if test.p_value is None:
        return ("Too few accounts adopted it to compare segments.",)
    return (f"Log-rank test over {len(set(groups))} segments: p = {test.p_value:.3g}.",)


def _rows(context: Context) -> pa.Table:
    """For each point of the curve every account in sight; beside them the days of use on both sides."""
    context = as_seen_at_the_end(context)
    launch = launch_of(context)
    if launch is None:
        return pa.table({})
    parts = []
    for _, accounts in by_segment(exposed_accounts(context, launch)):
        ages = _ages(context, accounts)
        many = accounts.take(np.tile(np.arange(accounts.num_rows), len(ages)))
        age = pa.array(np.repeat(ages, accounts.num_rows), pa.int32())
        measure = pa.repeat(pa.scalar("adopted"), many.num_rows)
        parts.append(many.append_column("age", age).append_column("measure", measure))
    return pa.concat_tables([*parts, use_around(context, launch)], promote_options="default")


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    if rows.num_rows and rows.column("measure")[0].as_py() == "adopted":
        return reached_by(rows, "adopted", float(rows.column("age")[0].as_py())).value
    return ratio_of_parts(rows, variant)


def _use(account: str, day: str, feature: str) -> tuple[tuple[str, str], ...]:
    return (("account_id", account), ("user_id", "u"), ("event_name", feature), ("event_at", day))


_STARTED = tuple((("account_id", account), ("start_date", "2023-06-01")) for account in "ABCD")

METRIC = Metric(
    id="launch_uptake",
    family="adoption",
    name="Launch uptake",
    question="How fast do customers adopt what we launch?",
    definition=(
        "The share of accounts that had used a feature a given number of days after they first could: after its "
        "launch or, for later customers, after their own start. Accounts not yet followed for that long are "
        "censored; those that left without using it count as not having adopted it. Also the share of days with "
        "any use before and after the launch, for accounts that were customers throughout."
    ),
    formula="1 − Π (1 − first uses at day t ÷ still without it at day t)",
    inputs=(Input(("events",), ("account_id", "event_name", "event_at")),),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.CURVE,
    measures=("adopted", "use_before", "use_after"),
    series=(),
    interval=f"Greenwood on the log-log scale, at none and all Wilson; use before, after: {INTERVALS[Kind.COUNTED]}",
    interval_holds_value=True,
    variants=(Variant("accounts", "Kaplan and Meier", "Accounts, by days since exposed.", (0.0, 1.0), Unit.RATE),),
    refused=(
        Refused(
            "Accounts that used it so far ÷ all accounts, week by week",
            "Counts yesterday's customers as if they had had as long as the others: growth looks like lost interest.",
        ),
    ),
    settings=(
        Setting("feature", "Feature (empty: the newest campaign's, otherwise the newest)", "", None, ""),
        Setting("launched_on", "Launch day (empty: its first use, or the start of its campaign)", "", None, ""),
        Setting("step_days", "Days between points of the curve", 7, (1, 90), "days"),
        Setting("horizon_days", "Length of the curve, in days", 182, (7, 1100), "days"),
        Setting("ages_by", "Points of the curve are counted in days", "day", ("day",), ""),
        Setting("window_days", "Days compared before and after the launch", 28, (7, 180), "days"),
        *(setting for setting in REVENUE_SETTINGS if setting.name in ("churn_moment", "grace_days")),
    ),
    compute=_compute,
    rows=_rows,
    value_of=_value_of,
    references=("Kaplan & Meier (1958), Nonparametric Estimation from Incomplete Observations, JASA 53",),
    examples=(
        Example(
            "Of four customers one uses the map on its first day, one ten days later; two never do",
            (
                ("events", (_use("A", "2024-02-01", "map"), _use("B", "2024-02-11", "map"),
                            _use("C", "2024-01-05", "open"), _use("D", "2024-02-20", "open"))),
                ("accounts", _STARTED),
            ),
            (("start", "2024-01-01"), ("end", "2024-03-01"), ("as_of", "2024-02-29")), None, (("feature", "map"),),
            (
                (("measure", "adopted"), ("age", 0), ("value", 0.25), ("n", 4)),
                (("measure", "adopted"), ("age", 7), ("value", 0.25)),
                (("measure", "adopted"), ("age", 14), ("value", 0.5)),
            ),
        ),
    ),
)  # fmt: skip
