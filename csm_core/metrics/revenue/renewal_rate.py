"""Renewal rate: what was renewed of what came up for renewal."""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby

import numpy as np
import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.customers.renewals import RENEWAL_SETTINGS, renewal_cases
from csm_core.metrics.estimates.value_of import ratio_of_parts, total
from csm_core.metrics.examples.contracts import FOUR_CONTRACTS, JANUARY
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
from csm_core.result import SCHEMA
from csm_core.stats.intervals import wilson
from csm_core.stats.ratio_interval import INTERVALS, Kind, ratio_interval
from csm_core.text.plural import plural
from csm_core.units import Unit

Case = dict[str, object]

_UNDECIDED = "No renewals of this period are decided yet."
_OPEN = {
    "terms": "{} not counted: still within the {} days of grace after the end of term.",
    "opportunities": "{} not counted: the deal is still open.",
}
_NO_MONEY = "The MRR of the renewals decided in this period is unknown."
_NONE_DUE = "No renewals in this period."
_NO_TERMS = "No known contract terms. Load subscriptions with term_end, or accounts with renewal_date."
_NO_DEALS = "No renewal deals loaded. Load opportunities whose opportunity_type says renewal."
_DUE = {
    "terms": Query("""
        select count(*) as known, count(*) filter (where months < $shortest_months) as short from contract_terms"""),
    "opportunities": Query("select count(*) as known, 0 as short from renewal_deals where $shortest_months > 0"),
}
_COLUMNS = ("period", "segment", "measure", "value", "low", "high", "n", "note")
_ROWS = pa.schema(
    [
        *(SCHEMA.field(name) for name in ("period", "segment", "measure", "account_id")),
        ("account_name", pa.string()),
        ("ends_on", pa.date32()),
        ("state", pa.string()),
        ("part", pa.float64()),
        ("whole", pa.float64()),
    ]
)


def renewal_answer(context: Context) -> Answer:
    """The rates of each shown period, and what is open."""
    is_terms, shortest = context.variant.name == "terms", context.whole("shortest_months")
    counts = context.table(_DUE[context.variant.name], shortest_months=shortest).to_pylist()[0]
    nothing = _NONE_DUE if counts["known"] else _NO_TERMS if is_terms else _NO_DEALS
    note = f"Terms shorter than {shortest} months are left out; change shortest_months to include them."
    notes = (note,) if counts["short"] else ()
    return Answer(with_gaps(_cells(context), context, nothing), notes=notes)


def _cells(context: Context) -> pa.Table:
    """Columns of Result: logo, value and open of each period and segment in which something was due."""
    cells: list[Case] = []
    kind = Kind.CHANGE if context.settings["uplift"] is True else Kind.SHARE
    is_open, grace = _OPEN[context.variant.name], context.whole("grace_days")
    behind = renewal_rows(context).to_pylist()
    for (period, segment), rows in groupby(behind, key=lambda row: (row["period"], row["segment"])):
        cell_rows = list(rows)
        kept = [row["part"] for row in cell_rows if row["measure"] == "logo"]
        worth = [(row["part"], row["whole"]) for row in cell_rows if row["measure"] == "value"]
        logo = wilson(sum(kept), len(kept))
        part, whole = (np.array([pair[index] for pair in worth], dtype=np.float64) for index in (0, 1))
        value = ratio_interval(part, whole, kind)
        left = sum(row["measure"] == "open" for row in cell_rows)
        for measure, interval, reason in (
            ("logo", logo, _UNDECIDED),
            ("value", value, _NO_MONEY if kept else _UNDECIDED),
        ):
            note = (
                reason if interval.value is None else is_open.format(plural(left, "account"), grace) if left else None
            )
            cells.append(
                {"period": period, "segment": segment, "measure": measure, "value": interval.value, "note": note}
                | {"low": interval.low, "high": interval.high, "n": int(interval.n)}
            )
        cells.append({"period": period, "segment": segment, "measure": "open", "value": float(left), "n": left})
    return pa.Table.from_pylist(cells, pa.schema([SCHEMA.field(name) for name in _COLUMNS]))


def renewal_rows(context: Context) -> pa.Table:
    """A row an account, period and measure: `part` and `whole` of what is decided, 1 for each that is open."""
    uplift = context.settings["uplift"] is True
    rows = [row for case in renewal_cases(context).to_pylist() for row in _measured(case, uplift)]
    return pa.Table.from_pylist(rows, _ROWS)


