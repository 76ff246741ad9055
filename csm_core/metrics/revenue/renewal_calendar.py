"""What comes up for renewal, when, and how much of it is likely to stay."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.customers.first_spells import as_seen_at_the_end
from csm_core.metrics.customers.renewals import RENEWAL_SETTINGS
from csm_core.metrics.estimates.value_of import ratio_of_parts, total
from csm_core.metrics.examples.contracts import CONTRACTS_AHEAD, END_OF_JUNE
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    OwnUnit,
    Refused,
    Setting,
    Shape,
    Variant,
)
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.revenue.calc.upcoming_renewals import health_of_accounts, upcoming_renewals
from csm_core.periods import add_months
from csm_core.result import SCHEMA
from csm_core.stats.ratio_interval import INTERVALS, Kind, ratio_interval
from csm_core.units import Unit, write_value

Row = dict[str, object]

_CELLS = pa.schema([field for field in SCHEMA if field.name not in ("period", "complete")])
_ROWS = pa.schema(
    [
        *(SCHEMA.field(name) for name in ("segment", "measure", "series", "age", "account_id")),
        ("account_name", pa.string()),
        *(("ends_on", pa.date32()), ("notice_on", pa.date32()), ("is_ahead", pa.bool_())),
        *((name, pa.float64()) for name in ("amount", "part", "whole", "health")),
    ]
)
_NO_TERMS = "No known contract terms. Load subscriptions with term_end, or accounts with renewal_date."
_NO_HISTORY = "No recent terms ended without notice, so there is nothing to forecast from."
_TERMS = Query("select count(*) as terms from contract_terms")


def calendar_answer(context: Context) -> Answer:
    """due, accounts, notice and expected by month, and a row an account and end of a term."""
    context = as_seen_at_the_end(context)
    renewals = upcoming_renewals(context)
    cells = [cell for segment, rows in _segments(renewals) for cell in _segment_cells(segment, rows, context)]
    if not cells and not context.table(_TERMS).to_pylist()[0]["terms"]:
        return Answer(pa.Table.from_pylist([{"measure": "due", "n": 0, "note": _NO_TERMS}], _CELLS))
    if not cells:
        note = f"No renewals within {context.whole('horizon_months')} months."
        return Answer(pa.Table.from_pylist([{"measure": "due", "n": 0, "note": note}], _CELLS))
    return Answer(pa.Table.from_pylist(cells, _CELLS), notes=(_NOTE.format(context.whole("history_months")),))


_NOTE = (
    "Expected to stay: MRR without notice × the share renewed over the last {} months of terms as "
    "near to their end without notice. The interval is that of the share, not of single accounts."
)


def calendar_rows(context: Context) -> pa.Table:
    """For each cell the accounts that are due; for what is expected also the decided of late (`part` of `whole`)."""
    context = as_seen_at_the_end(context)
    health = health_of_accounts(context)
    rows: list[Row] = []
    for _, segment_renewals in _segments(upcoming_renewals(context)):
        for month, ahead, past in _months(segment_renewals, context):
            for case in ahead:
                row = case | {"amount": case["due"], "health": health.get(str(case["account_id"]))} | month
                rows += [row | {"measure": measure} for measure in ("due", "accounts")]
                rows.append(row | {"measure": "account", "series": str(case["ends_on"]), "age": None})
                rows.append(row | {"measure": "notice" if case["notice_on"] else "expected"})
            rows += [
                case | {"measure": "expected", "part": case["kept"], "whole": case["due"]} | month for case in past
            ]
    return pa.Table.from_pylist(rows, _ROWS)


def calendar_value(rows: pa.Table, variant: Variant) -> float | None:
    """A cell's value from its rows."""
    if rows.num_rows == 0:
        return None
    match rows.column("measure")[0].as_py():
        case "accounts":
            return float(rows.num_rows)
        case "expected":
            amount, share = total(rows, "amount"), ratio_of_parts(rows, variant)
            return None if amount is None or (amount and share is None) else amount * (share if share else 0.0)
        case _:
            return total(rows, "amount")


def _segments(rows: list[Row]) -> Iterator[tuple[object, list[Row]]]:
    """Each segment in which something is ahead, with all its rows."""
    for segment in dict.fromkeys(row["segment"] for row in rows):
        segment_rows = [row for row in rows if row["segment"] == segment]
        if any(row["is_ahead"] for row in segment_rows):
            yield segment, segment_rows


