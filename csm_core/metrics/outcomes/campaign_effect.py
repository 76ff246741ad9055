"""Did the accounts in a campaign change more than the others?"""

from __future__ import annotations

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.adoption.calc.one_feature import FEATURE, feature_of, unknown_feature
from csm_core.metrics.customers.campaign_measures import CHURN, HEALTH, MEASURES, OF_USE
from csm_core.metrics.estimates.value_of import mean_of
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    Refused,
    Setting,
    Shape,
    Variant,
)
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.outcomes.calc.campaign_comparison import ONE_SIDE, chosen_campaign, compared_cells, reading
from csm_core.result import SCHEMA
from csm_core.text.plural import plural
from csm_core.units import Unit

_GONE = "Churn is the share lost by the end of each period; the effect is that of the last one."
_STAYED = "Accounts that gave no answer or have left have no value: only those still there are compared."
_REPLAYED = " Scores use the default weights and what had been recorded by each period's end."
_UNPRICED = Query("""
    select count(distinct account_id) as n from ledger where amount <> 0
        and currency not in (select currency from rates)""")
_ROWS = pa.schema(
    [
        *(SCHEMA.field(name) for name in ("segment", "measure", "age", "account_id")),
        *(("account_name", pa.string()), ("in_campaign", pa.bool_()), ("amount", pa.float64())),
    ]
)
_NAMES = ("segment", "measure", "age", "value", "low", "high", "n", "note")


def campaign_answer(context: Context) -> Answer:
    """The campaign's effect and what stands beside it, segment by segment; why there is none where there is none."""
    campaign, reason, begun = chosen_campaign(context)
    note = unknown_feature(context) if context.text("of") in OF_USE else None
    if note is not None:
        return Answer(pa.table({"value": pa.array([None], pa.float64()), "note": [note]}))
    cells = compared_cells(context, campaign) if campaign is not None else []
    if campaign is None or not cells:
        note = reason or "No customers when the campaign began."
        return Answer(pa.table({"value": pa.array([None], pa.float64()), "note": [note]}))
    day = campaign.started_on
    notes = [f"{campaign.name}, from {day.day} {day:%b %Y}: accounts that were customers on that day."]
    others = [other.campaign_id for other in begun if other.campaign_id != campaign.campaign_id]
    if others:
        notes.append(f"Other campaigns can be chosen: {', '.join(others)}.")
    table = pa.Table.from_pylist([cell.row for cell in cells], pa.schema([SCHEMA.field(name) for name in _NAMES]))
    of = context.text("of")
    is_share = context.text("scale") == "share" and of != CHURN
    unit = Unit.RATE if is_share else MEASURES[of].unit
    notes += _of_measure(context, of)
    sentences = reading(cells, bool(context.settings["drawn_by_lot"]))
    return Answer(table, notes=(*notes, *sentences), left_out=_left_out(context, of), unit=unit)


def _of_measure(context: Context, of: str) -> tuple[str, ...]:
    """What to know of the measure that is compared."""
    feature = feature_of(context)
    if of == CHURN:
        scaled = " It is not a share of the past." if context.text("scale") == "share" else ""
        return (f"{_GONE}{scaled}",)
    if not MEASURES[of].is_known:
        return (f"{_STAYED}{_REPLAYED if of == HEALTH else ''}",)
    return (f"Only use of {feature}.",) if feature and of in OF_USE else ()


def _left_out(context: Context, of: str) -> tuple[str, ...]:
    if MEASURES[of].unit is not Unit.MONEY:
        return ()
    count = context.table(_UNPRICED).to_pylist()[0]["n"]
    return (f"Left out, no exchange rate from their currency: {plural(count, 'account')}.",) if count else ()


def campaign_rows(context: Context) -> pa.Table:
    """The accounts behind each cell, with the amount that each one gives to its side."""
    campaign, _, _ = chosen_campaign(context)
    rows = [
        {
            "segment": cell.segment,
            "measure": cell.measure,
            "age": cell.age,
            "account_id": account.account_id,
            "account_name": account.account_name,
            "in_campaign": account.in_campaign,
            "amount": amount,
        }
        for cell in (compared_cells(context, campaign) if campaign is not None else [])
        for account, amount in cell.amounts
    ]
    return pa.Table.from_pylist(rows, _ROWS)


def campaign_value(rows: pa.Table, variant: Variant) -> float | None:
    """A cell's value from its rows: the mean of one side, or the difference of both."""
    del variant
    if rows.num_rows and rows.column("measure")[0].as_py() in ONE_SIDE:
        return mean_of(rows, "amount")
    sides = [rows.filter(pa.compute.equal(rows.column("in_campaign"), is_in)) for is_in in (True, False)]
    inside, beside = (mean_of(side, "amount") for side in sides)
    return inside - beside if inside is not None and beside is not None else None


_TO_FEBRUARY = (("start", "2024-01-01"), ("end", "2024-03-01"), ("as_of", "2024-02-29"))


def _customer(account: str, end: str = "") -> tuple[tuple[str, str], ...]:
    terms = (("account_id", account), ("start_date", "2023-12-01"), ("end_date", end))
    return (*terms, ("mrr", "100"), ("currency", "EUR"))


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
        "outside it. The period in which it began is on neither side, unless it began on its first day: then that "
        "period is after. An account's first period is left out where its life begins within it. The same comparison "
        "within the time before (placebo), the difference of the trends before, and the gap period by period show "
        "whether both sides ran alike until then. Compared is use (of one feature, if wished), tickets, MRR, "
        "expansion, the health score, the share of satisfied answers or the likelihood to recommend; of churn, the "
        "share that is gone by the end of each period, and the effect is that of the last one. Unless accounts "
        "were assigned at random, the effect is an association, and a note says so."
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
        Variant("difference_in_differences", "Standard definition", "Change in the campaign minus change outside it.",
                (None, None), Unit.RATIO),
    ),
    refused=(
        Refused(
            "After against before, for the accounts in the campaign alone",
            "Seasons, releases and regression to the mean affect everyone; the other accounts show by how much.",
        ),
        Refused("In the campaign against the others, afterwards only", "They may have differed long before."),
    ),
    settings=(
        Setting("campaign", "The campaign, by id or name (empty: the latest)", "", None, ""),
        Setting("of", "What is compared, for each account and period", "user_days", tuple(MEASURES), ""),
        FEATURE,
        Setting("scale", "As it is, or as a share of each account's own mean before (those without any are left out)",
                "amount", ("amount", "share"), ""),
        Setting("before_periods", "Periods before the start", 6, (1, 36), "periods"),
        Setting("after_periods", "Periods after the start", 6, (1, 36), "periods"),
        Setting("drawn_by_lot", "Accounts were assigned at random", False, None, ""),
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
