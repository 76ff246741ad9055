"""Health score of each account."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from csm_core.metrics.adoption.calc.licences import quantities_are_ones
from csm_core.metrics.estimates.value_of import total
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    Refused,
    Shape,
    Variant,
)
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.health.components.fillable import unfilled, unfilled_note
from csm_core.metrics.health.components.judgements import judgements
from csm_core.metrics.health.components.matrix import HealthMatrix, health_matrix
from csm_core.metrics.health.components.settings import HEALTH_SETTINGS, HealthScores, health_scores
from csm_core.result import SCHEMA
from csm_core.scoring.bands import Band
from csm_core.scoring.components import COMPONENTS
from csm_core.scoring.normalise import MISSING
from csm_core.scoring.weights import UNKNOWN, contributions
from csm_core.units import Unit

_UNKNOWN_NOTE = "Less than half of the weight has data: unknown, not at risk."
_ROWS = pa.schema(
    [
        *(SCHEMA.field(name) for name in ("period", "segment", "series", "account_id")),
        ("account_name", pa.string()),
        ("component", pa.string()),
        ("raw_value", pa.float64()),
        ("points", pa.float64()),
        ("weight", pa.int64()),
        ("contribution", pa.float64()),
        ("mrr", pa.float64()),
        ("judged", pa.string()),
        ("judgement", pa.string()),
    ]
)


def scored_accounts(context: Context) -> Answer:
    """The score and band of each account on the last day of the scope, and why where it has none."""
    period = context.periods[-1:]
    if not period:
        return Answer(pa.table({"value": pa.array([None], pa.float64()), "note": ["No data for this period."]}))
    matrix = health_matrix(context, [min(period[0].last_day, context.as_of)])
    scores = health_scores(context, matrix)
    table = pa.table(
        {
            "period": pa.array([period[0].start] * len(matrix.account_ids), pa.date32()),
            "segment": pa.array(matrix.segments, pa.string()),
            "series": pa.array([Band(int(code)).word for code in scores.bands], pa.string()),
            "account_id": pa.array(matrix.account_ids, pa.string()),
            "value": pa.array(
                [None if tenths == UNKNOWN else tenths / 10 for tenths in scores.scores.tolist()], pa.float64()
            ),
            "n": pa.array((scores.tenths[:, np.array(scores.weights) > 0] != MISSING).sum(axis=1), pa.int64()),
            "note": pa.array(_row_notes(context, matrix, scores), pa.string()),
        }
    )
    return Answer(table, notes=(*_coverage(context, matrix, scores), *judgements(context).note))


def _row_notes(context: Context, matrix: HealthMatrix, scores: HealthScores) -> list[str | None]:
    """Why an account has no score, and what its success manager judges, beside the score and never in it."""
    given = judgements(context)
    notes = []
    for tenths, account, day in zip(scores.scores.tolist(), matrix.account_ids, matrix.days, strict=True):
        judged = given.at(account, day)
        sentences = [_UNKNOWN_NOTE] if tenths == UNKNOWN else []
        notes.append(" ".join([*sentences, *([judged.sentence] if judged else [])]) or None)
    return notes


def _coverage(context: Context, matrix: HealthMatrix, scores: HealthScores) -> tuple[str, ...]:
    """Which components no account of this scope has data for, though others have; and which nobody has at all."""
    components = matrix.components
    coverage = (scores.tenths != MISSING).mean(axis=0) if len(scores.tenths) else np.zeros(len(components))
    empty = [
        component
        for component, share, weight in zip(components, coverage.tolist(), scores.weights, strict=True)
        if weight and not share
    ]
    notes = (f"No account has data for: {', '.join(one.name for one in empty)}.",) if empty else ()
    without = (*empty, *unfilled(context))
    has_ones = quantities_are_ones(context) if any(one.id == "licence_utilisation" for one in without) else ()
    return (*notes, *has_ones, *unfilled_note(context))


def scored_account_rows(context: Context) -> pa.Table:
    """One row an account and component: its raw value, its points, and how many tenths of the score it gives."""
    period = context.periods[-1:]
    if not period:
        return pa.table({})
    matrix = health_matrix(context, [min(period[0].last_day, context.as_of)])
    scores = health_scores(context, matrix)
    parts = contributions(scores.tenths, scores.weights, scores.missing)
    given = judgements(context)
    day_judgements = [given.at(account, day) for account, day in zip(matrix.account_ids, matrix.days, strict=True)]
    rows = [
        {
            "period": period[0].start,
            "segment": matrix.segments[row],
            "series": Band(int(scores.bands[row])).word,
            "account_id": account,
            "account_name": matrix.account_names[row],
            "component": component.name,
            "raw_value": None if np.isnan(matrix.raw[row, index]) else float(matrix.raw[row, index]),
            "points": None if scores.tenths[row, index] == MISSING else float(scores.tenths[row, index]) / 10,
            "weight": scores.weights[index],
            "contribution": None if parts[row, index] == MISSING else float(parts[row, index]) / 10,
            "mrr": None if np.isnan(matrix.mrr[row]) else float(matrix.mrr[row]),
            "judged": None if judged is None else judged.band.word,
            "judgement": None if judged is None else judged.sentence,
        }
        for row, (account, judged) in enumerate(zip(matrix.account_ids, day_judgements, strict=True))
        for index, component in enumerate(matrix.components)
    ]
    return pa.Table.from_pylist(rows, _ROWS)


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    del variant
    contributions = rows.filter(rows.column("contribution").is_valid())
    return total(contributions, "contribution")


def _use(account: str, days: range) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(
        (("account_id", account), ("user_id", "u"), ("event_name", "open"), ("event_at", f"2024-03-{day:02}"))
        for day in days
    )


METRIC = Metric(
    id="health_score",
    family="health",
    name="Health score",
    question="How is each account doing, and why?",
    definition=(
        "A weighted mean, from 0 to 100, of what is known of an account on the last day of the scope: use, breadth, "
        "licences, answers to surveys, tickets, payments and more. Each component is turned into points from 0 to "
        "100; a component without data leaves the mean, and an account with less than half of the weight known is "
        "unknown, not at risk. Points are rounded to tenths, and what is left of the mean below a tenth is cut off: "
        "a score may lie 0.1 below the mean of the exact points, as where 33 ⅓ and 50 by 30 and 20 give 39.9."
    ),
    formula="Σ weight × points ÷ Σ weight, over the components that are known",
    inputs=(
        Input(
            (
                "events",
                "surveys",
                "tickets",
                "invoices",
                "outcomes",
                "subscriptions",
                "mrr_snapshots",
                "mrr_movements",
            ),
            ("account_id", "mrr"),
            ("invoices",),
        ),
    ),
    unit=Unit.SCORE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.ACCOUNTS,
    measures=(),
    series=tuple(band.word for band in Band),
    interval=None,
    interval_holds_value=True,
    variants=(
        Variant("weighted", "Ours", "Whole-number weights over normalised components.", (0.0, 100.0), Unit.SCORE),
    ),
    refused=(
        Refused(
            "Missing data counted as zero, or as full points",
            "An account would look ill, or healthy, because an export was not loaded.",
        ),
        Refused(
            "A score relative to the accounts in the file, without saying so",
            "An account's score would change because another one left. Ranks are optional, never the default.",
        ),
    ),
    settings=HEALTH_SETTINGS,
    compute=scored_accounts,
    rows=scored_account_rows,
    value_of=_value_of,
    references=("Dawes (1979), The Robust Beauty of Improper Linear Models, American Psychologist 34(7)",),
    examples=(
        Example(
            "Ten days of use in four weeks, with nothing else known",
            (
                ("events", (*_use("A", range(1, 2)), *_use("A", range(19, 28)))),
                ("accounts", ((("account_id", "A"), ("start_date", "2023-01-01")),)),
            ),
            (("start", "2024-03-01"), ("end", "2024-04-01"), ("as_of", "2024-03-28")),
            None,
            tuple((f"weight.{component.id}", int(component.id == "usage_frequency")) for component in COMPONENTS),
            # 10 of 20 days are 50 points, and this component carries all the weight.
            ((("account_id", "A"), ("value", 50.0), ("n", 1)),),
        ),
    ),
)
