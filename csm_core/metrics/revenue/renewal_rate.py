"""Renewal rate: what was renewed of what came up for renewal."""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa

from csm_core.metrics.account_ratio import INTERVAL
from csm_core.metrics.context import Answer, Context
from csm_core.metrics.declare import Direction, Example, Input, Metric, OwnUnit, Refused, Setting, Shape, Variant
from csm_core.metrics.gaps import with_gaps
from csm_core.metrics.renewal_cells import renewal_cells, renewal_rows
from csm_core.metrics.renewals import RENEWAL_SETTINGS
from csm_core.metrics.value_of import ratio_of_parts, total
from csm_core.metrics.worked_months import Given, Row
from csm_core.units import Unit

_SUBSCRIPTIONS = ("subscriptions", "mrr_snapshots", "mrr_movements")
_NONE_DUE = "Nothing came up for renewal in this period."
_NO_TERMS = "No terms are known: load subscriptions with term_end, or accounts with renewal_date."
_NO_DEALS = "No renewal deals are known: load opportunities whose opportunity_type says renewal."
_KNOWN = {
    "terms": """
        select count(*) as known, count(*) filter (where months < $shortest_months) as short from contract_terms""",
    "opportunities": "select count(*) as known, 0 as short from renewal_deals where $shortest_months > 0",
}


def _compute(context: Context) -> Answer:
    is_terms, shortest = context.variant.name == "terms", context.whole("shortest_months")
    known = context.table(_KNOWN[context.variant.name], shortest_months=shortest).to_pylist()[0]
    nothing = _NONE_DUE if known["known"] else _NO_TERMS if is_terms else _NO_DEALS
    note = f"Terms shorter than {shortest} months are left out: set shortest_months to count them."
    notes = (note,) if known["short"] else ()
    return Answer(with_gaps(renewal_cells(context), context, nothing), notes=notes)


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    if rows.num_rows and rows.column("measure")[0].as_py() == "open":
        return total(rows, "part")
    return ratio_of_parts(rows, variant)


def _usual(loaded: Collection[str]) -> str:
    return "terms" if any(table in loaded for table in _SUBSCRIPTIONS) else "opportunities"


def _contract(account: str, mrr: str, end: str, term: str) -> Row:
    return (
        *(("account_id", account), ("start_date", "2023-01-10"), ("end_date", end)),
        *(("term_end", term), ("mrr", mrr), ("currency", "EUR")),
    )


def _deal(account: str, amount: str, stage: str, day: str) -> Row:
    return (
        *(("account_id", account), ("opportunity_type", "Renewal"), ("stage", stage)),
        *(("amount", amount), ("currency", "EUR"), ("close_date", day)),
    )


_GIVEN: Given = (
    (
        "subscriptions",
        (
            _contract("A", "100", "2024-01-10", "2024-01-10"),
            (("account_id", "A"), ("start_date", "2024-01-10"), ("mrr", "80"), ("currency", "EUR")),
            _contract("B", "300", "", "2024-01-10"),
            _contract("C", "200", "2024-01-10", "2024-01-10"),
            _contract("D", "900", "2024-02-10", "2024-02-10"),
        ),
    ),
    (
        "opportunities",
        (
            _deal("A", "1000", "Closed Won", "2024-01-08"),
            _deal("C", "3000", "Closed Lost", "2024-01-10"),
            _deal("D", "9000", "Negotiation", "2024-01-30"),
        ),
    ),
)
_JANUARY = (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-02-29"))
_RATE = (0.0, 1.0)

METRIC = Metric(
    id="renewal_rate",
    family="revenue",
    name="Renewal rate",
    question="How much of what comes up for renewal is renewed?",
    definition=(
        "Accounts with a term that ends in the period, and what became of them. Renewed: still paying, or paying "
        "again within the grace, more than a day after the end; early renewals count where the old term was due. "
        "Lost: not so, and the grace is over, also who left before the end. Open: not decided yet; these are apart, "
        "in neither part. Value: of the MRR before the end what is paid after it, no account with more than before, "
        "in the rates of the period's end. An account counts once a period. Where billing tells only the present "
        "term, earlier ones follow from its interval. The segment is that of the period's start."
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
    interval="Accounts: Wilson's score interval. Value: " + INTERVAL,
    interval_holds_value=True,
    variants=(
        Variant(
            "terms", "The usual reading", "Terms of subscriptions and renewal dates of the CRM.", _RATE, Unit.RATE
        ),
        Variant(
            "opportunities",
            "Sales operations",
            "Renewal deals of the CRM that close in the period: won or lost, with their amounts. All else is open, "
            "also those whose day has passed. A deal tells its stage of today alone.",
            _RATE,
            Unit.RATE,
        ),
    ),
    refused=(
        Refused(
            "Renewed over all customers",
            "Who was not due had nothing to renew: the rate would follow the calendar of contracts.",
        ),
        Refused(
            "Counting the undecided as lost, or as renewed",
            "The newest month would always look worst, or best, and then change.",
        ),
    ),
    settings=(
        *RENEWAL_SETTINGS,
        Setting("uplift", "In value, what an account pays more counts too", False, None, ""),
    ),
    compute=_compute,
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
            _GIVEN,
            _JANUARY,
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
            _GIVEN,
            _JANUARY,
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
