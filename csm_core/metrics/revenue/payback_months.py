"""Payback: how long a new customer takes to pay what winning it cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.metrics.customers.survival_curves import fitted
from csm_core.metrics.estimates.arrays import floats
from csm_core.metrics.estimates.value_of import ratio_of_parts
from csm_core.metrics.examples.contracts import FOUR_CUSTOMERS, WINTER
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
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.lifetime_value.calc.valued import segments_of
from csm_core.metrics.money.paying import PAYING
from csm_core.metrics.money.revenue_settings import REVENUE_SETTINGS
from csm_core.metrics.retention.calc.survival_answer import aged_spells
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
from csm_core.stats.payback import payback_time
from csm_core.stats.product_interval import positive_mean, product_interval, reciprocal
from csm_core.units import Unit

_COLUMNS = ("period", "segment", "measure", "value", "low", "high", "n", "note")
_SPELL = ("account_id", "account_name", "started_on", "seen_until", "lost", "months", "entry_months")


@dataclass(frozen=True, slots=True)
class _Payback:
    """One period and segment: the cost, who pays how much at the end, and how long customers stay."""

    period: object
    segment: str | None
    cost: AcquisitionCost
    paying: pa.Table
    spells: pa.Table

    def months_of_margin(self, margin: float) -> Interval:
        """The cost in months of what an account pays."""
        arpa = positive_mean(floats(self.paying, "mrr"))
        months = product_interval([self.cost.cost, reciprocal(arpa)], self.cost.cost.n)
        value, low, high = (
            None if each is None else each / margin for each in (months.value, months.low, months.high)
        )
        return Interval(value, low, high, months.n)


def payback_answer(context: Context) -> Answer:
    """survival_weighted and simple of each shown period."""
    margin, horizon = context.number("margin"), context.number("horizon_months")
    cells: list[dict[str, object]] = []
    for part in _parts(context):
        simple = part.months_of_margin(margin)
        note = part.cost.note or ("No paying customers at the end of this period." if simple.value is None else None)
        weighted = Interval(None, None, None, simple.n)
        if simple.value is not None:
            months = payback_time(fitted(part.spells, "months", "entry_months"), simple, horizon)
            weighted = Interval(months.value, months.low, months.high, simple.n)
        found_note = note or (None if weighted.value is not None else _not_reached(part, horizon))
        where = {"period": part.period, "segment": part.segment}
        cells.append(where | _cell("survival_weighted", weighted, found_note))
        cells.append(where | _cell("simple", simple, note))
    table = pa.Table.from_pylist(cells, pa.schema([SCHEMA.field(name) for name in _COLUMNS]))
    return Answer(with_gaps(table, context, NOBODY_WON))


def payback_rows(context: Context) -> pa.Table:
    """For each measure the rows of the cost and of who pays; for the weighted one also how long customers stayed
    (`stands_for` cost, pay, stay)."""
    parts = []
    for part in _parts(context):
        costs = pa.Table.from_pylist(part.cost.rows, COST_SCHEMA).drop_columns(["period", "segment"])
        paying = part.paying.select(["account_id", "account_name", "mrr"])
        for measure in ("survival_weighted", "simple"):
            parts.append(_labelled(costs, part, measure, "cost", context))
            parts.append(_labelled(paying, part, measure, "pay", context))
        parts.append(_labelled(part.spells.select(_SPELL), part, "survival_weighted", "stay", context))
    return pa.concat_tables(parts, promote_options="permissive") if parts else pa.table({})


def payback_value(rows: pa.Table, variant: Variant) -> float | None:
    """A cell's value from its rows."""
    if rows.num_rows == 0:
        return None
    cost, paying, stays = (rows.filter(pc.equal(rows.column("stands_for"), each)) for each in ("cost", "pay", "stay"))
    spent, arpa = ratio_of_parts(cost, variant), positive_mean(floats(paying, "mrr")).value
    if spent is None or not arpa:
        return None
    margin, horizon = (float(rows.column(name)[0].as_py()) for name in ("margin", "horizon_months"))
    months = spent / arpa / margin
    if rows.column("measure")[0].as_py() == "simple":
        return months
    return payback_time(fitted(stays, "months", "entry_months"), Interval(months, None, None, 1), horizon).value


def _parts(context: Context) -> Iterator[_Payback]:
    costs = acquisition_costs(context)
    pays: dict[tuple[object, object], list[dict[str, object]]] = {}
    paying = context.table(PAYING)
    for row in paying.to_pylist():
        pays.setdefault((row["period"], row["segment"]), []).append(row)
    days = {end_of(context, period) for period in context.periods if any(start == period.start for start, _ in costs)}
    spells_by_day = aged_spells(context, days) if days else {}
    for period in context.periods:
        segment_costs = {segment: cost for (start, segment), cost in costs.items() if start == period.start}
        if not segment_costs:
            continue
        spells = spells_by_day[end_of(context, period)]
        stays = dict(segments_of(spells))
        for segment, cost in segment_costs.items():
            who = pa.Table.from_pylist(pays.get((period.start, segment), []), paying.schema)
            yield _Payback(period.start, segment, cost, who, stays.get(segment, spells.slice(0, 0)))


