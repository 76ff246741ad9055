"""How many of those who were asked answered."""

from __future__ import annotations

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.estimates.shares import CLUSTERED, INTERVAL, share_cells
from csm_core.metrics.estimates.value_of import ratio_of_parts
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
from csm_core.text.plural import plural
from csm_core.units import Unit

# One row an invitation whose time to answer is over. An export of answers and a log of invitations may tell of the
# same invitation twice: an invitation without an answer is dropped where the same person answered the same survey
# within the days allowed, and that answer has no invitation of its own. Surveys of which no unanswered invitation
# is known are left out: answers alone can't say how many were asked. Both are found among all that was told, whatever
# the filters: who answered in another segment than that of the invitation has answered all the same.
_ASKED = {
    "every_told": """
    select answer_id, addressee, survey_type as series, asked_on, responded_on, sent_on,
        coalesce(score is not null and responded_on <= $as_of, false) as answered
    from every_invitation
    where $survey = 'all' or survey_type = $survey""",
    "again": """
    select distinct t.answer_id from every_told t
    join every_told a on a.addressee = t.addressee and a.series = t.series and a.answered and a.sent_on is null
        and a.responded_on >= t.asked_on and a.responded_on <= t.asked_on + $answer_days
    where not t.answered""",
    "known": """
    select distinct series from every_told
    where not answered and answer_id not in (select answer_id from again)""",
    "told": """
    select i.*, e.series, e.answered from survey_invitations i join every_told e on e.answer_id = i.answer_id""",
    "invited": """
    select t.*, t.answered and t.responded_on <= least($as_of, t.asked_on + $answer_days) as in_time,
        t.asked_on + $answer_days <= $as_of as is_over from told t join known k on k.series = t.series
    where t.answer_id not in (select answer_id from again) and t.period in (select period
        from periods where shown)""",
}

_COUNTS = Query(
    f"""
    select period, segment, series, {CLUSTERED},
        case when sum(n) = 0 then 'The time to answer is not over for any of these.' end as note
    from (
        select period, segment, series, count(*) filter (where in_time and is_over) as hits,
            count(*) filter (where is_over) as n from invited
        group by period, segment, series, account_id, case when account_id is null then answer_id end
    ) group by period, segment, series order by series, period, segment""",
    _ASKED,
)

_ROWS = Query(
    """
    select i.period, i.segment, i.series, i.account_id, n.account_name, i.respondent, i.asked_on,
        case when i.in_time then i.responded_on end as responded_on, i.score,
        cast(i.in_time as integer) as part, 1 as whole
    from invited i left join account_names n on n.account_id = i.account_id
    where i.is_over
    order by i.series, i.period, i.segment, i.asked_on, i.answer_id""",
    _ASKED,
)

_REMARKS = Query(
    """
    select count(*) filter (where answered and sent_on is null) as undated,
        count(*) filter (where not is_over) as open from invited""",
    _ASKED,
)


def _compute(context: Context) -> Answer:
    counts = context.table(_COUNTS, **_parameters(context))
    remarks = context.table(_REMARKS, **_parameters(context)).to_pylist()[0]
    unknown = (
        "No invitations loaded for this period."
        if counts.num_rows
        else ("Unanswered invitations are not loaded, so the number of people asked is unknown.")
    )
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    if remarks["undated"]:
        notes = (f"{plural(int(remarks['undated']), 'answer')} without a sent date: the response date is used.",)
    if remarks["open"]:
        left_out = (f"{plural(int(remarks['open']), 'invitation')} can still be answered: not counted yet.",)
    return Answer(share_cells(counts, context, unknown), notes=notes, left_out=left_out)


def _rows(context: Context) -> pa.Table:
    return context.table(_ROWS, **_parameters(context))


def _parameters(context: Context) -> dict[str, str | int]:
    return {"survey": context.text("survey"), "answer_days": context.whole("answer_days")}


def _asked(day: str, answered: str, person: str) -> tuple[tuple[str, str], ...]:
    score = (("responded_at", answered), ("score", "9")) if answered else ()
    return (("sent_at", day), ("survey_type", "nps"), ("contact_email", person), *score)


METRIC = Metric(
    id="response_rate",
    family="voice",
    name="Response rate",
    question="How many of those we ask answer?",
    definition=(
        "Invitations answered within the days allowed over all invitations, by the period in which people were "
        "asked and by survey. Invitations that can still be answered in time are in neither part. Only for surveys "
        "whose unanswered invitations are loaded."
    ),
    formula="invitations answered in time ÷ invitations",
    inputs=(Input(("surveys",), ("sent_at", "responded_at")),),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=(),
    series=(),
    interval=INTERVAL,
    interval_holds_value=True,
    variants=(Variant("in_time", "Standard definition", "Answered within the days allowed.", (0.0, 1.0), Unit.RATE),),
    refused=(
        Refused(
            "Answers of a month ÷ invitations of that month",
            "Answers to last month's invitations land in this one: the rate jumps when the number asked changes, and "
            "can pass 100 %.",
        ),
    ),
    settings=(
        Setting("survey", "Which survey's invitations", "all", ("all", "nps", "csat", "ces"), ""),
        Setting("answer_days", "Days within which an answer counts", 14, (1, 366), "days"),
    ),
    is_of_cases=True,
    compute=_compute,
    rows=_rows,
    value_of=ratio_of_parts,
    references=("AAPOR (2023), Standard Definitions, 10th edition, response rate RR1",),
    examples=(
        Example(
            "Four were asked; one answers in time, one after three weeks, two not at all",
            (
                (
                    "surveys",
                    (
                        _asked("2024-01-02", "2024-01-04", "a@x.example"),
                        _asked("2024-01-02", "2024-01-23", "b@x.example"),
                        _asked("2024-01-02", "", "c@x.example"),
                        _asked("2024-01-02", "", "d@x.example"),
                    ),
                ),
            ),
            (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31")),
            None,
            (),
            ((("series", "nps"), ("period", "2024-01-01"), ("value", 0.25), ("n", 4)),),
        ),
    ),
)
