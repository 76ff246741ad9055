"""Net Promoter Score."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from csm_core.facts.activity.answers import OFF_SCALE
from csm_core.facts.scoped.query import Query
from csm_core.metrics.estimates.value_of import total
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
from csm_core.metrics.voice.calc.answer_windows import WINDOW_SETTINGS, window_notes
from csm_core.metrics.voice.calc.rated_answers import plain_score, rated_rows, weighted_score
from csm_core.text.plural import plural
from csm_core.units import Unit

_SCALES = Query("""
    select survey_type, scale_low as low, scale_high as high, count(*) as n from answers
    where score is not null and survey_type in ('nps', $off) and period in (select period from periods where shown)
    group by all order by all""")


def nps_scales(context: Context) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What to know of answers from 1 to 10, and which are left out as they were asked on another scale."""
    rows = context.table(_SCALES, off=OFF_SCALE).to_pylist()
    warning = "That scale has no 0, so the score is not comparable with others."
    from_one = sum(row["n"] for row in rows if row["survey_type"] == "nps" and row["low"] == 1)
    off = (row for row in rows if row["survey_type"] != "nps")
    sentences = (f"On a scale from 1: {plural(from_one, 'answer')}. {warning}",) if from_one else ()
    left_out = tuple(
        (f"Left out, asked on a scale from {row['low']:g} to {row['high']:g}: {plural(row['n'], 'answer')}.")
        for row in off
    )
    return (*window_notes(context), *sentences), left_out


_WEIGHTING = {"respondents": "answers", "account_weighted": "accounts", "mrr_weighted": "revenue"}
_NOTHING = "No answers in this period."
_OFF = "No answers on the 0 to 10 scale in this period."


def _compute(context: Context) -> Answer:
    notes, off = nps_scales(context)
    nothing = _OFF if off else _NOTHING
    if context.variant.name != "respondents":
        answer = weighted_score(context, _WEIGHTING[context.variant.name], nothing)
        return replace(answer, notes=notes, left_out=(*answer.left_out, *off))
    return Answer(plain_score(context, nothing), notes=notes, left_out=off)


def _rows(context: Context) -> pa.Table:
    return rated_rows(context, _WEIGHTING[context.variant.name])


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    del variant
    weighed = rows.filter(rows.column("weight").is_valid())
    signed = [row["sign"] * row["weight"] for row in weighed.to_pylist()]
    weight = total(weighed, "weight")
    return 100.0 * sum(signed) / weight if weight else None


def _variant(name: str, whose: str, definition: str) -> Variant:
    return Variant(name, whose, definition, (-100.0, 100.0), Unit.POINTS)


def _answer(day: str, person: str, score: int) -> tuple[tuple[str, str], ...]:
    return (("responded_at", day), ("contact_email", person), ("score", str(score)), ("survey_type", "nps"))


METRIC = Metric(
    id="nps",
    family="voice",
    name="Net Promoter Score",
    question="Would our customers recommend us?",
    definition="Share of promoters (9 or 10) minus share of detractors (0 to 6), in points from −100 to 100.",
    formula="100 × (promoters − detractors) ÷ answers",
    inputs=(Input(("surveys",), ("score", "responded_at")),),
    unit=Unit.POINTS,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=(),
    series=(),
    interval=(
        "Adjusted Wald: ¾ promoter, 1½ passive and ¾ detractor are added before the interval is taken, to as many "
        "independent answers as would vary as much as these: those of one account are not independent. None "
        "where all are of one account, or so few that agree that the bounds would not hold the score."
    ),
    interval_holds_value=True,
    variants=(
        _variant(
            "respondents",
            "Reichheld 2003; standard definition",
            "Each person counts once, by the last answer; without an address, each answer is a person of its own.",
        ),
        _variant("account_weighted", "B2B practice", "Each account counts the same, however many people answered."),
        _variant("mrr_weighted", "B2B practice", "Each account counts by its MRR at the period's end."),
    ),
    refused=(
        Refused(
            "Share of detractors minus share of promoters",
            "Reverses the sign: a company that everyone recommends would score −100.",
        ),
        Refused(
            "Asking on a scale from 1 to 10",
            "Removes one of the seven detractor answers, so scores rise by design. Such an export is read, with a "
            "warning.",
        ),
    ),
    settings=(
        *WINDOW_SETTINGS,
        Setting("answers", "Each person's last answer in the window, or all", "last", ("last", "all"), ""),
    ),
    is_of_cases=True,
    compute=_compute,
    rows=_rows,
    value_of=_value_of,
    references=(
        "Reichheld (2003), The One Number You Need to Grow, Harvard Business Review 81(12)",
        "Rocks (2016), Interval Estimation for the Net Promoter Score, The American Statistician 70(4)",
    ),
    examples=(
        Example(
            "Ten people: five promoters, three passives, two detractors",
            (
                (
                    "surveys",
                    tuple(
                        _answer("2024-01-10", f"p{index}@a.example", score)
                        for index, score in enumerate((10, 10, 9, 9, 9, 8, 8, 7, 6, 0))
                    ),
                ),
            ),
            (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31")),
            None,
            (),
            ((("period", "2024-01-01"), ("value", 30.0), ("n", 10)),),
        ),
        Example(
            "Who answers twice counts once, by the last answer",
            (("surveys", (_answer("2024-01-10", "p@a.example", 0), _answer("2024-01-20", "p@a.example", 9))),),
            (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31")),
            None,
            (),
            ((("period", "2024-01-01"), ("value", 100.0), ("n", 1)),),
        ),
    ),
)
