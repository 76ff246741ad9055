"""same_rows_twice: the same rows in two files that both count."""

from __future__ import annotations

from collections.abc import Iterator

from csm_core.plausibility.declare import Check
from csm_core.plausibility.doubt import Doubt
from csm_core.store.workspace import Workspace
from csm_core.tables.catalogue import TABLES
from csm_core.text.plural import agreeing, plural

_LEAST, _SHARE = 5, 0.2
# Lists that tell of the same things again are meant to: what counts twice is money, use and answers.
_COUNTED = ("subscriptions", "mrr_snapshots", "mrr_movements", "invoices", "events", "surveys", "tickets")
_COLUMNS = {table: ", ".join(f'"{column.name}"' for column in TABLES[table].columns) for table in _COUNTED}
# Rows that two loads have in common, by pair of loads.
_SHARED_SQL = {
    table: f"""
with hashed as (select distinct load_id, hash(row({columns})) as content from live.{table}),
shared as (
    select a.load_id as first_load, b.load_id as second_load, count(*) as row_count
    from hashed a join hashed b on b.content = a.content and b.load_id > a.load_id
    group by a.load_id, b.load_id
)
select first_load, second_load, row_count from shared where row_count >= $least order by first_load, second_load
"""
    for table, columns in _COLUMNS.items()
}


def _examine(workspace: Workspace, check: Check) -> Iterator[Doubt]:
    loads = {load.load_id: load for load in workspace.loads() if load.superseded_by is None}
    for table in _COUNTED:
        # Rows can only be shared where there are two loads, and comparing takes a pass over all of them.
        if sum(load.table == table for load in loads.values()) < 2:
            continue
        for row in workspace.query(_SHARED_SQL[table], {"least": _LEAST}).to_pylist():
            first, second = loads[row["first_load"]], loads[row["second_load"]]
            if row["row_count"] >= _SHARE * min(first.rows_kept, second.rows_kept):
                yield check.doubt(
                    f"{table}:{first.content_hash[:12]}:{second.content_hash[:12]}",
                    f"{plural(row['row_count'], 'row')} of {table.replace('_', ' ')} "
                    f"{agreeing(row['row_count'], 'are')} in both '{first.file}' and '{second.file}', and "
                    f"{agreeing(row['row_count'], 'are')} counted twice.",
                    "The same export was probably loaded under two names. Undo one of the two loads, or let the "
                    "newer one replace the older.",
                    [{"rows": row["row_count"], "first": first.file, "second": second.file}],
                    tables=(table,),
                )


CHECK = Check("same_rows_twice", "Are the same rows in two files?", _COUNTED, _examine)