def _measured(case: Case, uplift: bool) -> list[Case]:
    if case["state"] == "open":
        rows = [case | {"measure": "open", "part": 1.0, "whole": None}]
        # Of several deals of one account, some may be decided.
        return rows + _worth(case, uplift)
    renewed = 1.0 if case["state"] == "renewed" else 0.0
    return [case | {"measure": "logo", "part": renewed, "whole": 1.0}, *_worth(case, uplift)]


def _worth(case: Case, uplift: bool) -> list[Case]:
    due, after = case["due"], case["after"]
    if not isinstance(due, float) or not isinstance(after, float):
        return []
    return [case | {"measure": "value", "part": after if uplift else min(after, due), "whole": due}]


_SUBSCRIPTIONS = ("subscriptions", "mrr_snapshots", "mrr_movements")


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    if rows.num_rows and rows.column("measure")[0].as_py() == "open":
        return total(rows, "part")
    return ratio_of_parts(rows, variant)


def _usual(loaded: Collection[str]) -> str:
    return "terms" if any(table in loaded for table in _SUBSCRIPTIONS) else "opportunities"


_RATE = (0.0, 1.0)

METRIC = Metric(
    id="renewal_rate",
    family="revenue",
    name="Renewal rate",
    question="How much of what is up for renewal is renewed?",
    definition=(
        "Accounts with a term that ends in the period, and what became of them once the grace period after it is "
        "over. Renewed: still paying, or paying again within the grace period, more than a day after the end; "
        "early renewals count when the old term was due. Lost: all others, including those who left before the "
        "end. Open: the grace period is still running; these are in neither part, even if they pay by now. Value:"
        " how much of the MRR due (of the lines whose term ended, on their last day) is paid afterwards, counting"
        " no account for more than it paid before, at the exchange rates of the period's end. Another contract "
        "that ran beside them was not due and is in neither part. An account counts once a period. Where billing "
        "shows only the present term, earlier ones follow from its interval. The segment is that of the day "
        "before the term ends."
    ),
    formula="renewed ÷ (renewed + lost), in accounts and in MRR",
    inputs=(
        Input(
            (*_SUBSCRIPTIONS, "opportunities"),
            ("account_id", "term_end", "start_date", "mrr", "opportunity_type", "stage", "close_date", "amount"),
        ),
    ),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=("logo", "value", "open"),
    series=(),
    interval="Accounts: Wilson's score interval. Value: " + INTERVALS[Kind.SHARE],
    interval_holds_value=True,
    variants=(
        Variant(
            "terms", "Standard definition", "Terms of subscriptions and renewal dates of the CRM.", _RATE, Unit.RATE
        ),
        Variant(
            "opportunities",
            "Sales operations",
            "Renewal deals of the CRM that close in the period: won or lost, with their amounts. All others are "
            "open, even if their date has passed. Deals only show today's stage.",
            _RATE,
            Unit.RATE,
        ),
    ),
    refused=(
        Refused(
            "Customers renewed ÷ users up for renewal",
            "Customers renew, not users: one with a thousand users would count a thousand times.",
        ),
        Refused(
            "Renewed over all customers",
            "Customers who were not due had nothing to renew: the rate would follow contract dates.",
        ),
        Refused(
            "Counting the undecided as lost, or as renewed",
            "The newest month would always look worst, or best, and then change. Counting only those who have "
            "renewed already does the same: a renewal is known at once, a loss only after the grace period.",
        ),
    ),
    settings=(
        *RENEWAL_SETTINGS,
        Setting("uplift", "In value, include what an account pays more", False, None, ""),
    ),
    is_of_cases=True,
    compute=renewal_answer,
    rows=renewal_rows,
    value_of=_value_of,
    references=(
        "Gold (2020), Fighting Churn with Data, chapter 2",
        "Wilson (1927), Journal of the American Statistical Association 22: the interval",
    ),
    examples=(
        # Due in January: A (renewed with 80 of 100), B (goes on with 300) and C (lost, 200). D is due in February.
        Example(
            "Two of three, and 380 of 600",
            FOUR_CONTRACTS,
            JANUARY,
            None,
            (),
            (
                (("measure", "logo"), ("value", 2 / 3), ("n", 3)),
                (("measure", "value"), ("value", 380 / 600)),
                (("measure", "open"), ("value", 0.0)),
            ),
        ),
        Example(
            "One deal of two, a quarter of the money, one open",
            FOUR_CONTRACTS,
            JANUARY,
            "opportunities",
            (),
            (
                (("measure", "logo"), ("value", 0.5), ("n", 2)),
                (("measure", "value"), ("value", 0.25)),
                (("measure", "open"), ("value", 1.0)),
            ),
        ),
    ),
    choose=_usual,
    own_units=(OwnUnit("open", Unit.COUNT, (0.0, None)),),
)
