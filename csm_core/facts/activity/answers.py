"""answers: one row an answer to a survey question, with its respondent, account and scale."""

from __future__ import annotations

from csm_core.facts.framework.fact import Day, Fact
from csm_core.facts.matching.resolved import resolved

# What an answer to the question of recommending is called that was asked on another scale than to 10.
OFF_SCALE = "nps on another scale"


def _sql(day: Day) -> str:
    columns = (
        "t.response_id, t.contact_email, t.user_id, lower(t.survey_type) as survey_type, t.score, t.scale, "
        "t.responded_at, t.sent_at, t.followed_up_at, t.touchpoint, t.comment, t.load_id, t.source_row"
    )
    rows = resolved("live.surveys", columns, "account_id", email="contact_email", user="user_id")
    return f"""
select row_number() over (order by load_id, source_row) as answer_id, response_id, account_id,
    -- Nobody without an address or an id is known to have answered before.
    coalesce(lower(contact_email), 'user ' || user_id, 'answer ' || load_id || ':' || source_row) as respondent,
    -- Whom an invitation went to, as far as that is known.
    coalesce(lower(contact_email), 'user ' || user_id, 'account ' || account_id,
        'answer ' || load_id || ':' || source_row) as addressee,
    -- An answer that says nothing else is to the question of recommending; on another scale there is no such score.
    case when coalesce(survey_type, 'nps') <> 'nps' then survey_type
        when scale_high is null or (scale_low in (0, 1) and scale_high = 10) then 'nps'
        else '{OFF_SCALE}' end as survey_type,
    score, scale_low, scale_high,
    responded_at, {day.of("responded_at")} as responded_on, {day.of("sent_at")} as sent_on,
    -- The day of the invitation; where an export tells of answers alone, the day of the answer stands for it.
    {day.of("coalesce(sent_at, responded_at)")} as asked_on, {day.of("followed_up_at")} as followed_up_on,
    touchpoint, comment
from (
    select *, try_cast(split_part(scale, '-', 1) as double) as scale_low,
        try_cast(split_part(scale, '-', 2) as double) as scale_high
    from ({rows})
)
"""


FACT = Fact(
    name="answers",
    one_row_per="answer or invitation",
    reads=("surveys",),
    columns=(
        ("answer_id", "bigint"),
        ("response_id", "varchar"),
        ("account_id", "varchar"),
        ("respondent", "varchar"),
        ("addressee", "varchar"),
        ("survey_type", "varchar"),
        ("score", "double"),
        ("scale_low", "double"),
        ("scale_high", "double"),
        ("responded_at", "timestamp"),
        ("responded_on", "date"),
        ("sent_on", "date"),
        ("asked_on", "date"),
        ("followed_up_on", "date"),
        ("touchpoint", "varchar"),
        ("comment", "varchar"),
    ),
    key=("answer_id",),
    sql=_sql,
    after=("identities",),
)
