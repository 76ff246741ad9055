"""Customer retention cost: what keeping a customer costs."""

from __future__ import annotations

import math

import pyarrow as pa

from csm_core.metrics.estimates.value_of import ratio_of_parts, total
from csm_core.metrics.examples.months import Given, Row
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    OwnUnit,
    Refused,
    Shape,
    Variant,
)
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.money.paying import PAYING
from csm_core.metrics.money.revenue_settings import REVENUE_SETTINGS
from csm_core.metrics.revenue.calc.spending import COSTS_OF_ALL, NOT_TOLD, PARTLY_TOLD, is_by_segment, spent
from csm_core.result import SCHEMA
from csm_core.units import Unit

_NOBODY = "No paying customers at the end of this period."
_KEYS = ("period", "measure", "series", "account_id")
_CELLS = pa.schema([SCHEMA.field(name) for name in ("period", "measure", "series", "value", "n", "note")])
_ROWS = pa.schema(
    [
        *(SCHEMA.field(name) for name in _KEYS),
        ("account_name", pa.string()),
        ("category", pa.string()),
        ("month_on", pa.date32()),
        ("part", pa.float64()),
        ("whole", pa.float64()),
    ]
)


def _compute(context: Context) -> Answer:
    if is_by_segment(context):
        return Answer(pa.table({"value": pa.array([None], pa.float64()), "note": [COSTS_OF_ALL]}))
    rows = _rows(context).to_pylist()
    whole = {row["period"]: row["is_whole"] for row in spent(context, "retention").to_pylist()}
    cells: list[dict[str, object]] = []
    for key in dict.fromkeys((row["period"], row["measure"], row["series"]) for row in rows):
        cell_rows = [row for row in rows if (row["period"], row["measure"], row["series"]) == key]
        cost = math.fsum(row["part"] for row in cell_rows if row["part"] is not None)
        base = math.fsum(row["whole"] for row in cell_rows if row["whole"] is not None)
        cell = dict(zip(_KEYS, key, strict=False)) | {"n": sum(row["account_id"] is not None for row in cell_rows)}
        if not whole.get(key[0]):
            cells.append(cell | {"note": PARTLY_TOLD if key[0] in whole else NOT_TOLD})
        elif key[1] == "cost":
            cells.append(cell | {"value": cost, "n": None})
        else:
            cells.append(cell | {"value": cost / base if base else None, "note": None if base else _NOBODY})
    return Answer(with_gaps(pa.Table.from_pylist(cells, _CELLS), context, NOT_TOLD))


def _rows(context: Context) -> pa.Table:
    """For each measure the costs (`part`), and the accounts or the MRR that they are set against (`whole`)."""
    rows: list[dict[str, object]] = []
    for cost in spent(context, "retention").to_pylist():
        monthly = cost["amount"] / cost["months"]
        rows.append(cost | {"measure": "per_customer", "part": cost["amount"]})
        rows.append(cost | {"measure": "share_of_mrr", "part": monthly})
        rows.append(cost | {"measure": "cost", "series": cost["category"], "part": cost["amount"]})
    for account in context.table(PAYING).to_pylist():
        rows.append(account | {"measure": "per_customer", "whole": 1.0})
        rows.append(account | {"measure": "share_of_mrr", "whole": account["mrr"]})
    return pa.Table.from_pylist(rows, _ROWS)


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    if rows.num_rows and rows.column("measure")[0].as_py() == "cost":
        return total(rows, "part")
    return ratio_of_parts(rows, variant)


def _line(account: str, mrr: str) -> Row:
    return (("account_id", account), ("start_date", "2024-01-05"), ("mrr", mrr))


def _cost(category: str, amount: str, purpose: str) -> Row:
    return (("month", "2024-01-01"), ("category", category), ("amount", amount), ("purpose", purpose))


_GIVEN: Given = (
    ("subscriptions", (_line("A", "100"), _line("B", "300"))),
    (
        "costs",
        (_cost("Success team", "30", ""), _cost("Office", "10", "retention"), _cost("Sales", "5", "acquisition")),
    ),
)
_JANUARY = (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31"))

METRIC = Metric(
    id="customer_retention_cost",
    family="revenue",
    name="Customer retention cost",
    question="What does it cost to keep a customer?",
    definition=(
        "Costs of the period that serve to keep customers (customer-success and support staff, programmes for "
        "adoption and engagement, services and training, customer marketing), over the customers that pay at its "
        "end. Beside it: the same per month, as a share of the MRR at the end, and the costs by category. What a "
        "cost is for is read from its purpose, else from its category. A month's money is spread evenly over its "
        "days. Costs aren't split by customer, so there is no value by segment."
    ),
    formula="costs of retention ÷ customers; costs a month ÷ MRR",
    inputs=(
        Input(("costs",), ("month", "category", "amount", "purpose")),
        Input(
            ("subscriptions", "mrr_snapshots", "mrr_movements"), ("account_id", "start_date", "mrr"), ("invoices",)
        ),
    ),
    unit=Unit.MONEY_PER_ACCOUNT,
    direction=Direction.DOWN,
    additive=False,
    shape=Shape.TREND,
    measures=("per_customer", "share_of_mrr", "cost"),
    series=(),
    interval=None,  # a sum from the books over a count: nothing was sampled
    interval_holds_value=True,
    variants=(
        Variant("usual", "Standard definition", "Per customer of the end.", (0.0, None), Unit.MONEY_PER_ACCOUNT),
    ),
    refused=(
        Refused("All marketing and sales in it", "What wins customers is acquisition cost, counted there."),
        Refused(
            "Costs over the customers that were kept",
            "Money was also spent on those who left: the fewer stay, the more each seems to cost.",
        ),
    ),
    settings=REVENUE_SETTINGS,
    compute=_compute,
    rows=_rows,
    value_of=_value_of,
    references=("Farris, Bendle, Pfeifer & Reibstein (2010), Marketing Metrics, chapter 5",),
    examples=(
        # 30 by its category, 10 by its purpose: 40 over two customers, and over 400 of MRR
        Example(
            "Forty for two customers",
            _GIVEN,
            _JANUARY,
            None,
            (),
            (
                (("measure", "per_customer"), ("value", 20.0), ("n", 2)),
                (("measure", "share_of_mrr"), ("value", 0.1)),
                (("measure", "cost"), ("series", "Success team"), ("value", 30.0)),
            ),
        ),
    ),
    own_units=(OwnUnit("share_of_mrr", Unit.RATE, (0.0, None)), OwnUnit("cost", Unit.MONEY, (0.0, None))),
)
