"""Reasons to call that rows tell by themselves: notice given, a renewal near, an unhappy answer, an escalation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from csm_core.facts.scoped.query import Query
from csm_core.metrics.customers.renewals import RENEWAL_SETTINGS, RENEWALS
from csm_core.metrics.framework.context import Context
from csm_core.metrics.health.components.memory import remembered
from csm_core.metrics.health.components.notices import day_words, notices
from csm_core.text.plural import plural

NOTICE, RENEWAL, DETRACTOR, ESCALATION = "notice given", "renewal near", "detractor", "open escalation"
_TERMS = {
    setting.name: int(setting.default)
    for setting in RENEWAL_SETTINGS
    if setting.name in ("grace_days", "shortest_months")
}

# Of several at one account the first to come, or the latest that was said, speaks. A person who has answered more
# kindly since is no detractor any more.
_CTES = {
    **RENEWALS,
    "nearest": """
    select account_id, min(ends_on) as ends_on from due
    where state = 'open' and ends_on > $as_of::date and ends_on <= $renewal_until::date group by account_id""",
    "latest": """
    select account_id, responded_on, score, comment, followed_up_on, answer_id,
        row_number() over (partition by account_id, respondent order by responded_on desc, answer_id desc) as place
    from answers where survey_type = 'nps' and score is not null and responded_on > $unhappy_since::date""",
    "unhappy": """
    select account_id, responded_on, score, comment,
        row_number() over (partition by account_id order by responded_on desc, answer_id desc) as place
    from latest where place = 1 and score <= 6 and (followed_up_on is null or followed_up_on > $as_of)""",
    "escalated": """
    select account_id, count(*) as escalations, min(escalated_on) as since,
        arg_min(subject, row(escalated_on, ticket_row)) as subject
    from tickets where escalated_on <= $as_of and (escalation_closed_on is null or escalation_closed_on > $as_of)
    group by account_id""",
}
_REASONS = Query(
    """
    select account_id, 'renewal near' as reason, cast(null as date) as since, ends_on as until,
        cast(null as double) as number, cast(null as varchar) as words from nearest
    union all
    select account_id, 'detractor', responded_on, null, score, comment from unhappy where place = 1
    union all
    select account_id, 'open escalation', since, null, escalations, subject from escalated
    order by account_id, reason""",
    _CTES,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an account should be called: a word for the kind of reason, and a sentence. `since` is its day, if any."""

    kind: str
    sentence: str
    since: date | None = None


def account_reasons(context: Context, renewal_days: int, detractor_days: int) -> Mapping[str, list[Reason]]:
    """Account id → reasons as of the context's as-of day, for every account of which something is told.

    Worked out once for the same data, scope and revenue rules: moving a weight changes nothing in it.
    """
    question = ("told reasons", renewal_days, detractor_days)
    return remembered(context, question, lambda: _read(context, renewal_days, detractor_days))


def _read(context: Context, renewal_days: int, detractor_days: int) -> Mapping[str, list[Reason]]:
    day = context.as_of
    by_account: dict[str, list[Reason]] = {
        account: [Reason(NOTICE, notice.sentence, notice.given_on)]
        for (_, account), notice in notices(context, [day]).items()
    }
    rows = context.table(
        _REASONS,
        renewal_until=day + timedelta(days=renewal_days),
        unhappy_since=day - timedelta(days=detractor_days),
        instants=[day + timedelta(days=1)],
        **_TERMS,
    )
    for row in rows.to_pylist():
        if row["account_id"] is not None:
            reasons = by_account.setdefault(row["account_id"], [])
            sentence = _sentence(row["reason"], row["since"], row["until"], row["number"], row["words"], day)
            if row["reason"] == RENEWAL:
                # Who has given notice does not renew.
                verb = "Term ends" if any(reason.kind == NOTICE for reason in reasons) else "Renews"
                sentence = f"{verb} {sentence}"
            reasons.append(Reason(row["reason"], sentence, row["since"]))
    return by_account


def _sentence(
    kind: str, since: date | None, until: date | None, number: float | None, words: str | None, day: date
) -> str:
    if kind == RENEWAL and until is not None:
        return f"on {day_words(until)}, in {plural((until - day).days, 'day')}."
    if kind == DETRACTOR and since is not None and number is not None:
        quote = f": “{words.strip()}”" if words and words.strip() else "."
        return f"Scored {number:g} of 10 on {day_words(since)}, with no follow-up{quote}"
    count = 1 if number is None else int(number)
    opened = "" if since is None else f" since {day_words(since)}"
    about = f": “{words.strip()}”" if words and words.strip() else "."
    return f"{plural(count, 'escalation')} open{opened}{about}"
