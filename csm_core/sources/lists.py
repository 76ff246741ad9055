"""Lists of the living, as SQL: dated lists of one source that leave out who is gone.

A list without ends says who has left by leaving him out. Two dated lists of one source are such lists where neither
holds a line that has ended by its day and each later one still has half of the lines before it; or where a person
said so. Then a line runs from its own start to the day of the first list that lacks it, and a price holds from the
day of the first list that has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from csm_core.midnights import unmarked_sql
from csm_core.tables.catalogue import SQL, TABLES

_TABLE = TABLES["subscriptions"]
COLUMNS: tuple[str, ...] = tuple(column.name for column in (*_TABLE.columns, *_TABLE.internal))
_DATES_OF_LINE = ("start_date", "end_date", "trial_start", "trial_end", "trial_converted_at")
# What makes another stretch of a line when the next list says it otherwise.
_STATE = ("product", "plan", "quantity", "mrr", "amount", "billing_interval", "billing_interval_count", "currency",
          "status", "discount", "discount_end", "is_recurring", "is_metered", "paused_at", "resumed_at")  # fmt: skip
_STATE_SQL = ", ".join(f"coalesce(cast(\"{name}\" as varchar), '')" for name in _STATE)
_WITHOUT_ID = ("account_id", "account_name", "contact_email", "product")
_KEYS_SQL = "t.subscription_id as k, " + ", ".join(
    f"case when t.subscription_id is null then t.{name} end as k_{name}" for name in _WITHOUT_ID
)
_LINE_SQL = ", ".join(("origin", "k", *(f"k_{name}" for name in _WITHOUT_ID)))
_END_SQL = """coalesce(end_date, case when lower(status) in ('canceled', 'cancelled', 'ended', 'expired', 'churned')
    then coalesce(cancel_requested_at, term_end, status_at, cast(listed_on as timestamp)) end)"""
_ENDED_SQL = f"{unmarked_sql(_END_SQL)} <= cast(listed_on as timestamp)"

# One row a line of a dated list, of sources with several such lists. `nr` counts the lists of a source by their days.
LISTED_LINES = f"""
with lines as (
    select t.*, l.origin, l.listed_on, l.place, m.missing, m.kind, {_KEYS_SQL},
        dense_rank() over (partition by l.origin order by l.listed_on) as nr
    from canonical.subscriptions t
    join live.loads l on l.load_id = t.load_id and l.is_dated and not l.is_alone
    join meta.loads m on m.load_id = l.load_id
),
newest as (
    select * from (select *, max(place) over (partition by {_LINE_SQL}, nr) as newest from lines)
    where place = newest
),
numbered as (
    select *, row_number() over (partition by {_LINE_SQL}, nr order by start_date, source_row) as nth,
        kind <> 'subscriptions' or coalesce({_ENDED_SQL}, false) as has_ended,
        max(nr) over (partition by origin) as last_nr
    from newest
)
select *, lag(nr) over (partition by {_LINE_SQL}, nth order by nr) as before_nr,
    lead(nr) over (partition by {_LINE_SQL}, nth order by nr) as after_nr
from numbered
"""

# One row a source with several dated lists. `verdict`: 'lists', who is missing has ended; 'kept', nobody has, as a
# person said; 'ended_rows' or 'few_shared', it can't be told and nobody has. `lost`: lines that a later list lacks.
LIST_SOURCES = """
with steps as (
    select origin, nr, min(listed_on) as listed_on, count(*) as lines, count(case when has_ended then 1 end) as ended,
        count(case when after_nr = nr + 1 then 1 end) as shared, max(last_nr) as last_nr, min(missing) as said
    from live.listed_lines group by origin, nr
)
select origin, max(last_nr) as lists, sum(case when nr < last_nr then lines - shared else 0 end) as lost,
    case when max(case when said = 'kept' then 1 end) = 1 then 'kept'
        when max(said) = 'ended' then 'lists'
        when sum(ended) > 0 then 'ended_rows'
        when min(case when nr < last_nr then shared * 1.0 / lines end) < 0.5 then 'few_shared'
        else 'lists' end as verdict
