"""Accounts to contact today, and why."""

from __future__ import annotations

import pyarrow as pa

from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Refused,
    Setting,
    Shape,
    Variant,
)
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.health.attention.entries import CALL, ENTRIES, GROW, Row, attention_entries
from csm_core.metrics.health.attention.scored_reasons import GROWTH
from csm_core.metrics.health.components.settings import HEALTH_SETTINGS
from csm_core.metrics.health.health_score import METRIC as HEALTH_SCORE
from csm_core.result import SCHEMA
from csm_core.scoring.components import COMPONENTS
from csm_core.units import Unit

_NO_MONEY = "Load subscriptions or invoices to see the MRR of these accounts."
_COLUMNS = ("period", "segment", "series", "account_id", "value", "n", "note")
_SCHEMA = pa.schema([SCHEMA.field(name) for name in _COLUMNS])


def _compute(context: Context) -> Answer:
    by_account: dict[object, list[Row]] = {}
    for row in attention_entries(context):
        by_account.setdefault(row["account_id"], []).append(row)
    if not by_account:
        note = "No customer needs a call on the last day of this scope."
        return Answer(pa.table({"value": pa.array([None], pa.float64()), "note": [note]}))
    cells = [
        {name: rows[0][name] for name in ("period", "segment", "series", "account_id")}
        | {"value": rows[0]["mrr"], "n": len(rows), "note": " ".join(str(row["sentence"]) for row in rows)}
        for rows in by_account.values()
    ]
    notes = () if any(cell["value"] is not None for cell in cells) else (_NO_MONEY,)
    return Answer(pa.Table.from_pylist(cells, _SCHEMA), notes=notes)


def _rows(context: Context) -> pa.Table:
    return pa.Table.from_pylist(attention_entries(context), ENTRIES)


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    """The account's MRR, which each of its rows carries."""
    del variant
    if rows.num_rows == 0 or rows.column("mrr")[0].as_py() is None:
        return None
    return float(rows.column("mrr")[0].as_py())


METRIC = Metric(
    id="attention_list",
    family="health",
    name="Accounts to contact",
    question="Which accounts should we contact today, and why?",
    definition=(
        "Customers with a reason to be contacted on the last day of the scope: notice given, a score at risk, a "
        "score that fell within four weeks (with the components behind it), use that dropped or stopped, a "
        "renewal that is near, a detractor without a follow-up, an open escalation, or a success manager's "
        "judgement. The value is the account's MRR. Accounts that gave notice come first, then the others "
        "by MRR times urgency, which is 100 minus the health score (50 if too little is known). Urgency only ranks; "
        "it does not forecast losses. Last come healthy customers whose seats are nearly used up "
        f"({GROWTH}), largest first."
    ),
    formula="MRR of the account; order: notice given, then MRR × (100 − score)",
    inputs=HEALTH_SCORE.inputs,
    unit=Unit.MONEY,
    direction=Direction.NEITHER,
    additive=False,
    shape=Shape.TABLE,
    measures=(),
    series=(CALL, GROW),
    interval=None,
    interval_holds_value=True,
    variants=(
        Variant("money_at_risk", "Ours", "MRR of each account, the most urgent first.", (0.0, None), Unit.MONEY),
    ),
    refused=(
        Refused("The lowest scores first", "A hundred small accounts would come before the largest one."),
        Refused(
            "MRR times (100 − score) called money at stake",
            "A score is not a probability: few healthy accounts leave, yet a fifth of their MRR would seem lost.",
        ),
        Refused(
            "Accounts without data called at risk",
            (
            "Their risk is unknown. They are listed for what is known of them, at half the urgency of a certain "
            "loss."
        ),
        ),
    ),
    settings=(
        Setting("owner", "Only accounts of this owner (empty: all)", "", None, ""),
        Setting("renewal_days", "Days ahead in which a renewal counts as near", 60, (1, 366), "days"),
        Setting("detractor_days", "Days for which an unhappy answer counts", 90, (1, 366), "days"),
        Setting("fell_by", "Points lost in four weeks that count as a fall", 10, (1, 100), "points"),
        Setting("used_less_than", "Use dropped below this share of the four weeks before", 0.6, (0.0, 1.0), ""),
        Setting("seats_used_from", "Room to grow from this share of the seats used", 0.9, (0.0, 2.0), ""),
        *HEALTH_SETTINGS,
    ),
    compute=_compute,
    rows=_rows,
    value_of=_value_of,
    references=(),
    examples=(
        Example(
            "An account of 200 a month with a score of 25 is to be contacted",
            (
                ("events", tuple(
                    (("account_id", "A"), ("user_id", "u"), ("event_name", "open"), ("event_at", day))
                    for day in ("2024-01-02", "2024-03-04", "2024-03-05", "2024-03-06", "2024-03-07", "2024-03-08")
                )),
                ("subscriptions", (
                    (("account_id", "A"), ("start_date", "2023-01-01"), ("amount", "200"),
                     ("billing_interval", "month")),
                )),
            ),
            (("start", "2024-03-01"), ("end", "2024-04-01"), ("as_of", "2024-03-28")),
            None,
            tuple((f"weight.{component.id}", int(component.id == "usage_frequency")) for component in COMPONENTS),
            # Five days of 20 are 25 points: below 40, at risk.
            ((("account_id", "A"), ("series", "call"), ("value", 200.0), ("n", 1)),),
        ),
    ),
)  # fmt: skip
