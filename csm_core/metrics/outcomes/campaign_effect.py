"""Did the accounts in a campaign change more than the others?"""

from __future__ import annotations

import pyarrow as pa

from csm_core.metrics.campaign_comparison import ONE_SIDE, chosen_campaign, compared_cells, reading
from csm_core.metrics.campaign_panel import MEASURES
from csm_core.metrics.context import Answer, Context
from csm_core.metrics.declare import Direction, Example, Input, Metric, Refused, Setting, Shape, Variant
from csm_core.metrics.value_of import mean_of
from csm_core.result import SCHEMA
from csm_core.units import Unit

_ROWS = pa.schema(
    [
        *(SCHEMA.field(name) for name in ("segment", "measure", "age", "account_id")),
        *(("account_name", pa.string()), ("in_campaign", pa.bool_()), ("amount", pa.float64())),
    ]
)
_NAMES = ("segment", "measure", "age", "value", "low", "high", "n", "note")


def _compute(context: Context) -> Answer:
    campaign, reason, begun = chosen_campaign(context)
    cells = compared_cells(context, campaign) if campaign is not None else []
    if campaign is None or not cells:
        told = reason or "No customer was there when the campaign began."
        return Answer(pa.table({"value": pa.array([None], pa.float64()), "note": [told]}))
    day = campaign.started_on
    notes = [f"{campaign.name}, from {day.day} {day:%b %Y}: accounts that were customers on that day."]
    others = [other.campaign_id for other in begun if other.campaign_id != campaign.campaign_id]
    if others:
        notes.append(f"Other campaigns can be chosen: {', '.join(others)}.")
    table = pa.Table.from_pylist([cell.row for cell in cells], pa.schema([SCHEMA.field(name) for name in _NAMES]))
    money = Unit.MONEY if context.text("of") == "mrr" else Unit.RATIO
    unit = Unit.RATE if context.text("scale") == "share" else money
    said = reading(cells, bool(context.settings["drawn_by_lot"]))
    return Answer(table, notes=(*notes, *said), unit=unit)


def _rows(context: Context) -> pa.Table:
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


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    del variant
    if rows.num_rows and rows.column("measure")[0].as_py() in ONE_SIDE:
        return mean_of(rows, "amount")
    sides = [rows.filter(pa.compute.equal(rows.column("in_campaign"), is_in)) for is_in in (True, False)]
    inside, beside = (mean_of(side, "amount") for side in sides)
    return inside - beside if inside is not None and beside is not None else None


def _customer(account: str) -> tuple[tuple[str, str], ...]:
    return (("account_id", account), ("start_date", "2023-12-01"), ("mrr", "100"), ("currency", "EUR"))


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
        "alike until then. Without accounts drawn by lot it is an association, and said to be one."
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
    interval="Welch's, of one change an account: errors are clustered by account.",
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
        Setting("scale", "As it is, or as a share of each account's own mean before (those without any are left out)",
                "amount", ("amount", "share"), ""),
        Setting("before_periods", "Periods before the start", 6, (1, 36), "periods"),
        Setting("after_periods", "Periods after the start", 6, (1, 36), "periods"),
        Setting("drawn_by_lot", "Whether the accounts were drawn by lot", False, None, ""),
    ),
    compute=_compute,
    rows=_rows,
    value_of=_value_of,
    references=(
        "Angrist & Pischke (2009), Mostly Harmless Econometrics, sections 5.2 and 8.2",
        "Bertrand, Duflo & Mullainathan (2004), How Much Should We Trust Differences-in-Differences Estimates?",
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
            (("start", "2024-01-01"), ("end", "2024-03-01"), ("as_of", "2024-02-29")),
            None,
            (),
            # (6 − 2) − (4 − 3)
            ((("measure", "effect"), ("value", 3.0), ("n", 2)),),
        ),
    ),
)  # fmt: skip
