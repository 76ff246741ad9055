"""Did the accounts in a campaign change more than the others?"""

from __future__ import annotations

from csm_core.metrics.campaign_answer import campaign_answer, campaign_rows, campaign_value
from csm_core.metrics.campaign_measures import MEASURES
from csm_core.metrics.declare import Direction, Example, Input, Metric, Refused, Setting, Shape, Variant
from csm_core.metrics.one_feature import FEATURE
from csm_core.units import Unit

_TO_FEBRUARY = (("start", "2024-01-01"), ("end", "2024-03-01"), ("as_of", "2024-02-29"))


def _customer(account: str, end: str = "") -> tuple[tuple[str, str], ...]:
    own = (("account_id", account), ("start_date", "2023-12-01"), ("end_date", end))
    return (*own, ("mrr", "100"), ("currency", "EUR"))


def _used(account: str, january: int, february: int) -> tuple[tuple[tuple[str, str], ...], ...]:
    days = [*(f"01-{day:02}" for day in range(1, january + 1)), *(f"02-{day:02}" for day in range(1, february + 1))]
    return tuple((("account_id", account), ("user_id", "u"), ("event_at", f"2024-{day}")) for day in days)


METRIC = Metric(
    id="campaign_effect",
    family="outcomes",
    name="Campaign effect",
    question="Did the accounts in the campaign change more than the others?",
    definition=(
        "Difference in differences over the accounts that were customers on the day the campaign began: how much an "
        "account's mean over the periods after the start lies above its mean over those before, in the campaign less "
        "beside it. The period in which it began is on neither side. The same comparison within the time before "
        "(placebo), the difference of the trends before, and the gap period by period show whether both sides ran "
        "alike until then. Compared is use (of one feature, if wished), tickets, MRR, expansion, the health score, "
        "the share of satisfied answers or the likelihood to recommend; of churn, the share that is gone by the end "
        "of each period, and the effect is that of the last one. Without accounts drawn by lot it is an association, "
        "and said to be one."
    ),
    formula="(after − before) in the campaign − (after − before) beside it",
    inputs=(
        Input(("campaigns",), ("campaign_id", "start_date")),
        Input(("campaign_members",), ("campaign_id", "account_id")),
        Input(("subscriptions", "mrr_snapshots", "mrr_movements"), ("account_id", "start_date")),
    ),
    unit=Unit.RATIO,
    direction=Direction.NEITHER,
    additive=False,
    shape=Shape.CURVE,
    measures=("effect", "placebo", "pre_trend", "gap", "in_campaign", "others"),
    series=(),
    interval=(
        "Welch's, of one change an account: errors are clustered by account. Of churn, Newcombe's of two shares, and "
        "Wilson's of one."
    ),
    interval_holds_value=True,
    variants=(
        Variant("difference_in_differences", "The usual reading", "Changes inside less changes beside.",
                (None, None), Unit.RATIO),
    ),
    refused=(
        Refused(
            "After against before, for the accounts in the campaign alone",
            "Seasons, releases and mere regression to the mean move everybody; the others show by how much.",
        ),
        Refused("In the campaign against the others, afterwards", "They may have been apart long before."),
    ),
    settings=(
        Setting("campaign", "The campaign, by id or name; empty for the latest", "", None, ""),
        Setting("of", "What is compared, for each account and period", "user_days", tuple(MEASURES), ""),
        FEATURE,
        Setting("scale", "As it is, or as a share of each account's own mean before (those without any are left out)",
                "amount", ("amount", "share"), ""),
        Setting("before_periods", "Periods before the start", 6, (1, 36), "periods"),
        Setting("after_periods", "Periods after the start", 6, (1, 36), "periods"),
        Setting("drawn_by_lot", "Whether the accounts were drawn by lot", False, None, ""),
    ),
    compute=campaign_answer,
    rows=campaign_rows,
    value_of=campaign_value,
    references=(
        "Angrist & Pischke (2009), Mostly Harmless Econometrics, sections 5.2 and 8.2",
        "Bertrand, Duflo & Mullainathan (2004), How Much Should We Trust Differences-in-Differences Estimates?",
        "Newcombe (1998), Interval estimation for the difference between independent proportions, method 10",
    ),
    examples=(
        Example(
            "A goes from 2 to 6 days of use and is in the campaign; B beside it goes from 3 to 4",
            (
                ("subscriptions", (_customer("A"), _customer("B"))),
                ("events", (*_used("A", 2, 6), *_used("B", 3, 4))),
                ("campaigns", ((("campaign_id", "k"), ("start_date", "2024-02-01")),)),
                ("campaign_members", ((("campaign_id", "k"), ("account_id", "A")),)),
            ),
            _TO_FEBRUARY,
            None,
            (),
            # (6 − 2) − (4 − 3)
            ((("measure", "effect"), ("value", 3.0), ("n", 2)),),
        ),
        Example(
            "C beside the campaign leaves within the month after its start, D beside it and A and B in it stay",
            (
                ("subscriptions", (_customer("A"), _customer("B"), _customer("C", "2024-02-10"), _customer("D"))),
                ("campaigns", ((("campaign_id", "k"), ("start_date", "2024-02-01")),)),
                ("campaign_members", tuple((("campaign_id", "k"), ("account_id", name)) for name in "AB")),
            ),
            _TO_FEBRUARY,
            None,
            (("of", "churn"),),
            # 0 of 2 − 1 of 2
            ((("measure", "effect"), ("value", -0.5), ("n", 4)), (("measure", "placebo"), ("value", None))),
        ),
    ),
)  # fmt: skip
