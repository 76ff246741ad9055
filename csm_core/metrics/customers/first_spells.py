"""How long each account stayed the first time it was a customer, as far as it was seen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.facts.scoped.query import Query
from csm_core.metrics.customers.tenure import Days
from csm_core.metrics.framework.context import Context
from csm_core.text.plural import plural

# A spell lasts while something is paid or held (a pause, a gap within the grace), whatever the product. `segment`
# is the one in which the customer began: where it stands when it leaves would be known too late. All of it once for
# each of `$days`, as it could be known on that day.
FIRST_SPELLS = {
    "known_lines": """
    select d.day, l.account_id, l.valid_from, l.valid_to, l.amount, l.is_held
    from (select unnest($days::date[]) as day) d
    join ledger_versions l on l.valid_from <= d.day and l.known_on <= d.day and d.day < l.known_until""",
    "standing": """
    select l.day, l.account_id, l.valid_from, l.valid_to,
        max(l.valid_to) over (partition by l.day, l.account_id order by l.valid_from, l.valid_to
            rows between unbounded preceding and 1 preceding) as lived_until
    from (select distinct day, account_id, valid_from, valid_to from known_lines where amount > 0 or is_held) l
    join account_starts s on s.account_id = l.account_id and l.valid_from >= s.first_paid_on""",
    "returns": """
    select day, account_id, min(valid_from) as returned_on from standing where valid_from > lived_until
    group by day, account_id""",
    "spells": """
    select t.day, t.account_id, max(t.valid_to) as valid_to
    from standing t left join returns r on r.day = t.day and r.account_id = t.account_id
    where r.returned_on is null or t.valid_from < r.returned_on group by t.day, t.account_id""",
    "first_terms": """
    select i.account_id, max(i.billing_months) as billing_months
    from intervals i join account_starts s on s.account_id = i.account_id and s.first_paid_on = i.valid_from
    where i.amount > 0 and not i.is_metered group by i.account_id""",
    "followed": """
    select p.day, m.segment, s.account_id, n.account_name, s.started_on, s.first_paid_on,
        s.truncated and s.started_on = s.first_paid_on as start_is_unknown,
        p.valid_to <= p.day as lost, least(p.valid_to, p.day) as seen_until, t.billing_months
    from account_starts s
    join spells p on p.account_id = s.account_id
    join members m on m.account_id = s.account_id and m.valid_from <= s.first_paid_on and s.first_paid_on < m.valid_to
    left join first_terms t on t.account_id = s.account_id
    left join account_names n on n.account_id = s.account_id""",
}

_SPELLS = Query(
    """
    select day, segment, account_id, account_name, started_on, first_paid_on, lost, seen_until, billing_months
    from followed where not start_is_unknown order by day, segment, account_id""",
    FIRST_SPELLS,
)
_UNKNOWN = Query("select count(*) as accounts from followed where start_is_unknown", FIRST_SPELLS)


def as_seen_at_the_end(context: Context) -> Context:
    """The question as of the scope's last day, or of the as-of day where that is earlier: what a fit may know.

    The scope's start plays no part: a model learns from everybody who began before the end.
    """
    _, end, as_of = context.scope.window()
    return context.with_scope(replace(context.scope, as_of=min(end - timedelta(days=1), as_of)))


def first_spells(context: Context, days: Collection[date]) -> Mapping[date, pa.Table]:
    """For each of these days, as it could be known on it, one row an account whose start is known: segment,
    account_id, account_name, started_on, first_paid_on, lost, seen_until, billing_months.

    `started_on` lies before `first_paid_on` where the customer was there before the data begins and the CRM knows
    since when: it comes into view only at `first_paid_on`. `seen_until` is the first day without service, or the
    day asked for: whether a customer of it is there on the next one, nobody has seen. `billing_months` is the
    longest billing interval it began with, where known.
    """
    return tables_by_day(context.table(_SPELLS, days=sorted(days)), days)


def unknown_starts(context: Context) -> tuple[str, ...]:
    """How many accounts `first_spells` leaves out, in a sentence; nothing where none."""
    count = context.table(_UNKNOWN, days=[context.as_of]).to_pylist()[0]["accounts"]
    if not count:
        return ()
    return (f"Left out, as they started before the data on an unknown date: {plural(count, 'account')}.",)


def tables_by_day(table: pa.Table, days: Collection[date]) -> Mapping[date, pa.Table]:
    """The rows of each of these days, in their order, without the column `day`."""
    column = table.column("day")
    rows = table.drop_columns("day")
    return {day: rows.filter(pc.equal(column, pa.scalar(day, column.type))) for day in days}


def days(table: pa.Table, column: str) -> Days:
    """A column of dates without gaps as NumPy days."""
    return np.asarray(table.column(column).to_numpy(zero_copy_only=False), dtype="datetime64[D]")
