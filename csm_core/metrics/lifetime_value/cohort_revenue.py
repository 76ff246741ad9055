"""Cohort revenue: what a customer of each cohort has brought by each age, added up."""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.facts.scoped.query import Query
from csm_core.metrics.customers.cohort_ages import AGE_SETTINGS, cohort_age_ctes, cohort_ages_parameters
from csm_core.metrics.customers.cohort_starts import BY_BILL, BY_PAYMENT, earlier_notes, late_sentences
from csm_core.metrics.customers.first_spells import days
from csm_core.metrics.customers.tenure import elapsed_months
from csm_core.metrics.estimates.arrays import floats, with_columns
from csm_core.metrics.estimates.value_of import ratio_of_parts
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
from csm_core.metrics.lifetime_value.calc.purchases import unusable_bills
from csm_core.metrics.money.revenue_settings import REVENUE_SETTINGS
from csm_core.stats.moments import Moments
from csm_core.stats.ratio_interval import INTERVALS, Kind, ratio_bounds
from csm_core.store.workspace import Parameter
from csm_core.units import Unit

# Whoever has money without an exchange rate is left out: counted without it, it would pass for one who paid less.
_CTES = {
    "priced": """
    select b.account_id, b.billed_on, cast(b.amount * r.rate as decimal(18, 4)) as amount
    from every_amount b left join final_rates r on r.currency = b.currency""",
}
_BILLED = """
    select a.period, a.segment, a.age, a.account_id, n.account_name, a.observed,
    cast(coalesce(sum(p.amount), 0) as double) as part
    from aged a
    left join priced p on p.account_id = a.account_id and p.billed_on < a.age_until
    left join account_names n on n.account_id = a.account_id
    where a.account_id not in (select account_id from priced where amount is null)
        -- Where nothing can be counted in the currency asked for, nor can the nothing of who was never billed.
        and exists (select 1 from priced where amount is not null)
    group by all order by a.period, a.segment, a.age, a.account_id"""
_SUBSCRIBED_CTES = {
    "priced": """
    select l.account_id, l.valid_from, l.valid_to, cast(l.amount as double) * r.rate as mrr
    from ledger l left join final_rates r on r.currency = l.currency where l.amount <> 0""",
}
_SUBSCRIBED = """
    select a.period, a.segment, a.age, a.account_id, n.account_name, a.observed, p.mrr, p.valid_from,
        least(p.valid_to, a.age_until, $as_of::date + 1) as valid_to
    from aged a
    join priced p on p.account_id = a.account_id and p.valid_from < least(a.age_until, $as_of::date + 1)
    left join account_names n on n.account_id = a.account_id
    where a.account_id not in (select account_id from priced where mrr is null)
    order by a.period, a.segment, a.age, a.account_id, p.valid_from, p.valid_to, p.mrr"""
_CELL = ["period", "segment", "age", "account_id", "account_name", "observed"]


def money_cohort_ctes(context: Context) -> dict[str, str]:
    """CTEs with `late`, `cohorts`, `final_rates` and, at the end, `aged`."""
    return (BY_BILL if context.variant.name == "billed" else BY_PAYMENT) | cohort_age_ctes(context)


def money_parameters(context: Context) -> dict[str, Parameter]:
    """The parameters of these CTEs."""
    return {"fx_fixed": True, **cohort_ages_parameters(context)}


def cohort_money(context: Context) -> pa.Table:
    """Rows of period, segment, series (null, or 'average' over all observed), age, account_id, account_name,
    observed, part (what came in up to the end of the age) and whole (1)."""
    cohorts_ctes, parameters = money_cohort_ctes(context), money_parameters(context)
    if context.variant.name == "billed":
        parts = context.table(Query(_BILLED, cohorts_ctes | _CTES), **parameters)
    else:
        parts = _earned(context.table(Query(_SUBSCRIBED, cohorts_ctes | _SUBSCRIBED_CTES), **parameters))
    one = pa.array([1.0] * parts.num_rows, pa.float64())
    all_parts = parts.append_column("whole", one).append_column("series", pa.nulls(parts.num_rows, pa.string()))
    pooled = all_parts.filter(pc.fill_null(all_parts.column("observed"), False))
    for name, value in (
        ("period", pa.nulls(pooled.num_rows, pa.date32())),
        ("series", pa.array(["average"] * pooled.num_rows, pa.string())),
    ):
        pooled = pooled.set_column(pooled.column_names.index(name), name, value)
    return pa.concat_tables([all_parts, pooled])


def _earned(stretches: pa.Table) -> pa.Table:
    """MRR × months so far, to the day, summed over an account's stretches."""
    months = elapsed_months(days(stretches, "valid_from"), days(stretches, "valid_to"))
    amounts = stretches.select(_CELL).append_column("part", pa.array(months * floats(stretches, "mrr"), pa.float64()))
    summed = amounts.group_by(_CELL, use_threads=False).aggregate([("part", "sum")])
    return summed.rename_columns([*_CELL, "part"] if summed.column_names[0] == "period" else ["part", *_CELL])


_AVERAGE = "At each age the average covers the cohorts that have reached it, so it may fall from age to age."
_KEYS = ["period", "segment", "series", "age"]


