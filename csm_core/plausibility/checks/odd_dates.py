"""odd_dates: things that are recorded for days to come, or before 1990."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from csm_core.plausibility.declare import Check
from csm_core.plausibility.doubt import Doubt
from csm_core.store.workspace import Workspace
from csm_core.tables.catalogue import TABLES
from csm_core.tables.table import Type
from csm_core.text.plural import agreeing, plural

_EARLIEST = date(1990, 1, 1)
_MOMENTS = {
    table.name: [column.name for column in table.columns if column.type is Type.MOMENT] for table in TABLES.values()
}
_RECORDED = {(table.name, column.name) for table in TABLES.values() for column in table.columns if column.recorded}


def _odd_sql(table: str) -> str:
    """One row a column of moments that has any: all of them from one look at the table's rows."""
    return f"""
select * from (
    select '{table}' as source, {_each_sql(table, "'{}'")} as moment,
        {_each_sql(table, 'count(case when "{}" < $earliest then 1 end)')} as early,
        {_each_sql(table, 'count(case when "{}" > $latest then 1 end)')} as late,
        {_each_sql(table, 'min("{}")')} as first_at, {_each_sql(table, 'max("{}")')} as last_at
    from live.{table}
) where first_at is not null
"""


def _each_sql(table: str, cell_sql: str) -> str:
    """The expression for each of the table's columns of moments, one a row."""
    cells_sql = ", ".join(cell_sql.format(column) for column in _MOMENTS[table])
    return f"unnest([{cells_sql}])"


def _examine(workspace: Workspace, check: Check) -> Iterator[Doubt]:
    loads = [load for load in workspace.loads() if load.superseded_by is None]
    # What was recorded can't be younger than the file it stands in; two days are left for time zones.
    latest = max(load.loaded_at for load in loads).date() + timedelta(days=2)
    loaded = workspace.row_counts()
    odd_sql = " union all ".join(_odd_sql(name) for name, moments in _MOMENTS.items() if moments and name in loaded)
    if not odd_sql:
        return
    for row in workspace.query(odd_sql, {"earliest": _EARLIEST, "latest": latest}).to_pylist():
        name = f"{row['moment'].replace('_', ' ')} of {row['source'].replace('_', ' ')}"
        if row["early"]:
            yield check.doubt(
                f"{row['source']}.{row['moment']}:early",
                f"{plural(row['early'], 'row')} {agreeing(row['early'], 'have')} a {name} before 1990: "
                f"{row['first_at']:%Y-%m-%d}.",
                "Tools write such dates for 'unknown', and spreadsheets for a number that is not a date. Leave the "
                "cell empty.",
                [row],
                tables=(row["source"],),
            )
        if row["late"] and (row["source"], row["moment"]) in _RECORDED:
            yield check.doubt(
                f"{row['source']}.{row['moment']}:late",
                f"{plural(row['late'], 'row')} {agreeing(row['late'], 'have')} a {name} after the day of the "
                f"load: {row['last_at']:%Y-%m-%d}.",
                "Day and month may be swapped, or the year misread. Check the date order of that file.",
                [row],
                tables=(row["source"],),
            )


CHECK = Check("odd_dates", "Are there dates in the future, or before 1990?", tuple(TABLES), _examine)
