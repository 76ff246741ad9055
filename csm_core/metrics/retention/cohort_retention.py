"""Cohort retention: of those who began together, how many (or how much of their money) is still there."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.adoption.calc.usage_seen import NO_USE_SEEN, usage_notes
from csm_core.metrics.customers.cohort_ages import AGE_SETTINGS
from csm_core.metrics.customers.cohort_starts import earlier_notes, late_sentences
from csm_core.metrics.estimates.arrays import floats, with_columns
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
from csm_core.metrics.retention.calc.cohort_sql import cohort_cells
from csm_core.stats.arrays import FloatArray
from csm_core.stats.intervals import wilson_bounds
from csm_core.stats.moments import Moments
from csm_core.stats.ratio_interval import INTERVALS, Kind, ratio_bounds
from csm_core.units import Unit

# Cells, and under them the pooled row: only cells that were observed to their end, counts and not percentages. It is
# of the same cohorts at every age, or it would rise as cohorts drop out of it.
_LABELLED = {
    "cells": """
    select * replace (bool_and(seen) over (partition by period, segment, age) as seen) from kept""",
    "cohort_ends": """
    select period, segment, count(distinct account_id) as size, max(age) filter (where observed and seen) as last_age
    from cells group by period, segment""",
    "reaching": """
    select a.segment, a.last_age, sum(e.size) as reached
    from (select distinct segment, last_age from cohort_ends where last_age is not null) a
    join cohort_ends e on e.segment is not distinct from a.segment and e.last_age >= a.last_age
    group by a.segment, a.last_age""",
    "mean_ends": """
    select r.segment, max(r.last_age) as last_age
    from reaching r
    join (select segment, sum(size) as began from cohort_ends where last_age is not null group by segment) b
        on b.segment is not distinct from r.segment
    where 2 * r.reached >= b.began group by r.segment""",
    "labelled": """
    select period, segment, cast(null as varchar) as series, age, account_id, part, whole, observed, seen from cells
    union all
    select null, c.segment, 'average', c.age, c.account_id, c.part, c.whole, true, true
    from cells c
    join cohort_ends e on e.period = c.period and e.segment is not distinct from c.segment
    join mean_ends m on m.segment is not distinct from c.segment
    where c.observed and c.seen and e.last_age >= m.last_age and c.age <= m.last_age""",
}
_SUMS = """
select period, segment, series, age, count(*) filter (where seen) as n, bool_and(observed) as complete,
    sum(part) filter (where seen) / nullif(sum(whole), 0) as value, sum(part) filter (where seen) as parts,
    sum(whole) as wholes, sum(part * part) as part_squares, sum(whole * whole) as whole_squares,
    sum(part * whole) as products, bool_and(0 <= part and part <= whole) as is_inside,
    case when not bool_and(seen) then $unseen end as note
from labelled group by period, segment, series, age
"""

_ROWS = """
select l.period, l.segment, l.series, l.age, l.account_id, n.account_name, cast(l.part as double) as part,
    cast(l.whole as double) as whole
from labelled l left join account_names n on n.account_id = l.account_id where l.seen
order by l.series nulls first, l.segment, l.period, l.age, l.account_id
"""


def cohort_answer(context: Context) -> Answer:
    """The cells by period, segment and age, and the row 'average' over all cohorts."""
    cell_ctes, parameters, notes = cohort_cells(context)
    if cell_ctes is None:
        table = pa.table({"value": pa.array([None], pa.float64()), "note": [notes[0]]})
        return Answer(table, notes=notes)
    sums = context.table(Query(_SUMS, cell_ctes | _LABELLED), unseen=NO_USE_SEEN, **parameters)
    measure = context.text("measure")
    if measure in ("logo", "usage"):
        low, high = wilson_bounds(floats(sums, "parts"), floats(sums, "wholes"))
        notes = (*notes, *(usage_notes(context) if measure == "usage" else ()))
    else:
        low, high = _money_bounds(sums, measure)
    left_out = late_sentences(context, cell_ctes, parameters)
    notes = (*earlier_notes(context, sums), *notes)
    return Answer(with_columns(sums, {"low": low, "high": high}), notes=notes, left_out=left_out)


def cohort_rows(context: Context) -> pa.Table:
    """The accounts of each cell: `part` is what was kept of `whole`."""
    cell_ctes, parameters, _ = cohort_cells(context)
    if cell_ctes is None:
        return pa.table({})
    return context.table(Query(_ROWS, cell_ctes | _LABELLED), **parameters)


def _money_bounds(sums: pa.Table, measure: str) -> tuple[FloatArray, FloatArray]:
    """What is kept of the first amounts can't pass them where gross revenue is asked for."""
    names = ("parts", "wholes", "part_squares", "products", "whole_squares", "n")
    kind = Kind.SHARE if measure == "revenue_gross" else Kind.CHANGE
    inside = sums.column("is_inside").fill_null(False).to_numpy(zero_copy_only=False)
    low, high = ratio_bounds(Moments(*(floats(sums, name) for name in names)), kind, inside)
    return np.maximum(low, 0), high


