"""What happened at accounts lately: notice given, answers, requests, escalations, subscriptions begun and ended."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.framework.context import Context
from csm_core.metrics.health.attention.account_reasons import NOTICE
from csm_core.metrics.health.components.notices import day_words, notices

_CTES = {
    "paid": "select * from intervals where amount > 0",
    "happened": """
    select account_id, responded_on as happened_on,
        upper(survey_type) || ' answer: ' || format('{:g}', score) as what, comment as words
    from answers where responded_on > $after and score is not null
    union all
    select account_id, created_on, 'request', subject from tickets where created_on > $after
    union all
    select account_id, escalated_on, 'escalation', subject from tickets
    where escalated_on > $after and escalated_on <= $as_of
    union all
    -- A line that goes on with another price or plan neither began nor ended.
    select i.account_id, i.valid_from, 'subscription begins', i.product
    from paid i left join paid b on b.account_id = i.account_id and b.valid_to = i.valid_from
        and b.product is not distinct from i.product
    where i.valid_from > $after and b.account_id is null
    union all
    select i.account_id, i.valid_to, 'subscription ends', i.product
    from paid i left join paid n on n.account_id = i.account_id and n.valid_from = i.valid_to
        and n.product is not distinct from i.product
    where i.valid_to > $after and i.valid_to <= $as_of and n.account_id is null""",
}
_TIMELINE = Query(
    """
    select account_id, happened_on, what, words from happened where account_id is not null and happened_on <= $until
    order by account_id, happened_on desc, what, words""",
    _CTES,
)


def timeline(context: Context, day: date, days: int) -> pa.Table:
    """What happened in the `days` up to and with `day`, the latest first; notice in force however long ago.

    Returns
    -------
    account_id, happened_on, what and words (a comment, a subject, a product or the end of service, null where none is
    known): one row a thing that happened, for every account that can be told.
    """
    events = context.table(_TIMELINE, after=day - timedelta(days=days), until=day)
    given = [
        {
            "account_id": account,
            "happened_on": notice.given_on,
            "what": NOTICE,
            "words": None if notice.ends_on is None else f"service ends on {day_words(notice.ends_on)}",
        }
        for (_, account), notice in notices(context, [day]).items()
    ]
    if not given:
        return events
    both = pa.concat_tables([pa.Table.from_pylist(given, events.schema), events])
    order = [
        ("account_id", "ascending"),
        ("happened_on", "descending"),
        ("what", "ascending"),
        ("words", "ascending"),
    ]
    return both.sort_by(order)
