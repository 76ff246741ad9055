"""Who is missing from a later list of subscriptions: what was made of it, and what a person should say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from csm_core.intake.batch import Issue
from csm_core.store.workspace import Workspace
from csm_core.text.plural import plural

# One row a list that lacks lines of the list before it.
_STEPS_SQL = """
with days as (select origin, nr, min(listed_on) as listed_on, max(load_id) as load_id
    from live.listed_lines group by origin, nr)
select s.verdict, greatest(d.load_id, b.load_id) as load_id, b.listed_on as before_on,
    d.listed_on, l.file, e.file as before_file, l.missing,
    count(*) as lines, count(distinct coalesce(t.account_id, t.account_name, t.contact_email)) as customers,
    min(coalesce(t.account_name, t.account_id, t.contact_email)) as example
from live.listed_lines t
join live.list_sources s on s.origin = t.origin
join days b on b.origin = t.origin and b.nr = t.nr
join days d on d.origin = t.origin and d.nr = t.nr + 1
join meta.loads l on l.load_id = d.load_id
join meta.loads e on e.load_id = b.load_id
where t.nr < t.last_nr and (t.after_nr is null or t.after_nr > t.nr + 1)
group by all order by load_id, d.listed_on
"""
# The same of lists without a day: of each source with several, the newest against all before it.
_UNDATED_SQL = """
with lines as (
    select t.*, l.origin, l.place, max(l.place) over (partition by l.origin) as last_place,
        coalesce(t.subscription_id, t.account_id || coalesce(t.product, ''), t.account_name, t.contact_email) as line,
        t.end_date is not null
            or coalesce(lower(t.status), '') in ('canceled', 'cancelled', 'ended', 'expired', 'churned') as has_ended
    from canonical.subscriptions t
    join live.loads l on l.load_id = t.load_id and not l.is_alone and not l.is_dated
    join meta.loads m on m.load_id = l.load_id and m.kind = 'subscriptions'
),
known as (
    select origin, line, max(case when place = last_place then load_id end) as newest_id,
        max(case when place < last_place then load_id end) as older_id, min(account_id) as account_id,
        max(case when has_ended then 1 else 0 end) as has_ended
    from lines where line is not null group by origin, line
),
sources as (
    select origin, max(newest_id) as load_id, max(older_id) as before_id,
        count(case when newest_id is null then 1 end) as lines, count(older_id) as before_lines,
        min(case when newest_id is null then coalesce(account_id, line) end) as example, max(has_ended) as has_ended
    from known group by origin
)
select s.load_id, s.lines, s.example, l.file, e.file as before_file
from sources s join meta.loads l on l.load_id = s.load_id join meta.loads e on e.load_id = s.before_id
where s.lines > 0 and s.lines * 2 <= s.before_lines and s.has_ended = 0
"""


def list_remarks(workspace: Workspace) -> list[tuple[int, Issue]]:
    """What is to be said of each list that lacks lines of the one before it, by the load of that list.

    The live views must be those of the present loads (see `make_live_views`).
    """
    steps = [(int(row["load_id"]), _of_step(row)) for row in workspace.query(_STEPS_SQL).to_pylist()]
    undated = [(int(row["load_id"]), _of_undated(row)) for row in workspace.query(_UNDATED_SQL).to_pylist()]
    return [*steps, *undated]


def _of_step(row: Mapping[str, object]) -> Issue:
    lines, day = plural(int(str(row["lines"])), "line"), _day(row["listed_on"])
    gone = (
        f"{lines} of the list of {_day(row['before_on'])} ({row['before_file']}), such as {row['example']}, "
        f"{'is' if row['lines'] == 1 else 'are'} missing from that of {day} ({row['file']})"
    )
    match row["verdict"]:
        case "lists":
            code = "missing_ended" if row["missing"] == "ended" else "missing_ended_assumed"
            customers = plural(int(str(row["customers"])), "customer")
            message = (
                f"{gone}: counted as ended on {day} ({customers}). To keep them, say so on the Data page, or set "
                '"missing": "kept" in the mapping\'s options.'
            )
            return Issue(code, "warning", message)
        case "kept":
            return Issue("missing_kept", "info", f"{gone}; kept, as you chose.")
        case "few_shared":
            why = "The two lists share few lines, as if this one only had new customers"
        case _:
            why = "The lists include ended lines, so they seem to keep customers who left"
    message = (
        f"{gone}. {why}: both lists are used, and nobody is counted as lost. If they have left, say so on the Data "
        'page, or set "missing": "ended" in the mapping\'s options.'
    )
    return Issue("missing_kept_assumed", "warning", message)


def _of_undated(row: Mapping[str, object]) -> Issue:
    message = (
        f"{plural(int(str(row['lines'])), 'line')} of {row['before_file']}, such as {row['example']}, "
        f"{'is' if row['lines'] == 1 else 'are'} missing from {row['file']}, the newer list of the same source. They "
        "still count. If each is a whole list of who pays, say of which day it is on the Data page, or with "
        '"list_date" in the mapping\'s options: who is missing has then ended on the later day.'
    )
    return Issue("list_date_asked", "warning", message, canonical="end_date")


def _day(day: object) -> str:
    return f"{day:%-d %B %Y}" if isinstance(day, date) else "an unknown day"
