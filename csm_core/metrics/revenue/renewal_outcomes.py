"""Renewal outcomes: of what came up for renewal, what grew, stayed, shrank or was lost."""

from __future__ import annotations

import math

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.customers.renewal_outcomes import OUTCOMES, UNKNOWN_MONEY, renewal_outcomes
from csm_core.metrics.customers.renewals import RENEWAL_SETTINGS
from csm_core.metrics.estimates.value_of import sum_of_amounts
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
from csm_core.units import Unit

_MEASURES = ("accounts", "mrr")
_NONE_DUE = "No renewals in this period."
_NO_TERMS = "No known contract terms. Load subscriptions with term_end, or accounts with renewal_date."
_NO_MONEY = "The MRR of the renewals in this period is unknown."
_COLUMNS = ("period", "segment", "measure", "series", "value", "n", "note")
_CELLS = pa.schema([SCHEMA.field(name) for name in _COLUMNS])
_ROWS = pa.schema(
    [
        *(SCHEMA.field(name) for name in ("period", "segment", "measure", "series", "account_id")),
        *(("account_name", pa.string()), ("ends_on", pa.date32())),
        *((name, pa.float64()) for name in ("mrr", "mrr_after", "amount")),
    ]
)


def _compute(context: Context) -> Answer:
    behind = _rows(context).to_pylist()
    amounts: dict[tuple[object, ...], list[float]] = {}
    for row in behind:
        amounts.setdefault(tuple(row[key] for key in ("period", "segment", "measure", "series")), []).append(
            row["amount"]
        )
    cells = [
        {"period": period, "segment": segment, "measure": measure, "series": outcome}
        | {
            "value": math.fsum(outcome_amounts) if is_known else None,
            "n": len(outcome_amounts),
            "note": None if is_known else _NO_MONEY,
        }
        for period, segment in dict.fromkeys((row["period"], row["segment"]) for row in behind)
        for measure in _MEASURES
        for is_known in [any((period, segment, measure, outcome) in amounts for outcome in OUTCOMES)]
        for outcome in OUTCOMES
        for outcome_amounts in [amounts.get((period, segment, measure, outcome), [])]
        # Nothing of an outcome is a true zero; of what is only a gap in the data there is a cell where it is one.
        if outcome_amounts or outcome != UNKNOWN_MONEY
    ]
    terms = context.table(Query("select count(*) as terms from contract_terms")).to_pylist()[0]["terms"]
    reason = _NONE_DUE if terms else _NO_TERMS
    return Answer(with_gaps(pa.Table.from_pylist(cells, _CELLS), context, reason))


def _rows(context: Context) -> pa.Table:
    rows = [
        case | {"series": case["outcome"], "measure": measure, "amount": amount}
        for case in renewal_outcomes(context)
        for measure, amount in (("accounts", 1.0), ("mrr", case["mrr"]))
        if amount is not None
    ]
    return pa.Table.from_pylist(rows, _ROWS)


METRIC = Metric(
    id="renewal_outcomes",
    family="revenue",
    name="Renewal outcomes",
    question="What happened to the contracts up for renewal: did they grow, stay, shrink or end?",
    definition=(
        "The accounts of the renewal rate with a term that ends in the period, by what their lines pay after it, "
        "held to what they paid before: more, the same, less, or nothing. Within the grace after its end a "
        "renewal is undecided. MRR is what was due, in the rates of the period's end. Other contracts that ran "
        "beside those due are in neither."
    ),
    formula="accounts (and their MRR due) by the MRR after the renewal − the MRR due",
    inputs=(
        Input(("subscriptions", "mrr_snapshots", "mrr_movements"), ("account_id", "start_date", "term_end", "mrr")),
    ),
    unit=Unit.COUNT,
    direction=Direction.NEITHER,
    additive=True,
    shape=Shape.DISTRIBUTION,
    adds_up_over_time=True,
    measures=_MEASURES,
    series=OUTCOMES,
    interval=None,
    interval_holds_value=True,
    variants=(
        Variant("terms", "Standard definition", "Terms of subscriptions and the CRM.", (0.0, None), Unit.COUNT),
    ),
    refused=(
        Refused(
            "The customer's whole MRR before and after",
            "A contract that was not due would make a lapsed one look like a smaller renewal.",
        ),
    ),
    settings=(
        Setting("flat_within", "Change up to which a renewal counts as flat", 0.0, (0, 50), "%"),
        *RENEWAL_SETTINGS,
    ),
    compute=_compute,
    rows=_rows,
    value_of=sum_of_amounts,
    references=("Gold (2020), Fighting Churn with Data, chapter 2",),
    examples=(
        # Due in January: A (100, then 80), B (300, goes on) and C (200, lost).
        Example(
            "One of each, and 200 lost",
            FOUR_CONTRACTS,
            JANUARY,
            None,
            (),
            (
                (("measure", "accounts"), ("series", "grew"), ("value", 0.0)),
                (("measure", "accounts"), ("series", "flat"), ("value", 1.0)),
                (("measure", "accounts"), ("series", "shrank"), ("value", 1.0)),
                (("measure", "mrr"), ("series", "churned"), ("value", 200.0)),
            ),
        ),
    ),
    own_units=(OwnUnit("mrr", Unit.MONEY, (0.0, None)),),
)
