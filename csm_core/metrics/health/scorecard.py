"""One account at a glance."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import groupby

import pyarrow as pa

from csm_core.metrics.estimates.value_of import sum_of_amounts
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    OwnUnit,
    Refused,
    Setting,
    Shape,
    Variant,
)
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.health.attention.timeline import timeline
from csm_core.metrics.health.components.settings import HEALTH_SETTINGS
from csm_core.metrics.health.health_score import METRIC as HEALTH_SCORE
from csm_core.result import SCHEMA, complete_columns
from csm_core.scoring.components import COMPONENTS
from csm_core.units import Unit

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
    score_rows = HEALTH_SCORE.rows(context).to_pylist()
    parts = [row for row in score_rows if not wanted or row["account_id"] == wanted]
    if not parts:
        return [], ROWS.empty_table()
    happened: dict[str, list[Row]] = {}
    day = min(context.periods[-1].last_day, context.as_of)
    for event in timeline(context, day, context.whole("timeline_days")).to_pylist():
        happened.setdefault(event["account_id"], []).append(event)
    accounts: list[Row] = []
    rows: list[Row] = []
    for account, group in groupby(parts, key=lambda row: str(row["account_id"])):
        account_parts = list(group)
        accounts.append({key: account_parts[0][key] for key in ("period", "segment", "account_id", "account_name")})
        rows += _of_account(accounts[-1], account_parts, happened.get(account, []))
    return accounts, pa.Table.from_pylist(rows, ROWS)


def _of_account(account: Row, parts: list[Row], happened: list[Row]) -> Iterator[Row]:
    shared = dict(account) | {"band": parts[0]["series"]}
    for part in parts:
        if part["weight"] and part["contribution"] is not None:
            columns = {key: part[key] for key in ("component", "raw_value", "points", "weight")}
            columns["amount"] = part["contribution"]
            yield shared | columns | {"measure": "score"}
            yield shared | columns | {"measure": "contribution", "series": part["component"]}
    if parts[0]["mrr"] is not None:
        yield shared | {"measure": "mrr", "amount": parts[0]["mrr"]}
    values = {part["component"]: part["raw_value"] for part in parts}
    for measure, component in FIGURES.items():
        name = _NAMES[component]
        if values[name] is not None:
            yield shared | {"measure": measure, "component": name, "amount": values[name]}
    for event in happened:
        columns = {key: event[key] for key in ("happened_on", "what", "words")}
        yield shared | columns | {"measure": HAPPENED, "amount": 1.0}


_MEASURES = ("score", "contribution", "mrr", *FIGURES, HAPPENED)
_UNKNOWN = {
    "score": "Less than half of the weight has data: unknown, not at risk.",
    "mrr": "Load subscriptions or invoices to see this.",
    "renewal_in": "No upcoming renewal or end of term.",
    "days_used": "No usage data for the last 28 days.",
    "requests": "No ticket data for the last 28 days.",
    "open_escalations": "No escalation data.",
    "recommendation": "No NPS answers in the last 180 days.",
    "satisfied": "No CSAT answers in the last 90 days.",
    "outcomes": "No agreed outcome was measured in the last 180 days.",
    "customer_for": "Start date unknown.",
}


def _compute(context: Context) -> Answer:
    accounts, behind = scorecard_rows(context)
    if not accounts:
        wanted = context.text("account")
        note = (
            (f"'{wanted}' is not a customer on the last day of this scope.")
            if wanted
            else "No customers in this scope."
        )
        return Answer(pa.table({"value": pa.array([None], pa.float64()), "note": [note]}))
    amounts: dict[object, dict[tuple[str, str | None], list[float]]] = {}
    for row in behind.select(["account_id", "measure", "series", "amount"]).to_pylist():
        sums = amounts.setdefault(row["account_id"], {})
        sums.setdefault((row["measure"], row["series"]), []).append(row["amount"])
    cells = [
        {key: account[key] for key in ("period", "segment", "account_id")} | cell
        for account in accounts
        for cell in _cells(amounts.get(account["account_id"], {}))
    ]
    return Answer(complete_columns(pa.Table.from_pylist(cells, _SCHEMA)))


def _cells(amounts: dict[tuple[str, str | None], list[float]]) -> Iterator[dict[str, object]]:
    """The figures of one account: each is there, with the reason where it is not known."""
    contributions = [key for key in amounts if key[0] == "contribution"]
    for measure, series in [*((name, None) for name in _MEASURES if name != "contribution"), *contributions]:
        parts = amounts.get((measure, series), [])
        # Nothing that happened is a true zero: it is counted among all that was told.
        # Tenths of points and cents add up to such again, whatever doubles make of them.
        value = round(math.fsum(parts), 9) if parts or measure == HAPPENED else None
        note = _UNKNOWN[measure] if value is None else None
        yield {"measure": measure, "series": series, "value": value, "n": len(parts), "note": note}


def _rows(context: Context) -> pa.Table:
    return scorecard_rows(context)[1]


_COLUMNS = ("period", "segment", "measure", "series", "account_id", "value", "n", "note")
_SCHEMA = pa.schema([SCHEMA.field(name) for name in _COLUMNS])

METRIC = Metric(
    id="scorecard",
    family="health",
    name="Scorecard",
    question="How is this account doing, at a glance?",
    definition=(
        "Each account on the last day of the scope: its health score and each component's contribution, its MRR, "
        "the days to its renewal, the days with use, requests, open escalations, survey answers, progress on "
        "agreed outcomes, how long it has been a customer, and recent events. "
        "The figures are those of the health score's components."
    ),
    formula="score = Σ contributions; every other figure as its component has it",
    inputs=HEALTH_SCORE.inputs,
    unit=Unit.SCORE,
    direction=Direction.NEITHER,
    additive=False,
    shape=Shape.TABLE,
    measures=_MEASURES,
    series=tuple(component.name for component in COMPONENTS),
    interval=None,
    interval_holds_value=True,
    variants=(Variant("glance", "Ours", "One day, one account, side by side.", (0.0, 100.0), Unit.SCORE),),
    refused=(
        Refused(
            "One colour for the whole account",
            "It hides the reasons. The score is shown with its parts, and unknown parts are marked.",
        ),
    ),
    settings=(
        Setting("account", "The account's id (empty: all customers)", "", None, ""),
        Setting("timeline_days", "How far back the timeline goes", 180, (1, 3660), "days"),
        *HEALTH_SETTINGS,
    ),
    compute=_compute,
    rows=_rows,
    value_of=sum_of_amounts,
    references=HEALTH_SCORE.references,
    examples=(
        Example(
            "Ten days of use in four weeks are 50 points, and the whole score where nothing else has weight",
            HEALTH_SCORE.examples[0].given,
            HEALTH_SCORE.examples[0].scope,
            None,
            (("account", "A"), *HEALTH_SCORE.examples[0].settings),
            (
                (("account_id", "A"), ("measure", "score"), ("value", 50.0)),
                (("account_id", "A"), ("measure", "contribution"), ("series", "Usage frequency"), ("value", 50.0)),
                (("account_id", "A"), ("measure", "days_used"), ("value", 10.0)),
                (("account_id", "A"), ("measure", "renewal_in"), ("value", None)),
                (("account_id", "A"), ("measure", "happened"), ("value", 0.0)),
            ),
        ),
    ),
    own_units=(
        OwnUnit("mrr", Unit.MONEY, (0.0, None)),
        OwnUnit("renewal_in", Unit.DAYS, (0.0, None)),
        OwnUnit("days_used", Unit.DAYS, (0.0, 28.0)),
        OwnUnit("requests", Unit.COUNT, (0.0, None)),
        OwnUnit("open_escalations", Unit.COUNT, (0.0, None)),
        OwnUnit("recommendation", Unit.RATIO, (0.0, 10.0)),
        OwnUnit("satisfied", Unit.RATE, (0.0, 1.0)),
        OwnUnit("outcomes", Unit.RATE, (None, None)),
        OwnUnit("customer_for", Unit.MONTHS, (0.0, None)),
        OwnUnit(HAPPENED, Unit.COUNT, (0.0, None)),
    ),
)
