"""How long each account waited for the first of some events, from its own beginning on."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.metrics.context import Context

# Began: as the CRM or the first payment says, or with the first use. Who began before use was recorded may have got
# there unseen. Who left without getting there stays in sight as not there: no later time would have changed that.
_BEGAN = """
with usage_seen as (select min(used_on) as first_on from active_days),
begun as (
    select a.account_id, case $from
        when 'first_payment' then s.first_paid_on
        when 'first_use' then u.first_on
        else coalesce(a.started_on, s.first_paid_on) end as began_on
    from account_list a
    left join account_starts s on s.account_id = a.account_id
    left join (select account_id, min(used_on) as first_on from active_days group by account_id) u
        on u.account_id = a.account_id
),
entrants as (
    select p.period, m.segment, b.account_id, b.began_on,
        case when $from = 'first_use' then b.began_on >= u.first_on + 28 else b.began_on >= u.first_on end as is_seen
    from begun b cross join usage_seen u
    join periods p on b.began_on >= p.period and b.began_on < p.period_end and p.shown
    join members m on m.account_id = b.account_id and m.valid_from <= b.began_on and b.began_on < m.valid_to
    where b.began_on <= $as_of
)
"""

_WAITS = """
, firsts as (
    select account_id, coalesce(feature, '') as event, min(used_on) as first_on from user_days group by all
    union all
    select account_id, null, min(used_on) from user_days group by account_id
),
wanted as (
    select unnest($events::varchar[]) as event, unnest(range(0, cast(len($events::varchar[]) as integer))) as place
)
select w.place, w.event, e.period, e.segment, e.account_id, n.account_name, e.began_on, f.first_on as reached_on,
    f.first_on is not null as reached,
    cast(greatest(coalesce(f.first_on, $as_of::date) - e.began_on, 0) as double) as duration
from entrants e cross join wanted w
left join firsts f on f.account_id = e.account_id and f.event is not distinct from w.event
left join account_names n on n.account_id = e.account_id
where e.is_seen
order by w.place, e.period, e.segment, e.account_id
"""
_UNSEEN = "select count(*) filter (where not is_seen) as unseen from entrants"


def wait_rows(context: Context, events: list[str | None], within_days: int) -> pa.Table:
    """How long the accounts that began in the periods shown waited for the first of `events` (None: any use at
    all), as the measures 'median' and 'reached', by period; and for the others, as 'step', over all periods.

    Returns
    -------
    measure, series, period, segment, account_id, account_name, began_on, reached_on, reached, duration (days, up to
    the event or the as-of day), within_days: a row an account and cell. An event before the beginning is 0 days.
    """
    found = context.table(_BEGAN + _WAITS, **{"from": context.text("from"), "events": events})  # type: ignore[arg-type]
    is_value = pc.equal(found.column("place"), 0)
    value, steps = found.filter(is_value), found.filter(pc.invert(is_value))
    nothing = pa.nulls(steps.num_rows, pa.date32())
    steps = steps.set_column(steps.schema.get_field_index("period"), "period", nothing)
    parts = [_named(value, "median", None), _named(value, "reached", None), _named(steps, "step", "event")]
    table = pa.concat_tables(parts)
    days = pa.repeat(pa.scalar(within_days, pa.int64()), table.num_rows)
    return table.append_column("within_days", days).drop_columns(["place", "event"])


def cells_of_waits(rows: pa.Table) -> Iterator[pa.Table]:
    """The rows of each cell, in the order of the answer."""
    places: dict[tuple[object, ...], list[int]] = {}
    columns = (rows.column(key).to_pylist() for key in ("measure", "series", "segment", "period"))
    for place, key in enumerate(zip(*columns, strict=True)):
        places.setdefault(key, []).append(place)
    for own in places.values():
        yield rows.take(own)


def _named(rows: pa.Table, measure: str, series: str | None) -> pa.Table:
    named = rows.column(series) if series else pa.nulls(rows.num_rows, pa.string())
    return rows.append_column("series", named).append_column("measure", pa.repeat(pa.scalar(measure), rows.num_rows))


def began_unseen(context: Context) -> int:
    """How many began in the periods shown before use was recorded: they are left out."""
    return int(context.table(_BEGAN + _UNSEEN, **{"from": context.text("from")}).to_pylist()[0]["unseen"])
