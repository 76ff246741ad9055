"""The cohort grid of use, from the facts, against the same grid from the raw events."""

from __future__ import annotations

from datetime import datetime

import duckdb
import pandas as pd
import pyarrow as pa

from bench.clock import same, timed
from bench.made_up import batch, events
from bench.row import Row, compared
from csm_core import Scope, Workspace, ask
from csm_core.facts.build import built_facts

_RAW = """
with months as (
    select distinct account_id, year(event_at) * 12 + month(event_at) as month from events
),
begun as (select account_id, min(month) as cohort from months group by account_id),
sizes as (select cohort, count(*) as size from begun group by cohort)
select b.cohort, m.month - b.cohort as age, count(*) / any_value(s.size) as share
from months m join begun b using (account_id) join sizes s on s.cohort = b.cohort
where b.cohort > (select min(cohort) from begun)
group by b.cohort, m.month
"""


def cohorts(rows: int) -> list[Row]:
    """Load `rows` events, build the facts, and ask for the grid in three ways."""
    raw, runs = events(rows), 3 if rows <= 1_000_000 else 1
    workspace = Workspace.in_memory()
    made = [batch("events", raw)]
    stored = timed(
        "once a load: rows into the workspace",
        lambda: workspace.load(made, datetime(2026, 1, 1), "add"),  # noqa: DTZ001 - the store keeps plain UTC
        runs=1,
    )
    built = timed("once a load: all facts", lambda: built_facts(workspace), runs=1)
    with duckdb.connect() as database:
        database.register("incoming", raw)
        database.execute("create table events as select * from incoming")
        frame = raw.to_pandas()
        same(_ours(workspace), _from_duckdb(database), "cohort grid, DuckDB")
        same(_ours(workspace), _from_pandas(frame), "cohort grid, pandas")
        print(f"\n{rows:,} events: {stored.who} {stored.work:.1f} s, {built.who} {built.work:.1f} s of work")
        return compared(
            f"Cohort grid of use, {rows:,} events, the whole answer",
            timed("from the facts, the whole answer", lambda: _asked(workspace)),
            [
                (timed("DuckDB on raw events", lambda: _from_duckdb(database), runs=3), 3),
                (timed("pandas on raw events", lambda: _from_pandas(frame), runs=runs), None),
            ],
        )


def _asked(workspace: Workspace) -> pa.Table:
    return ask(workspace, "cohort_retention", Scope(), settings={"measure": "usage"}).table


def _ours(workspace: Workspace) -> dict[object, float]:
    rows = [row for row in _asked(workspace).to_pylist() if row["period"] is not None and row["value"]]
    return {(row["period"].year * 12 + row["period"].month, row["age"]): row["value"] for row in rows}


def _from_duckdb(database: duckdb.DuckDBPyConnection) -> dict[object, float]:
    return {(cohort, age): share for cohort, age, share in database.sql(_RAW).fetchall()}


def _from_pandas(frame: pd.DataFrame) -> dict[object, float]:
    month = frame["event_at"].dt.year * 12 + frame["event_at"].dt.month
    active = pd.DataFrame({"account_id": frame["account_id"], "month": month}).drop_duplicates()
    cohort = active.groupby("account_id")["month"].transform("min")
    active = active.assign(cohort=cohort, age=active["month"] - cohort)
    counts = active.groupby(["cohort", "age"]).size()
    share = counts / counts.xs(0, level="age").reindex(counts.index.get_level_values("cohort")).to_numpy()
    return {key: value for key, value in share.items() if key[0] > cohort.min()}