def _months(rows: list[Row], context: Context) -> Iterator[tuple[Row, list[Row], list[Row]]]:
    """Each month ahead (`series`; `age` says how many months): what is due in it, and the decided of late that had
    given no notice as long before."""
    begins = (context.as_of + timedelta(days=1)).replace(day=1)
    until = add_months(context.as_of, context.whole("horizon_months"))
    for age in range(context.whole("horizon_months") + 1):
        first, following = add_months(begins, age), add_months(begins, age + 1)
        if first > until:
            return
        ahead = [row for row in rows if row["is_ahead"] and first <= _day(row["ends_on"]) < following]
        lead = min((_day(row["ends_on"]) - context.as_of for row in ahead), default=timedelta(0))
        past = [row for row in rows if not row["is_ahead"] and not _noticed(row, lead)]
        yield {"series": f"{first:%Y-%m}", "age": age}, ahead, past


def _segment_cells(segment: object, rows: list[Row], context: Context) -> Iterator[Row]:
    health = health_of_accounts(context)
    for month, ahead, past in _months(rows, context):
        noticed = [row for row in ahead if row["notice_on"]]
        where: Row = {"segment": segment} | month
        yield where | {"measure": "due", "value": _sum(ahead), "n": len(ahead)}
        yield where | {"measure": "accounts", "value": float(len(ahead)), "n": len(ahead)}
        yield where | {"measure": "notice", "value": _sum(noticed), "n": len(noticed)}
        yield where | {"measure": "expected", "n": len(ahead) - len(noticed)} | _expected(ahead, past)
    for row in rows:
        if row["is_ahead"]:
            yield {"segment": segment, "measure": "account", "series": str(row["ends_on"]), "value": row["due"]} | {
                "account_id": row["account_id"],
                "n": 1,
                "note": _sentence(row, health),
            }


def _expected(ahead: list[Row], past: list[Row]) -> Row:
    amount = _sum([row for row in ahead if not row["notice_on"]])
    if not amount:
        return {"value": 0.0}
    part, whole = (np.array([float(str(row[name])) for row in past], dtype=np.float64) for name in ("kept", "due"))
    share = ratio_interval(part, whole, Kind.SHARE)
    if share.value is None:
        return {"value": None, "note": _NO_HISTORY}
    low, high = (None if each is None else each * amount for each in (share.low, share.high))
    return {"value": share.value * amount, "low": low, "high": high}


def _sentence(row: Row, health: Mapping[str, float]) -> str:
    score = health.get(str(row["account_id"]))
    notice = f"notice given on {row['notice_on']}" if row["notice_on"] else "no notice given"
    return (
        f"{row['account_name']}: {notice}; health {'unknown' if score is None else write_value(score, Unit.SCORE)}."
    )


def _noticed(row: Row, lead: timedelta) -> bool:
    return row["notice_on"] is not None and _day(row["notice_on"]) <= _day(row["ends_on"]) - lead


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError(value)
    return value


def _sum(rows: list[Row]) -> float:
    return math.fsum(float(str(row["due"])) for row in rows)


METRIC = Metric(
    id="renewal_calendar",
    family="revenue",
    name="Renewal calendar",
    question="What is up for renewal, when, and how much is likely to stay?",
    definition=(
        "Terms that end after the scope's last day (or the as-of day, if earlier), by month, with the MRR that "
        "their lines pay now. An account that gave notice is scheduled to leave, which is not churn yet; it is "
        "listed at its end even without a term, or with one too short to count. Expected to stay: the MRR without"
        " notice times the share that was recently renewed of terms that were as near to their end without "
        "notice. Account by account: MRR by the day on which the term ends, with notice and health. An account "
        "with terms that end on several days is listed at each. Age counts months ahead; segments are those of "
        "the last day."
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
    variants=(Variant("usual", "Standard definition", "By month, and account by account.", (0.0, None), Unit.MONEY),),
    refused=(
        Refused(
            "Scheduled cancellations as churn today",
            "They still pay. Counted today, they would be missing from revenue that still comes in.",
        ),
        Refused(
            "All that is due times the renewal rate",
            "Customers who gave notice are known to leave, and are in that rate already: they would count twice.",
        ),
    ),
    settings=(
        *RENEWAL_SETTINGS,
        Setting("horizon_months", "How far ahead", 12, (1, 60), "months"),
        Setting("history_months", "Months of past renewals behind the forecast", 12, (1, 60), "months"),
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