def _compute(context: Context) -> Answer:
    is_billed = context.variant.name == "billed"
    if is_billed and "invoices" not in context.workspace.row_counts():
        return Answer(pa.table({"value": pa.array([None], pa.float64()), "note": ["Load invoices to count bills."]}))
    rows = cohort_money(context)
    rows = rows.append_column("square", pa.array(floats(rows, "part") ** 2, pa.float64()))
    aggregations = [("part", "sum"), ("square", "sum"), ("part", "count"), ("observed", "all")]
    sums = rows.group_by(_KEYS, use_threads=False).aggregate(aggregations)
    parts, accounts = floats(sums, "part_sum"), floats(sums, "part_count")
    moments = Moments(parts, accounts, floats(sums, "square_sum"), parts, accounts, accounts)
    low, high = ratio_bounds(moments, Kind.AMOUNT)
    cells = sums.select(_KEYS).append_column("n", sums.column("part_count"))
    cells = cells.append_column("complete", sums.column("observed_all"))
    late = late_sentences(context, money_cohort_ctes(context), money_parameters(context))
    return Answer(
        with_columns(cells, {"value": parts / accounts, "low": low, "high": high}),
        notes=(*earlier_notes(context, cells), _AVERAGE),
        left_out=(*late, *(unusable_bills(context) if is_billed else ())),
    )


def _usual(loaded: Collection[str]) -> str:
    return "billed" if "invoices" in loaded else "subscribed"


def _line(account: str, start: str, end: str, mrr: str) -> tuple[tuple[str, str], ...]:
    return (("account_id", account), ("start_date", start), ("end_date", end), ("mrr", mrr), ("currency", "EUR"))


def _bill(account: str, day: str, total: str) -> tuple[tuple[str, str], ...]:
    return (("account_id", account), ("invoice_date", day), ("total", total), ("currency", "EUR"))


_LINES = (_line("A", "2024-01-01", "", "100"), _line("B", "2024-01-01", "2024-02-01", "50"))
_BILLS = (_bill("A", "2024-01-01", "1200"), _bill("B", "2024-01-01", "50"))
_SCOPE = (("start", "2024-01-01"), ("end", "2024-03-01"), ("as_of", "2024-02-29"))

METRIC = Metric(
    id="cohort_revenue",
    family="lifetime value",
    name="Cohort revenue",
    question="How much has a customer of each cohort brought in so far, and how fast?",
    definition=(
        "For each cohort (the period of the first payment) and each age: all that came in from its customers up to "
        "the end of that age, over all who began, those who left among them. From invoices less credits and refunds, "
        "on the day of the bill, with what was billed before the start; without invoices from MRR × months, to the "
        "day. A cohort's falls only where more is paid back than billed. Money is at the rates of the as-of day. "
        "Cells whose age is not over are marked and stay out of the average over the cohorts shown."
    ),
    formula="Σ revenue up to the end of age k ÷ customers that the cohort began with",
    inputs=(
        Input(
            ("invoices", "subscriptions", "mrr_snapshots", "mrr_movements"),
            ("account_id", "invoice_date", "total", "start_date", "mrr"),
        ),
    ),
    unit=Unit.MONEY_PER_ACCOUNT,
    direction=Direction.UP,
    additive=False,
    shape=Shape.COHORTS,
    measures=(),
    series=("average",),
    interval=INTERVALS[Kind.AMOUNT],
    interval_holds_value=True,
    variants=(
        Variant(
            "billed", "The books", "What was billed, less credits and refunds.", (None, None), Unit.MONEY_PER_ACCOUNT
        ),
        Variant(
            "subscribed",
            "Recurring revenue alone",
            "MRR × months so far, to the day.",
            (0.0, None),
            Unit.MONEY_PER_ACCOUNT,
        ),
    ),
    refused=(
        Refused(
            "Revenue so far ÷ the customers who are still there",
            "Each loss would raise it: revenue from lost customers would be divided among those who stayed.",
        ),
    ),
    settings=(*AGE_SETTINGS, *(setting for setting in REVENUE_SETTINGS if setting.name != "fx")),
    compute=_compute,
    rows=cohort_money,
    value_of=ratio_of_parts,
    references=("Fader & Hardie (2009), Probability Models for Customer-Base Analysis",),
    examples=(
        Example(
            "Of two, one leaves after a month",
            (("subscriptions", _LINES),),
            _SCOPE,
            "subscribed",
            (),
            # January: 100 + 50; by the end of February 100 more. Both began, so both count.
            (
                (("period", "2024-01-01"), ("age", 0), ("value", 75.0), ("n", 2)),
                (("period", "2024-01-01"), ("age", 1), ("value", 125.0), ("n", 2)),
            ),
        ),
        Example(
            "A year is billed in advance, and a part of it credited",
            (
                ("subscriptions", _LINES),
                ("invoices", (*_BILLS, _bill("A", "2024-02-10", "-200"))),
            ),
            _SCOPE,
            "billed",
            (),
            # (1200 + 50) ÷ 2, and (1200 − 200 + 50) ÷ 2.
            (
                (("period", "2024-01-01"), ("age", 0), ("value", 625.0), ("n", 2)),
                (("period", "2024-01-01"), ("age", 1), ("value", 525.0), ("n", 2)),
            ),
        ),
    ),
    choose=_usual,
)
