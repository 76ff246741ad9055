"""Lifetime value over acquisition cost."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.metrics.estimates.value_of import ratio_of_parts
from csm_core.metrics.examples.contracts import FOUR_CUSTOMERS, WINTER
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
from csm_core.metrics.lifetime_value.calc.new_value import NewValue, new_value_of, new_values
from csm_core.metrics.money.revenue_settings import REVENUE_SETTINGS
from csm_core.metrics.revenue.calc.acquisition import (
    COST_FROM,
    COST_SCHEMA,
    NOBODY_WON,
    AcquisitionCost,
    acquisition_costs,
    end_of,
)
from csm_core.result import SCHEMA
from csm_core.stats.intervals import Interval
from csm_core.stats.product_interval import product_interval, reciprocal
from csm_core.units import Unit

_COLUMNS = ("period", "segment", "measure", "value", "low", "high", "n", "note")
_UNKNOWN = NewValue(
    Interval(None, None, None, 0), pa.table({}), "simple", "No lifetime value: no paying customers at the end."
)


def value_for_cost(context: Context) -> Answer:
    """ratio and cac of each shown period."""
    cells: list[dict[str, object]] = []
    simpler = 0
    for period, segment, cost, worth in _parts(context):
        simpler += worth is not None and worth is not _UNKNOWN and worth.method != context.variant.name
        where = {"period": period, "segment": segment}
        cells.append(where | _cell("cac", cost.cost, cost.note))
        if worth is None:
            cells.append(where | _cell("ratio", Interval(None, None, None, cost.cost.n), cost.note))
        else:
            ratio = product_interval([worth.value, reciprocal(cost.cost)], cost.cost.n)
            cells.append(where | _cell("ratio", ratio, worth.note))
    schema = pa.schema([SCHEMA.field(name) for name in _COLUMNS])
    note = "Where the model can't be fitted yet, the lifetime value is the simple one."
    table = with_gaps(pa.Table.from_pylist(cells, schema), context, NOBODY_WON)
    return Answer(table, notes=(note,) if simpler else ())


def value_for_cost_rows(context: Context) -> pa.Table:
    """For each measure the rows of the cost; for the ratio those of the lifetime value too (`stands_for`)."""
    parts = []
    for period, segment, cost, worth in _parts(context):
        costs = pa.Table.from_pylist(cost.rows, COST_SCHEMA)
        parts.append(_labelled(costs, period, segment, "cac", "cost"))
        parts.append(_labelled(costs, period, segment, "ratio", "cost"))
        if worth is not None and worth.rows.num_rows:
            parts.append(_labelled(worth.rows, period, segment, "ratio", "value"))
    return pa.concat_tables(parts, promote_options="permissive") if parts else pa.table({})


def value_for_cost_value(rows: pa.Table, variant: Variant) -> float | None:
    """A cell's value from its rows."""
    if rows.num_rows == 0:
        return None
    is_cost = pc.equal(rows.column("stands_for"), "cost")
    cost = ratio_of_parts(rows.filter(is_cost), variant)
    if rows.column("measure")[0].as_py() == "cac":
        return cost
    values = rows.filter(pc.invert(is_cost))
    worth = new_value_of(
        values.set_column(values.schema.get_field_index("measure"), "measure", values.column("headline"))
    )
    return worth / cost if worth is not None and cost else None


def _parts(context: Context) -> Iterator[tuple[object, str | None, AcquisitionCost, NewValue | None]]:
    """Period, segment, cost, and the lifetime value as of the period's end where there is a cost to set against."""
    costs = acquisition_costs(context)
    starts = {start for (start, _), cost in costs.items() if cost.cost.value}
    days = {period.start: end_of(context, period) for period in context.periods if period.start in starts}
    values = new_values(context, set(days.values())) if days else {}
    for period in context.periods:
        worths = values[days[period.start]] if period.start in days else {}
        for (start, segment), cost in costs.items():
            if start == period.start:
                yield start, segment, cost, worths.get(segment, _UNKNOWN) if cost.cost.value else None


def _cell(measure: str, interval: Interval, note: str | None) -> dict[str, object]:
    if interval.value is None and note is None:
        note = "The acquisition cost is 0, so there is no ratio."
    values = {"value": interval.value, "low": interval.low, "high": interval.high, "n": int(interval.n)}
    return {"measure": measure, "note": None if interval.value is not None else note, **values}


