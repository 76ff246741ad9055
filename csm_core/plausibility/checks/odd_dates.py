"""odd_dates: things that are recorded for days to come, or before 1990."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from csm_core.plausibility.declare import Check
from csm_core.plausibility.doubt import Doubt
from csm_core.plural import plural
from csm_core.store import Workspace
from csm_core.table import Type
from csm_core.tables import TABLES

_EARLIEST = date(1990, 1, 1)
_MOMENTS = tuple(
    (table.name, column.name) for table in TABLES.values() for column in table.columns if column.type is Type.MOMENT
)
_RECORDED = {(table.name, column.name) for table in TABLES.values() for column in table.columns if column.recorded}
_ODD_SQL = " union all ".join(
    f"select '{table}' as source, '{column}' as moment, "
    f"""count(case when "{column}" < $earliest then 1 end) as early, """
    f"""count(case when "{column}" > $latest then 1 end) as late, """
    f"""min("{column}") as first_at, max("{column}") as last_at from live.{table} having count("{column}") > 0"""
    for table, column in _MOMENTS
)


def _examine(workspace: Workspace, check: Check) -> Iterator[Doubt]:
    loads = [load for load in workspace.loads() if load.superseded_by is None]
    # What was recorded can't be younger than the file it stands in; two days are left for time zones.
    latest = max(load.loaded_at for load in loads).date() + timedelta(days=2)
    for row in workspace.query(_ODD_SQL, {"earliest": _EARLIEST, "latest": latest}).to_pylist():
        name = f"{row['moment'].replace('_', ' ')} of {row['source'].replace('_', ' ')}"
        if row["early"]:
            yield check.doubt(
                f"{row['source']}.{row['moment']}:early",
                f"{plural(row['early'], 'row')} have a {name} before 1990: {row['first_at']:%Y-%m-%d}.",
                "Tools write such days for 'unknown', and spreadsheets for a number that is no date. Leave the cell "
                "empty.",
                [row],
                tables=(row["source"],),
            )
        if row["late"] and (row["source"], row["moment"]) in _RECORDED:
            yield check.doubt(
                f"{row['source']}.{row['moment']}:late",
                f"{plural(row['late'], 'row')} have a {name} after the day of the load: {row['last_at']:%Y-%m-%d}.",
                "Day and month may have been taken for each other, or the year for the day. Check the order of dates "
                "of that file.",
                [row],
                tables=(row["source"],),
            )


CHECK = Check("odd_dates", "Are there dates in the future, or before 1990?", tuple(TABLES), _examine)
