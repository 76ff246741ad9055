"""Which rows of a canonical table stand, as SQL: a newer export of a source speaks for what it tells again."""

from __future__ import annotations

from csm_core.sources.lists import COLUMNS
from csm_core.sources.row_keys import ROW_KEYS, RowKey
from csm_core.sources.withdrawn import not_withdrawn

# The loads in force, the oldest first: by the days that their lists are of where each list of a source has one, else
# by when they were loaded. `place` counts within the source, `turn` within the table; `is_alone`: no other load is
# of the same source.
LOADS = """
select load_id, "table", origin, listed_on, is_alone, is_dated,
    row_number() over (
        partition by "table", origin order by case when is_dated then listed_on end, load_id) as place,
    row_number() over (partition by "table" order by case when all_dated then listed_on end, load_id) as turn
from (
    select load_id, "table", coalesce(origin, '') as origin, listed_on,
        count(*) over (partition by "table", coalesce(origin, '')) = 1 as is_alone,
        count(listed_on) over (partition by "table", coalesce(origin, ''))
            = count(*) over (partition by "table", coalesce(origin, '')) as is_dated,
        count(listed_on) over (partition by "table") = count(*) over (partition by "table") as all_dated
    from meta.loads where superseded_by is null
)
"""


def standing_sql(table: str) -> str:
    """The rows of a table that stand, with the columns of canonical.<table>.

    An id is unique only within its source. All rows of the source's newest load that tells of a thing speak for it:
    within one load it may well have several rows.
    """
    key = ROW_KEYS.get(table)
    if key is None:
        return (
            f"select t.* from canonical.{table} t join meta.loads l on l.load_id = t.load_id "
            "where l.superseded_by is null"
        )
    if table == "invoices":
        return not_withdrawn(_newest(table, key))
    # Lines of lists of the living stand as the lists say together.
    return _newest(table, key) if table != "subscriptions" else f"{_newest(table, key)} union all {_LISTED}"


_LISTED = f"select load_id, source_row, {', '.join(COLUMNS)} from live.listed_subscriptions"


def _newest(table: str, key: RowKey) -> str:
    key_sql = ", ".join(("l.origin", *key.parts))
    return (
        f"select t.* from canonical.{table} t join live.loads l on l.load_id = t.load_id where l.is_alone "
        "union all select * exclude (place, newest, has_key) from (select t.*, l.place, "
        f"max(l.place) over (partition by {key_sql}) as newest, {key.is_named} as has_key "
        f"from canonical.{table} t join live.loads l on l.load_id = t.load_id "
        f"left join live.list_sources s on '{table}' = 'subscriptions' and s.origin = l.origin "
        "and s.verdict in ('lists', 'kept') where not l.is_alone and s.origin is null) "
        "where place = newest or not has_key"
    )
