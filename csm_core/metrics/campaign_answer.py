"""The answer of a campaign's effect, and the accounts behind it."""

from __future__ import annotations

import pyarrow as pa

from csm_core.metrics.campaign_comparison import ONE_SIDE, chosen_campaign, compared_cells, reading
from csm_core.metrics.campaign_measures import CHURN, HEALTH, MEASURES, OF_USE
from csm_core.metrics.context import Answer, Context
from csm_core.metrics.declare import Variant
from csm_core.metrics.one_feature import feature_of, unknown_feature
from csm_core.metrics.value_of import mean_of
from csm_core.plural import plural
from csm_core.result import SCHEMA
from csm_core.units import Unit

_GONE = "Churn is the share that is no customer any more by the end of a period; the effect is that of the last one."
_STAYED = "Who gave no answer or has left has no value: those who are there are compared, and not who is gone."
_REPLAYED = " Scores are by the usual weights, from what had been recorded by each period's end."
_UNPRICED = """
select count(distinct account_id) as n from ledger where amount <> 0 and currency not in (select currency from rates)
"""
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
    told = unknown_feature(context) if context.text("of") in OF_USE else None
    if told is not None:
        return Answer(pa.table({"value": pa.array([None], pa.float64()), "note": [told]}))
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
    of = context.text("of")
    is_share = context.text("scale") == "share" and of != CHURN
    unit = Unit.RATE if is_share else MEASURES[of].unit
    notes += _of_measure(context, of)
    said = reading(cells, bool(context.settings["drawn_by_lot"]))
    return Answer(table, notes=(*notes, *said), left_out=_left_out(context, of), unit=unit)


def _of_measure(context: Context, of: str) -> tuple[str, ...]:
    """What to know of the measure that is compared."""
    feature = feature_of(context)
    if of == CHURN:
        scaled = " It is no share of a past." if context.text("scale") == "share" else ""
        return (f"{_GONE}{scaled}",)
    if not MEASURES[of].is_known:
        return (f"{_STAYED}{_REPLAYED if of == HEALTH else ''}",)
    return (f"Use of {feature} alone.",) if feature and of in OF_USE else ()


def _left_out(context: Context, of: str) -> tuple[str, ...]:
    if MEASURES[of].unit is not Unit.MONEY:
        return ()
    count = context.table(_UNPRICED).to_pylist()[0]["n"]
    return (f"Left out, as no exchange rate leads from their currency: {plural(count, 'account')}.",) if count else ()


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
