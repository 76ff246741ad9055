"""The MRR bridge month by month, from the ledger, against pandas from the subscriptions."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import duckdb
import pandas as pd

from bench.clock import same, timed
from bench.made_up import batch, subscriptions
from bench.row import Row, compared
from csm_core import Scope, Workspace, ask
from csm_core.facts.build import built_facts

_SCOPE, _ = Scope.from_query([("start", "2023-01-01"), ("end", "2025-12-01"), ("as_of", "2025-11-30")])
_NAMES = ("new", "reactivation", "expansion", "contraction", "churn")

_RAW = """
with edges as (
    select unnest(generate_series(timestamp '2023-01-01', timestamp '2025-12-01', interval 1 month)) as edge
),
states as (
    select e.edge, l.account_id, sum(l.mrr) as mrr from edges e
    join lines l on l.start_date < e.edge and (l.end_date is null or e.edge < l.end_date) group by all
),
begun as (select account_id, min(start_date) as first from lines group by account_id),
moves as (
    select coalesce(b.edge, a.edge - interval 1 month) as month, coalesce(a.account_id, b.account_id) as account_id,
        coalesce(b.mrr, 0) as was, coalesce(a.mrr, 0) as became
    from states a full join states b on b.account_id = a.account_id and b.edge = a.edge - interval 1 month
)
select month, case when was = 0 and first >= month then 'new' when was = 0 then 'reactivation'
        when became = 0 then 'churn' when became > was then 'expansion' else 'contraction' end as movement,
    sum(became - was) as amount
from moves join begun using (account_id)
where was <> became and month >= timestamp '2023-01-01' and month < timestamp '2025-12-01'
group by all
"""


def movements(rows: int) -> list[Row]:
    """Load `rows` subscriptions and ask for the bridge in two ways."""
    lines = subscriptions(rows)
    workspace = Workspace.in_memory()
    workspace.load([batch("subscriptions", lines)], datetime(2026, 1, 1), "add")  # noqa: DTZ001 - the store keeps UTC
    built_facts(workspace)
    frame = lines.to_pandas()
    frame["mrr"] = frame["mrr"].astype(float)
    same(_ours(workspace), _from_pandas(frame), "MRR movements, pandas")
    database = duckdb.connect()
    database.register("incoming", lines)
    database.execute("create table lines as select * from incoming")
    same(_ours(workspace), _from_duckdb(database), "MRR movements, DuckDB")
    return compared(
        f"MRR movements of 35 months, {rows:,} intervals, the whole answer",
        timed("from the ledger, the whole answer", lambda: _ours(workspace)),
        [
            (timed("DuckDB on the intervals", lambda: _from_duckdb(database), runs=3), 5),
            (timed("pandas", lambda: _from_pandas(frame), runs=3), 15),
        ],
    )


def _ours(workspace: Workspace) -> dict[object, float]:
    rows = ask(workspace, "mrr_movements", _SCOPE).rows()
    return {
        (str(row["period"])[:7], row["series"]): float(str(row["value"]))
        for row in rows
        if row["series"] in _NAMES and row["value"]
    }


def _from_duckdb(database: duckdb.DuckDBPyConnection) -> dict[object, float]:
    rows = database.sql(_RAW).fetchall()
    return {(f"{month:%Y-%m}", name): float(amount) for month, name, amount in rows if amount}


def _from_pandas(frame: pd.DataFrame) -> dict[object, float]:
    edges = pd.date_range("2023-01-01", "2025-12-01", freq="MS")
    end = frame["end_date"].fillna(pd.Timestamp("2200-01-01"))
    states = {
        edge: frame[(frame["start_date"] < edge) & (edge < end)].groupby("account_id")["mrr"].sum() for edge in edges
    }
    wide = (
        pd.DataFrame(states).reindex(frame["account_id"].unique()).astype(float).where(lambda each: each.notna(), 0.0)
    )
    first = frame.groupby("account_id")["start_date"].min().reindex(wide.index)
    totals: dict[object, float] = {}
    for before, after in pairwise(edges):
        was, became = wide[before], wide[after]
        change = became - was
        began = (was == 0) & (became > 0)
        parts = {
            "new": change[began & (first >= before)],
            "reactivation": change[began & (first < before)],
            "expansion": change[(was > 0) & (became > 0) & (change > 0)],
            "contraction": change[(was > 0) & (became > 0) & (change < 0)],
            "churn": change[(was > 0) & (became == 0)],
        }
        totals |= {(f"{before:%Y-%m}", name): part.sum() for name, part in parts.items() if part.sum()}
    return totals