def _labelled(rows: pa.Table, period: object, segment: str | None, measure: str, stands_for: str) -> pa.Table:
    if "measure" in rows.column_names:
        rows = rows.rename_columns(["headline" if name == "measure" else name for name in rows.column_names])
    rows = rows.drop_columns([name for name in ("period", "segment") if name in rows.column_names])
    labels = (
        ("period", pa.scalar(period, pa.date32())),
        ("segment", pa.scalar(segment, pa.string())),
        ("measure", pa.scalar(measure)),
        ("stands_for", pa.scalar(stands_for)),
    )
    for name, value in labels:
        rows = rows.append_column(name, pa.repeat(value, rows.num_rows))
    return rows


METRIC = Metric(
    id="ltv_to_cac",
    family="revenue",
    name="LTV to CAC",
    question="Is a customer worth what it costs to win?",
    definition=(
        "The lifetime value of a new customer, estimated from what was known at the period's end, over the cost "
        "of winning one in the period. The cost comes from the table of costs (acquisition spend over customers "
        "won) or from the accounts (the mean over customers won whose cost is known); under a split or filter, "
        "always from the accounts. A customer is won when it pays for the first time ever. n counts the customers"
        " won. All segments of a period use one model: those that it can't be fitted to have no value and say "
        "why."
    ),
    formula="lifetime value ÷ (acquisition cost ÷ customers won)",
    inputs=(
        Input(("costs", "accounts"), ("month", "category", "amount", "purpose", "acquisition_cost")),
        Input(("subscriptions", "mrr_snapshots", "mrr_movements"), ("account_id", "start_date", "mrr")),
    ),
    unit=Unit.RATIO,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=("ratio", "cac"),
    series=(),
    interval=(
        "Of the lifetime value as there; from accounts also the spread of costs (Student's t on logs), joined by the "
        "method of variance estimates recovery. Costs from the books are exact."
    ),
    interval_holds_value=True,
    variants=(
        Variant(
            "sbg",
            "Fader & Hardie 2007, 2010",
            "Lifetime value within a horizon, discounted, by the model of renewals; the simple one until it can be "
            "fitted.",
            (0.0, None),
            Unit.RATIO,
        ),
        Variant("simple", "Taught everywhere", "Lifetime value as ARPA × margin ÷ churn.", (0.0, None), Unit.RATIO),
    ),
    refused=(
        Refused(
            "Revenue instead of margin, called lifetime value",
            "The cost to serve a customer can't pay for winning it: set the margin.",
        ),
        Refused(
            "A ratio of zero in a month without new customers",
            "Money was spent without winning anyone yet: the ratio is undefined, and the cost shows in longer "
            "periods.",
        ),
    ),
    settings=(
        COST_FROM,
        Setting("margin", "Share of revenue left after the cost to serve", 1.0, (0, 1), "share"),
        Setting("discount_rate_year", "sbg: discount on a payment a year away", 0.10, (0, 10), "a year"),
        Setting("horizon_months", "sbg: how far ahead payments count", 60, (1, 600), "months"),
        Setting("churn_months", "simple: churn over this many whole months", 12, (1, 120), "months"),
        *(setting for setting in REVENUE_SETTINGS if setting.name != "fx"),
    ),
    compute=value_for_cost,
    rows=value_for_cost_rows,
    value_of=value_for_cost_value,
    references=(
        "Skok (2010), SaaS Metrics: LTV and CAC",
        "Zou & Donner (2008), Statistics in Medicine 27: joining intervals",
    ),
    examples=(
        # 1 of 4 lost in the month, ARPA 100: worth 400. 160 won two: 80 each.
        Example(
            "Eighty to win what is worth four hundred",
            FOUR_CUSTOMERS,
            WINTER,
            "simple",
            (),
            (
                (("period", "2024-01-01"), ("measure", "cac"), ("value", 80.0), ("n", 2)),
                (("period", "2024-01-01"), ("measure", "ratio"), ("value", 5.0), ("n", 2)),
            ),
        ),
    ),
    own_units=(OwnUnit("cac", Unit.MONEY_PER_ACCOUNT, (0.0, None)),),
)
