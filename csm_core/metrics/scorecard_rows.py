"""The rows behind the scorecard: what each of an account's figures is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

import pyarrow as pa

from csm_core.metrics.context import Context
from csm_core.metrics.health.health_score import METRIC as HEALTH_SCORE
from csm_core.metrics.timeline import timeline
from csm_core.result import SCHEMA
from csm_core.scoring.components import COMPONENTS

Row = Mapping[str, object]

# The figures of a scorecard that are the value of a health component, and which one.
FIGURES: Mapping[str, str] = {
    "renewal_in": "renewal",
    "days_used": "usage_frequency",
    "requests": "ticket_rate",
    "open_escalations": "escalations_open",
    "recommendation": "nps",
    "satisfied": "csat",
    "outcomes": "outcomes",
    "customer_for": "tenure",
}
HAPPENED = "happened"
_NAMES = {component.id: component.name for component in COMPONENTS}

ROWS = pa.schema(
    [
        *(SCHEMA.field(name) for name in ("period", "segment", "measure", "series", "account_id")),
        ("account_name", pa.string()),
        ("band", pa.string()),
        ("component", pa.string()),
        ("raw_value", pa.float64()),
        ("points", pa.float64()),
        ("weight", pa.int64()),
        ("happened_on", pa.date32()),
        ("what", pa.string()),
        ("words", pa.string()),
        ("amount", pa.float64()),
    ]
)


def scorecard_rows(context: Context) -> tuple[list[Row], pa.Table]:
    """The accounts, each with period, segment, account_id and account_name; and the rows behind their figures.

    There is one row an account and what a figure is made of, `amount` being what it gives to the figure. A component
    of the score has its band, raw_value, points and weight beside it, a thing that happened its day, what it was and
    its words. A figure that is not known has no row.
    """
    wanted = context.text("account")
    found = HEALTH_SCORE.rows(context).to_pylist()
    parts = [row for row in found if not wanted or row["account_id"] == wanted]
    if not parts:
        return [], ROWS.empty_table()
    happened: dict[str, list[Row]] = {}
    day = min(context.periods[-1].last_day, context.as_of)
    for event in timeline(context, day, context.whole("timeline_days")).to_pylist():
        happened.setdefault(event["account_id"], []).append(event)
    accounts: list[Row] = []
    rows: list[Row] = []
    for account, own in groupby(parts, key=lambda row: str(row["account_id"])):
        told = list(own)
        accounts.append({key: told[0][key] for key in ("period", "segment", "account_id", "account_name")})
        rows += _of_account(accounts[-1], told, happened.get(account, []))
    return accounts, pa.Table.from_pylist(rows, ROWS)


def _of_account(account: Row, parts: list[Row], happened: list[Row]) -> Iterator[Row]:
    shared = dict(account) | {"band": parts[0]["series"]}
    for part in parts:
        if part["weight"] and part["contribution"] is not None:
            told = {key: part[key] for key in ("component", "raw_value", "points", "weight")}
            told["amount"] = part["contribution"]
            yield shared | told | {"measure": "score"}
            yield shared | told | {"measure": "contribution", "series": part["component"]}
    if parts[0]["mrr"] is not None:
        yield shared | {"measure": "mrr", "amount": parts[0]["mrr"]}
    values = {part["component"]: part["raw_value"] for part in parts}
    for measure, component in FIGURES.items():
        name = _NAMES[component]
        if values[name] is not None:
            yield shared | {"measure": measure, "component": name, "amount": values[name]}
    for event in happened:
        told = {key: event[key] for key in ("happened_on", "what", "words")}
        yield shared | told | {"measure": HAPPENED, "amount": 1.0}
