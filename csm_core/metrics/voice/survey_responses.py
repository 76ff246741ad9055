"""How many answers came in."""

from __future__ import annotations

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.estimates.value_of import sum_of_amounts
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
from csm_core.result import KEYS, complete_columns
from csm_core.units import Unit


def with_zeros(table: pa.Table, context: Context, unknown: str) -> pa.Table:
    """A row for every period that each measure, series and segment of `table` has none for.

    From the first period with something in it on, nothing is a true zero: the data reaches that far. Before it
    nobody knows whether anything was recorded at all; those rows have no value and say `unknown`.

    Parameters
    ----------
    table
        Columns of Result, not trimmed to the shown periods.
    """
    # Groups come from the database in any order.
    table = complete_columns(table).sort_by([(key, "ascending") for key in KEYS])
    seen: dict[tuple[object, ...], set[object]] = {}
    for row in table.to_pylist():
        seen.setdefault((row["measure"], row["series"], row["segment"]), set()).add(row["period"])
    if not seen and not context.scope.split:
        seen = {(measure, None, None): set() for measure in context.metric.measures or (None,)}
    starts = [period.start for period in context.all_periods]
    absent = []
    for (measure, series, segment), periods in seen.items():
        first = min((start for start in starts if start in periods), default=None)
        for start in starts:
            if start not in periods:
                is_zero = first is not None and start > first
                absent.append(
                    {
                        "measure": measure,
                        "series": series,
                        "segment": segment,
                        "period": start,
                        "value": 0.0 if is_zero else None,
                        "n": 0,
                        "note": None if is_zero else unknown,
                    }
                )
    return pa.concat_tables([table, complete_columns(pa.Table.from_pylist(absent, table.schema))])


_ANSWERED = {
    "answered": """
    select a.period, a.segment, a.answer_id, a.account_id, a.respondent, a.responded_on, a.score, a.touchpoint,
        a.comment, a.survey_type as series
    from answers a
    where a.score is not null and a.period is not null
        and ($survey = 'all' or a.survey_type = $survey)""",
    "counted": """
    select 'answers' as measure, * from answered
    union all
    select 'with_comment', * from answered where trim(comment) <> ''""",
}

_COUNTS = Query(
    """
    select period, segment, measure, series, cast(count(*) as double) as value, count(*) as n
    from counted group by all""",
    _ANSWERED,
)

_ROWS = Query(
    """
    select c.period, c.segment, c.measure, c.series, c.account_id, n.account_name, c.respondent,
        c.responded_on, c.score,
        c.touchpoint, c.comment, 1.0 as amount
    from counted c left join account_names n on n.account_id = c.account_id
    order by c.measure, c.series, c.period, c.segment, c.responded_on, c.answer_id""",
    _ANSWERED,
)


def _compute(context: Context) -> Answer:
    counts = context.table(_COUNTS, survey=context.text("survey"))
    return Answer(with_zeros(counts, context, "No answers up to the end of this period."))


def _rows(context: Context) -> pa.Table:
    return context.table(_ROWS, survey=context.text("survey"))


def _answer(day: str, kind: str, comment: str) -> tuple[tuple[str, str], ...]:
    return (("responded_at", day), ("score", "5"), ("survey_type", kind), ("comment", comment))


METRIC = Metric(
    id="survey_responses",
    family="voice",
    name="Survey responses",
    question="How many survey answers did we get?",
    definition=(
        "Answers with a score in the period, by survey, and those of them with a comment. A person who answers twice "
        "is counted twice: these are answers, not people. Before the first answer it is unknown whether anyone was "
        "asked, so there is no value; after it, a period without answers is 0."
    ),
    formula="number of answers",
    inputs=(Input(("surveys",), ("score", "responded_at")),),
    unit=Unit.COUNT,
    direction=Direction.UP,
    additive=True,
    shape=Shape.TREND,
    measures=("answers", "with_comment"),
    series=(),
    interval=None,
    interval_holds_value=True,
    variants=(Variant("answers", "Standard definition", "Every answer with a score.", (0.0, None), Unit.COUNT),),
    refused=(
        Refused(
            "Invitations counted as responses",
            "An unanswered invitation says nothing; it belongs in the response rate.",
        ),
    ),
    settings=(Setting("survey", "Which survey's answers", "all", ("all", "nps", "csat", "ces"), ""),),
    compute=_compute,
    rows=_rows,
    value_of=sum_of_amounts,
    references=(),
    examples=(
        Example(
            "Two answers in January, one of them with a comment, none in February",
            (
                (
                    "surveys",
                    (
                        _answer("2024-01-10", "csat", "Quick help"),
                        _answer("2024-01-20", "csat", ""),
                        (("sent_at", "2024-02-10"), ("survey_type", "csat")),
                    ),
                ),
            ),
            (("start", "2024-01-01"), ("end", "2024-03-01"), ("as_of", "2024-02-29")),
            None,
            (),
            (
                (("measure", "answers"), ("series", "csat"), ("period", "2024-01-01"), ("value", 2.0)),
                (("measure", "with_comment"), ("series", "csat"), ("period", "2024-01-01"), ("value", 1.0)),
                (("measure", "answers"), ("series", "csat"), ("period", "2024-02-01"), ("value", 0.0)),
            ),
        ),
    ),
)
