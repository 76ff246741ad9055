"""Why customers left."""

from __future__ import annotations

import pyarrow as pa

from csm_core.metrics.declare import Direction, Example, Input, Metric, OwnUnit, Refused, Setting, Shape, Variant
from csm_core.metrics.lost_reasons import lost_answer, lost_rows
from csm_core.metrics.revenue_settings import REVENUE_SETTINGS
from csm_core.metrics.value_of import total
from csm_core.metrics.worked_months import FEBRUARY, Given, Row
from csm_core.units import Unit


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    del variant
    return total(rows, "amount")


def _line(account: str, end: str, mrr: str, reason: str) -> Row:
    return (
        *(("account_id", account), ("start_date", "2024-01-05"), ("end_date", end), ("mrr", mrr)),
        *(("currency", "EUR"), ("cancel_reason", reason)),
    )


_GIVEN: Given = (
    (
        "subscriptions",
        (
            _line("A", "2024-02-10", "100", "Too expensive"),
            _line("B", "2024-02-12", "50", "too_expensive!"),
            _line("C", "2024-02-15", "70", ""),
            _line("D", "", "90", ""),
        ),
    ),
)


def _cell(measure: str, series: str, value: float) -> tuple[tuple[str, str | float | None], ...]:
    return (("measure", measure), ("series", series), ("value", value))


METRIC = Metric(
    id="churn_reasons",
    family="retention",
    name="Churn reasons",
    question="Why do customers leave?",
    definition=(
        "Customers lost in the period, as in the MRR bridge, by the reason given when they left, and the MRR "
        "that went with them. Of several reasons the one of the line that ended last counts. Reasons of the same "
        "words are one, and one with further words belongs to the commoner one. Who gave none is counted under "
        "none given. Segments are those of the period's start."
    ),
    formula="accounts, and their MRR, by reason",
    inputs=(Input(("subscriptions",), ("account_id", "cancel_reason", "end_date", "mrr")),),
    unit=Unit.COUNT,
    direction=Direction.NEITHER,
    additive=True,
    shape=Shape.DISTRIBUTION,
    measures=("accounts", "mrr"),
    series=(),
    interval=None,
    interval_holds_value=True,
    variants=(Variant("usual", "The usual reading", "Reasons in their own words.", (0.0, None), Unit.COUNT),),
    refused=(
        Refused(
            "Shares among those who gave a reason",
            "Who leaves without a word leaves for reasons of their own; they are shown, not thrown away.",
        ),
        Refused(
            "One reason for each cancelled subscription",
            "A customer with three subscriptions would count three times, and one who stays would count as lost.",
        ),
    ),
    settings=(
        Setting("named", "So many reasons have their own name, the rarer ones are one", 12, (1, 100), "reasons"),
        *REVENUE_SETTINGS,
    ),
    compute=lost_answer,
    rows=lost_rows,
    value_of=_value_of,
    references=("Gold (2020), Fighting Churn with Data, chapter 1: what customers say of leaving",),
    examples=(
        Example(
            "Two for the price, one without a word",
            _GIVEN,
            FEBRUARY,
            None,
            (),
            (
                _cell("accounts", "too expensive", 2.0),
                _cell("mrr", "too expensive", 150.0),
                _cell("accounts", "(none given)", 1.0),
            ),
        ),
    ),
    own_units=(OwnUnit("mrr", Unit.MONEY, (0.0, None)),),
)
