"""Do we come back to those who would not recommend us, and in time?"""

from __future__ import annotations

from datetime import timedelta

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.estimates.shares import CLUSTERED, INTERVAL, share_cells
from csm_core.metrics.estimates.value_of import ratio_of_parts, total
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
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.metrics.framework.metric import Metric
from csm_core.units import Unit

_UNHAPPY = {
    "detractors": """
    select period, segment, answer_id, account_id, respondent, responded_on, score, touchpoint, comment,
        responded_on + $within_days as due_on, case when followed_up_on <= $as_of then followed_up_on end as came_on
    from answers where survey_type = 'nps' and score <= 6 and period in (select period from periods where shown)""",
    "judged": """
    select * exclude (came_on), came_on as followed_up_on, due_on <= $as_of as is_due,
        coalesce(came_on <= due_on, false) as in_time from detractors""",
    # An export without a single follow-up says nothing of any.
    "recorded": "select count(*) as follow_ups from answers where followed_up_on <= $as_of",
}

_COUNTS = Query(
    f"""
    select period, segment, 'rate' as measure, {CLUSTERED},
        case when max(follow_ups) = 0 then 'No export says when anybody came back to a detractor.'
            when sum(n) = 0 then 'The time to come back to them is not over.' end as note
    from (
        select period, segment, follow_ups, count(*) filter (where is_due and in_time and follow_ups > 0) as hits,
            count(*) filter (where is_due and follow_ups > 0) as n
        from judged cross join recorded
        group by period, segment, follow_ups, account_id, case when account_id is null then answer_id end
    ) group by period, segment""",
    _UNHAPPY,
)

_OPEN = Query(
    """
    select period, segment, 'open' as measure, count(*) as n, count(*) - count(followed_up_on) + 0.0 as value
    from judged group by period, segment""",
    _UNHAPPY,
)

_CTES = {
    **_UNHAPPY,
    "revenue": """
    select account_id, sum(mrr) as mrr from account_states where instant = $now group by account_id""",
    "cells": """
    select j.*, 'rate' as measure, cast(in_time as integer) as part, 1 as whole
    from judged j cross join recorded r where j.is_due and r.follow_ups > 0
    union all
    select *, 'open', 1, null from judged where followed_up_on is null""",
}
_ROWS = Query(
    """
    select c.period, c.segment, c.measure, c.account_id, n.account_name, n.owner, c.respondent, c.responded_on,
        c.score,
        c.touchpoint, c.comment, c.due_on, c.followed_up_on,
        case when c.followed_up_on is not null then case when c.in_time then 'in time' else 'late' end
            when c.is_due then 'overdue' else 'open' end as state,
        cast(v.mrr as double) as mrr, c.part, c.whole
    from cells c
    left join account_names n on n.account_id = c.account_id
    left join revenue v on v.account_id = c.account_id
    order by c.measure, c.period, c.segment, v.mrr desc nulls last, c.responded_on, c.answer_id""",
    _CTES,
)


def _compute(context: Context) -> Answer:
    counts = context.table(_COUNTS, **_parameters(context))
    reason = "No detractor answered in this period."
    open_ones = context.table(_OPEN, **_parameters(context))
    table = pa.concat_tables([share_cells(counts, context, reason), with_gaps(open_ones, context, reason)])
    unsaid = counts.num_rows and not any(counts.column("n").to_pylist())
    note = "The worklist has every detractor without a follow-up."
    return Answer(table, notes=(note,) if unsaid else ())


def _rows(context: Context) -> pa.Table:
    # States are read at the start of a day, so that of the as-of day's end is the next day's.
    now = context.as_of + timedelta(days=1)
    return context.table(_ROWS, **_parameters(context), now=now, instants=[now])


def _parameters(context: Context) -> dict[str, int]:
    return {"within_days": context.whole("within_days")}


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    if rows.num_rows and rows.column("measure")[0].as_py() == "open":
        return total(rows, "part")
    return ratio_of_parts(rows, variant)


def _unhappy(day: str, followed_up: str) -> tuple[tuple[str, str], ...]:
    return (("responded_at", day), ("score", "3"), ("survey_type", "nps"), ("followed_up_at", followed_up))


METRIC = Metric(
    id="detractor_follow_up",
    family="voice",
    name="Detractor follow-up",
    question="Do we follow up with unhappy customers in time?",
    definition=(
        "Detractors (0 to 6 on the NPS question) followed up within a number of days, over all detractors whose "
        "time is up. Also the number without a follow-up: the rows behind that figure are the worklist, largest "
        "accounts first, with comment, owner and current MRR."
    ),
    formula="detractors followed up within N days ÷ detractors",
    inputs=(Input(("surveys",), ("score", "responded_at", "followed_up_at")),),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=("rate", "open"),
    series=(),
    interval=INTERVAL,
    interval_holds_value=True,
    variants=(Variant("in_time", "Standard definition", "Came back within N days.", (0.0, 1.0), Unit.RATE),),
    refused=(
        Refused(
            "Detractors answered so far ÷ detractors of the period, the latest ones included",
            "Yesterday's complaints pull the rate down, so the latest period always looks worst.",
        ),
    ),
    settings=(Setting("within_days", "Days within which to follow up", 7, (0, 366), "days"),),
    compute=_compute,
    rows=_rows,
    value_of=_value_of,
    references=("Reichheld & Markey (2011), The Ultimate Question 2.0, chapter 7",),
    examples=(
        Example(
            "Three detractors: one called in time, one late, one never",
            (
                (
                    "surveys",
                    (
                        _unhappy("2024-01-10", "2024-01-12"),
                        _unhappy("2024-01-10", "2024-01-25"),
                        _unhappy("2024-01-10", ""),
                    ),
                ),
            ),
            (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31")),
            None,
            (),
            (
                (("measure", "rate"), ("period", "2024-01-01"), ("value", 1 / 3), ("n", 3)),
                (("measure", "open"), ("period", "2024-01-01"), ("value", 1.0), ("n", 3)),
            ),
        ),
    ),
    own_units=(OwnUnit("open", Unit.COUNT, (0.0, None)),),
)
