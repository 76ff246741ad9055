"""Share in renewal: how many of the customers, and how much of the MRR, come up for renewal soon."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.metrics.account_ratio import ratio_cells
from csm_core.metrics.context import Answer, Context
from csm_core.metrics.declare import Direction, Example, Input, Metric, Refused, Setting, Shape, Variant
from csm_core.metrics.gaps import with_gaps
from csm_core.metrics.renewal_shares import renewal_share_rows
from csm_core.metrics.renewals import RENEWAL_SETTINGS
from csm_core.metrics.value_of import ratio_of_parts
from csm_core.metrics.worked_contracts import CONTRACTS_AHEAD, END_OF_JUNE
from csm_core.plural import plural
from csm_core.stats.ratio_interval import INTERVALS, Kind
from csm_core.units import Unit

_UNKNOWN = """
select count(distinct s.account_id) as accounts, count(distinct t.account_id) as with_terms
from account_states s left join contract_terms t on t.account_id = s.account_id
where s.instant = (select max(period_instant) from periods) and s.amount > 0
"""
_NO_TERMS = "No terms are known: load subscriptions with term_end, or accounts with renewal_date."
_NOBODY = "Nobody pays on the day from which renewals are looked for."
_KINDS = {"accounts": Kind.COUNTED, "mrr": Kind.SHARE}


def _compute(context: Context) -> Answer:
    known = context.table(_UNKNOWN).to_pylist()[0]
    if not context.table("select count(*) as terms from contract_terms").to_pylist()[0]["terms"]:
        return Answer(with_gaps(pa.table({"value": pa.array([], pa.float64())}), context, _NO_TERMS))
    rows = renewal_share_rows(context)
    cells = [
        ratio_cells(rows.filter(pc.equal(rows.column("measure"), measure)), _NOBODY, kind)
        for measure, kind in _KINDS.items()
    ]
    without = known["accounts"] - known["with_terms"]
    told = f"Of {plural(without, 'paying account')} no term is known: in the whole, and never in the part."
    return Answer(with_gaps(pa.concat_tables(cells), context, _NOBODY), notes=(told,) if without else ())


METRIC = Metric(
    id="share_in_renewal",
    family="revenue",
    name="Share in renewal",
    question="How many of our customers, and how much of our MRR, come up for renewal?",
    definition=(
        "Of the accounts that pay at the period's end, and of their MRR: those with a term that ends in the days "
        "after it. MRR in renewal is that of the lines whose term ends; other contracts of the account are in the "
        "whole alone. Accounts without a known term are in the whole, and told. Where billing tells only the "
        "present term, earlier ones follow from its interval."
    ),
    formula="accounts (and MRR) with a term that ends within the days ahead ÷ accounts (and MRR) that pay",
    inputs=(
        Input(("subscriptions", "mrr_snapshots", "mrr_movements"), ("account_id", "start_date", "term_end", "mrr")),
    ),
    unit=Unit.RATE,
    direction=Direction.NEITHER,
    additive=False,
    shape=Shape.TREND,
    measures=("accounts", "mrr"),
    series=(),
    interval="Accounts: " + INTERVALS[Kind.COUNTED] + " MRR: " + INTERVALS[Kind.SHARE],
    interval_holds_value=True,
    variants=(
        Variant(
            "ahead", "The usual reading", "Due within `days_ahead` after the period's end.", (0.0, 1.0), Unit.RATE
        ),
        Variant(
            "in_period",
            "Renewal teams",
            "Due in the period itself, over who pays at its start.",
            (0.0, 1.0),
            Unit.RATE,
        ),
    ),
    refused=(
        Refused(
            "Renewal deals over all deals",
            "A deal is opened when somebody finds the time; a term ends on its day.",
        ),
    ),
    settings=(
        Setting("days_ahead", "How far ahead a term must end", 90, (1, 1830), "days"),
        *(setting for setting in RENEWAL_SETTINGS if setting.name != "grace_days"),
    ),
    compute=_compute,
    rows=renewal_share_rows,
    value_of=ratio_of_parts,
    references=("Wilson (1927), Journal of the American Statistical Association 22: the interval",),
    examples=(
        # A (300), B (50) and D (100) pay at the end of June; the terms of A and B end in August, D's ended in May.
        Example(
            "Two of three, and 350 of 450",
            CONTRACTS_AHEAD,
            END_OF_JUNE,
            None,
            (),
            (
                (("measure", "accounts"), ("value", 2 / 3), ("n", 3)),
                (("measure", "mrr"), ("value", 350 / 450)),
            ),
        ),
        Example(
            "None in June itself",
            CONTRACTS_AHEAD,
            END_OF_JUNE,
            "in_period",
            (),
            ((("measure", "accounts"), ("value", 0.0), ("n", 3)),),
        ),
    ),
)
