"""What comes up for renewal, when, and how much of it is likely to stay."""

from __future__ import annotations

from csm_core.metrics.declare import Direction, Example, Input, Metric, OwnUnit, Refused, Setting, Shape, Variant
from csm_core.metrics.renewal_months import calendar_answer, calendar_rows, calendar_value
from csm_core.metrics.renewals import RENEWAL_SETTINGS
from csm_core.metrics.worked_contracts import CONTRACTS_AHEAD, END_OF_JUNE
from csm_core.stats.ratio_interval import INTERVALS, Kind
from csm_core.units import Unit

METRIC = Metric(
    id="renewal_calendar",
    family="revenue",
    name="Renewal calendar",
    question="What comes up for renewal, when, and how much of it is likely to stay?",
    definition=(
        "Terms that end after the scope's last day (or the as-of day, if earlier), by month, with the MRR that "
        "their lines pay now. Who has given notice is scheduled to leave, which is no churn yet, and stands at its "
        "end without a term too. Expected to stay: of the MRR without notice, as large a share as was renewed of "
        "late of terms that were as near to their end without notice. Account by account: MRR by the day on which "
        "the term ends, with notice and health. An account with terms of several days stands at each. Age counts "
        "months ahead; segments are of the last day."
    ),
    formula="expected = MRR due without notice × Σ renewed ÷ Σ due, over terms of late without notice by then",
    inputs=(
        Input(("subscriptions", "mrr_snapshots", "mrr_movements"), ("account_id", "start_date", "term_end", "mrr")),
    ),
    unit=Unit.MONEY,
    direction=Direction.NEITHER,
    additive=False,
    shape=Shape.DISTRIBUTION,
    measures=("due", "expected", "notice", "accounts", "account"),
    series=(),
    interval="Of what is expected: " + INTERVALS[Kind.SHARE],
    interval_holds_value=True,
    variants=(Variant("usual", "The usual reading", "By month, and account by account.", (0.0, None), Unit.MONEY),),
    refused=(
        Refused(
            "Scheduled cancellations as churn today",
            "They still pay. Counted today, they would be missing from the revenue that still comes in.",
        ),
        Refused(
            "All that is due times the renewal rate",
            "Who has given notice is known to leave, and is in that rate already: they would count twice.",
        ),
    ),
    settings=(
        *RENEWAL_SETTINGS,
        Setting("horizon_months", "How far ahead", 12, (1, 60), "months"),
        Setting("history_months", "Expected by the terms of so many last months", 12, (1, 60), "months"),
    ),
    compute=calendar_answer,
    rows=calendar_rows,
    value_of=calendar_value,
    references=("Cochran (1977), Sampling Techniques, chapter 6: the error of a ratio",),
    examples=(
        # C and D ended in May: 100 of 200 without notice were renewed. A (300) is due in August; B has given notice.
        Example(
            "Three hundred without notice, of which half is likely to stay",
            CONTRACTS_AHEAD,
            END_OF_JUNE,
            None,
            (),
            (
                (("measure", "due"), ("series", "2024-08"), ("value", 350.0), ("n", 2)),
                (("measure", "notice"), ("series", "2024-08"), ("value", 50.0)),
                (("measure", "expected"), ("series", "2024-08"), ("value", 150.0)),
                (("measure", "account"), ("account_id", "A"), ("series", "2024-08-10"), ("value", 300.0)),
            ),
        ),
    ),
    own_units=(OwnUnit("accounts", Unit.COUNT, (0.0, None)),),
)