from steps group by origin having max(last_nr) > 1
"""

_BEGIN_SQL = """case
    when begins_run = 0 then greatest(start_date, cast(listed_on as timestamp))
    when before_nr is null or start_date >= cast(gone_on as timestamp) then start_date
    else cast(listed_on as timestamp) end"""
_KEPT_SQL = ", ".join(f'"{name}"' for name in COLUMNS if name not in _DATES_OF_LINE)

# The lines of such sources as rows of subscriptions: one row a stretch in which every list says the same.
# `ended_by_list`: the line ends because the next list lacks it.
LISTED_SUBSCRIPTIONS = f"""
with days as (select origin, nr, min(listed_on) as day from live.listed_lines group by origin, nr),
runs as (
    select t.*, s.verdict, n.day as next_on, g.day as gone_on, concat_ws('|', {_STATE_SQL}) as state,
        case when before_nr is null or (before_nr < t.nr - 1 and s.verdict = 'lists') then 1 else 0 end as begins_run,
        after_nr is null or (after_nr > t.nr + 1 and s.verdict = 'lists') as ends_run
    from live.listed_lines t
    join live.list_sources s on s.origin = t.origin and s.verdict in ('lists', 'kept')
    left join days n on n.origin = t.origin and n.nr = t.nr + 1
    left join days g on g.origin = t.origin and g.nr = t.before_nr + 1
),
changed as (
    select *, {_BEGIN_SQL} as begins_at, case when begins_run = 1
        or state <> lag(state) over (partition by {_LINE_SQL}, nth order by nr) then 1 else 0 end as changes
    from runs
),
placed as (
    select *, sum(begins_run) over (partition by {_LINE_SQL}, nth order by nr) as run,
        sum(changes) over (partition by {_LINE_SQL}, nth order by nr) as stretch,
        lead(changes) over (partition by {_LINE_SQL}, nth order by nr) as next_changes,
        lead(listed_on) over (partition by {_LINE_SQL}, nth order by nr) as next_listed_on
    from changed
),
ended as (
    select *, max(case when ends_run then end_date end) over (partition by {_LINE_SQL}, nth, run) as run_end,
        max(case when changes = 1 then begins_at end) over (partition by {_LINE_SQL}, nth, stretch) as stretch_start,
        max(case when changes = 1 then begins_run end) over (partition by {_LINE_SQL}, nth, stretch) = 1 as is_first,
        ends_run and verdict = 'lists' and next_on is not null
            and coalesce({unmarked_sql("end_date")} > cast(next_on as timestamp), true) as ended_by_list
    from placed
),
stretches as (
    select *, case when ended_by_list then cast(next_on as timestamp) when ends_run then end_date
        else least(cast(next_listed_on as timestamp), run_end) end as stretch_end
    from ended where ends_run or next_changes = 1
)
select load_id, source_row, {_KEPT_SQL}, stretch_start as start_date, stretch_end as end_date,
    case when is_first then trial_start
        when trial_end > stretch_start then coalesce(trial_start, start_date) end as trial_start,
    case when is_first or trial_end > stretch_start then trial_end end as trial_end,
    case when is_first then trial_converted_at end as trial_converted_at,
    origin, listed_on, ended_by_list
from stretches where ends_run or coalesce(stretch_start < stretch_end, true)
"""


_TYPES = {column.name: SQL[column.type] for column in (*_TABLE.columns, *_TABLE.internal)}
_DECLARED_SQL = ", ".join(f'"{name}" {_TYPES[name]}' for name in COLUMNS)
# In the order in which LISTED_SUBSCRIPTIONS has them.
_REDECLARED_SQL = ", ".join(f'"{name}" {_TYPES[name]}' for name in sorted(COLUMNS, key=_DATES_OF_LINE.__contains__))
_KEY_COLUMNS_SQL = ", ".join(f"k_{name} varchar" for name in _WITHOUT_ID)

# The columns of each. Where no source has several lists there is no row, and to plan the SELECT would take long.
LIST_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "listed_lines": f"""load_id bigint, source_row bigint, {_DECLARED_SQL},
            origin varchar, listed_on date, place bigint, missing varchar, kind varchar,
            k varchar, {_KEY_COLUMNS_SQL}, nr bigint, newest bigint, nth bigint, has_ended boolean,
            last_nr bigint, before_nr bigint, after_nr bigint""",
        "list_sources": "origin varchar, lists bigint, lost hugeint, verdict varchar",
        "listed_subscriptions": f"""load_id bigint, source_row bigint, {_REDECLARED_SQL},
            origin varchar, listed_on date, ended_by_list boolean""",
    }
)