def _customer(account: str, start: str, end: str, mrr: str) -> tuple[tuple[str, str], ...]:
    return (("account_id", account), ("start_date", start), ("end_date", end), ("mrr", mrr), ("currency", "EUR"))


METRIC = Metric(
    id="cohort_retention",
    family="retention",
    name="Cohort retention",
    question="Of the customers who started together, how many are still here?",
    definition=(
        "For each cohort (the period of the first payment or first activity) and each age in periods: the share "
        "still a customer at the end of that period, the share of their first MRR still paid, or the share that "
        "used the product in it. A paused customer is still a customer. Cells whose calendar period is not over "
        "are marked and left out of the average, which pools counts, not percentages, of the same cohorts at every "
        "age: those that have come to the last age that at least half of all customers have come to. "
        "Use before the first recorded event and after the last is unknown. Cohorts are always whole calendar "
        "periods. Ages may be counted in shorter or longer periods: a "
        "customer is 0 in the week (month, quarter, year) of its first day, and a cell is over once it is so for the "
        "cohort's youngest. The segment is that of the day on which a customer began."
    ),
    formula="kept at age k ÷ all who began in the cohort",
    inputs=(
        Input(
            ("subscriptions", "mrr_snapshots", "mrr_movements", "events"),
            ("account_id", "start_date", "mrr", "event_at"),
            ("invoices",),
        ),
    ),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.COHORTS,
    measures=(),
    series=("average",),
    interval=f"Wilson for counts. Net revenue: {INTERVALS[Kind.CHANGE]} Gross revenue: {INTERVALS[Kind.SHARE]}",
    interval_holds_value=True,
    variants=(Variant("cohort", "Standard definition", "Kept ÷ began, by age.", (0.0, None), Unit.RATE),),
    refused=(
        Refused(
            "Active customers this month ÷ active customers last month",
            "Counts new customers as retained; it can exceed 100 % while customers leave.",
        ),
        Refused(
            "The mean of the cohorts' percentages",
            "Gives a cohort of three the same weight as a cohort of three hundred, and mixes ages that some "
            "cohorts have not reached.",
        ),
    ),
    settings=(
        Setting(
            "measure",
            "What is kept: customers, their first MRR (growth in or out), or use of the product",
            "logo",
            ("logo", "revenue_net", "revenue_gross", "usage"),
            "",
        ),
        Setting(
            "mode",
            "Kept in that very period, at any time in a bracket of ages, or in that period or any later one",
            "nth",
            ("nth", "bracket", "unbounded"),
            "",
        ),
        Setting("brackets", "Where each bracket of ages begins", "0,1,2,4,7,13,25", None, "periods"),
        *AGE_SETTINGS,
        Setting(
            "cohort_by",
            "What begins a cohort (auto: first use for usage, else first payment)",
            "auto",
            ("auto", "first_payment", "first_activity"),
            "",
        ),
        *REVENUE_SETTINGS,
    ),
    compute=cohort_answer,
    rows=cohort_rows,
    value_of=ratio_of_parts,
    references=("Fader & Hardie (2009), Probability Models for Customer-Base Analysis",),
    examples=(
        Example(
            "Three begin in January, one of them leaves in February; the one who begins in February stays",
            (
                (
                    "subscriptions",
                    (
                        _customer("A", "2024-01-05", "", "100"),
                        _customer("B", "2024-01-10", "2024-02-15", "100"),
                        _customer("C", "2024-01-20", "", "100"),
                        _customer("D", "2024-02-10", "", "100"),
                    ),
                ),
            ),
            (("start", "2024-01-01"), ("end", "2024-03-01"), ("as_of", "2024-02-29")),
            None,
            (),
            (
                (("period", "2024-01-01"), ("age", 0), ("value", 1.0), ("n", 3)),
                (("period", "2024-01-01"), ("age", 1), ("value", 2 / 3), ("n", 3)),
                (("period", "2024-02-01"), ("age", 0), ("value", 1.0), ("n", 1)),
                (("period", None), ("age", 0), ("value", 1.0), ("n", 3)),
                (("period", None), ("age", 1), ("value", 2 / 3), ("n", 3)),
            ),
        ),
    ),
)
