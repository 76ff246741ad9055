"""Renewal rate: what was renewed of what came up for renewal."""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa

from csm_core.metrics.declare import Direction, Example, Input, Metric, OwnUnit, Refused, Setting, Shape, Variant
from csm_core.metrics.renewal_cells import renewal_answer, renewal_rows
from csm_core.metrics.renewals import RENEWAL_SETTINGS
from csm_core.metrics.value_of import ratio_of_parts, total
from csm_core.metrics.worked_contracts import FOUR_CONTRACTS, JANUARY
from csm_core.stats.ratio_interval import INTERVALS, Kind
from csm_core.units import Unit

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
    question="How much of what comes up for renewal is renewed?",
    definition=(
        "Accounts with a term that ends in the period, and what became of them once the grace after it is over. "
        "Renewed: still paying, or paying again within the grace, more than a day after the end; early renewals "
        "count where the old term was due. Lost: not so, also who left before the end. Open: within the grace, "
        "whoever pays by now; these are apart, in neither part. Value: of the MRR of the lines whose term ended, on "
        "their last day, what they became, no account with more than before, in the rates of the period's end. "
        "Another contract that ran beside them was not due, and is in neither part. An account counts once a period. "
        "Where billing tells only the present term, earlier ones follow from its interval. The segment is that of "
        "the day before the term ends."
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
            "Customers renewed ÷ users up for renewal",
            "Customers renew, not users: one with a thousand users would be due a thousand times.",
        ),
        Refused(
            "Renewed over all customers",
            "Who was not due had nothing to renew: the rate would follow the calendar of contracts.",
        ),
        Refused(
            "Counting the undecided as lost, or as renewed",
            "The newest month would always look worst, or best, and then change. Taking those who have renewed "
            "already, and no others, does the same: a renewal is known at once, a loss only after the grace.",
        ),
    ),
    settings=(
        *RENEWAL_SETTINGS,
        Setting("uplift", "In value, what an account pays more counts too", False, None, ""),
    ),
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