def _not_reached(part: _Payback, horizon: float) -> str:
    longest = float(floats(part.spells, "months").max()) if part.spells.num_rows else 0.0
    if longest < horizon:
        return f"Not reached within {longest:.0f} months, the longest that anyone was observed."
    return f"Not reached within {horizon:.0f} months."


def _cell(measure: str, interval: Interval, note: str | None) -> dict[str, object]:
    values = {"value": interval.value, "low": interval.low, "high": interval.high, "n": int(interval.n)}
    return {"measure": measure, "note": note, **values}


def _labelled(rows: pa.Table, part: _Payback, measure: str, stands_for: str, context: Context) -> pa.Table:
    labels = (
        ("period", pa.scalar(part.period, pa.date32())),
        ("segment", pa.scalar(part.segment, pa.string())),
        ("measure", pa.scalar(measure)),
        ("stands_for", pa.scalar(stands_for)),
        ("margin", pa.scalar(context.number("margin"))),
        ("horizon_months", pa.scalar(context.number("horizon_months"))),
    )
    for name, value in labels:
        rows = rows.append_column(name, pa.repeat(value, rows.num_rows))
    return rows


METRIC = Metric(
    id="payback_months",
    family="revenue",
    name="Payback time",
    question="After how many months has a new customer paid back the cost of winning it?",
    definition=(
        "The months after which the margin expected from a customer covers the cost of winning it. A customer "
        "pays the average (MRR ÷ accounts that pay, at the period's end) while it stays; how many stay how long "
        "is the Kaplan-Meier curve as seen then. Beside it the simple figure, which assumes that all stay. Cost "
        "as in LTV to CAC. Where the cost is not covered within the horizon, or within the time observed, there "
        "is no value. n counts the customers won, or those whose cost is known."
    ),
    formula="the t at which ∫₀ᵗ S(u) du = cost ÷ (ARPA × margin); simple: cost ÷ (ARPA × margin)",
    inputs=(
        Input(("costs", "accounts"), ("month", "category", "amount", "purpose", "acquisition_cost")),
        Input(
            ("subscriptions", "mrr_snapshots", "mrr_movements"), ("account_id", "start_date", "mrr"), ("invoices",)
        ),
    ),
    unit=Unit.MONTHS,
    direction=Direction.DOWN,
    additive=False,
    shape=Shape.TREND,
    measures=("survival_weighted", "simple"),
    series=(),
    interval=(
        "Simple: Student's t on logs for MRR (and for costs of accounts), joined by the method of variance estimates "
        "recovery. Weighted: those bounds with those of the survival curve, so rather too wide than too narrow."
    ),
    interval_holds_value=True,
    variants=(
        Variant("usual", "Standard definition", "Survival-weighted; simple beside it.", (0.0, None), Unit.MONTHS),
    ),
    refused=(
        Refused(
            "Revenue instead of margin",
            (
                "Part of the revenue goes into serving the customer; only the margin pays back what it cost to win. "
                "Set the margin."
            ),
        ),
        Refused(
            "The horizon itself, where the cost is not reached",
            "It would look like a payback in five years that nobody has observed.",
        ),
    ),
    settings=(
        COST_FROM,
        Setting("margin", "Share of revenue left after the cost to serve", 1.0, (0.01, 1), "share"),
        Setting("horizon_months", "Not followed further than that", 60, (1, 600), "months"),
        *(setting for setting in REVENUE_SETTINGS if setting.name != "fx"),
    ),
    compute=payback_answer,
    rows=payback_rows,
    value_of=payback_value,
    references=(
        "Skok (2010), SaaS Metrics: months to recover CAC",
        "Klein & Moeschberger (2003), Survival Analysis, section 4.5: the area under the curve",
    ),
    examples=(
        # 80 a customer; ARPA 100, of which half is margin: 80 ÷ 50.
        Example(
            "Eighty at a margin of fifty a month",
            FOUR_CUSTOMERS,
            WINTER,
            None,
            (("margin", 0.5),),
            (
                (("period", "2024-01-01"), ("measure", "simple"), ("value", 1.6), ("n", 2)),
                # Nobody is lost before the second month, and two months are followed.
                (("period", "2024-01-01"), ("measure", "survival_weighted"), ("value", 1.6)),
            ),
        ),
    ),
)
