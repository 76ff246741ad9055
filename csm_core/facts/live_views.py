"""The views `live.<table>` made in a workspace: of each canonical table the rows in force, each told once."""

from __future__ import annotations

from csm_core.engines.parsed import run
from csm_core.sources.views import KEPT, LIVE_VIEWS
from csm_core.store.workspace import Cursor, Workspace
from csm_core.tables.catalogue import TABLES

# Canonical tables with two loads of one source, or with a load that another one has replaced.
_DISPUTED_SQL = """
select distinct "table" from (
    select "table", count(*) as loads, count(superseded_by) as replaced from meta.loads
    group by "table", coalesce(origin, '')
) where loads > 1 or replaced > 0
"""


def make_live_views(workspace: Workspace) -> None:
    """The views of the present loads, in a transaction of their own."""
    with workspace.writing(derived=True) as cursor:
        make_live_views_in(cursor)


def make_live_views_in(cursor: Cursor) -> None:
    """The views of the loads that a transaction sees.

    Where no load takes back what another one says, a table's rows are in force as they are. Most tables are empty or
    filled by one export alone, and to plan more takes long.
    """
    disputed = [name for (name,) in run(cursor, _DISPUTED_SQL).fetchall()]
    plain = {name: name for name in TABLES if name not in disputed}
    if cursor.execute("select 1 from canonical.accounts limit 1").fetchone() is None:
        plain["described_accounts"] = "accounts"
    statements = ["create schema if not exists live"]
    for name, select_sql in LIVE_VIEWS.items():
        if name in plain:
            statements.append(f"create or replace view live.{name} as select * from canonical.{plain[name]}")
        elif name not in KEPT:
            statements.append(f"create or replace view live.{name} as {select_sql}")
        elif "subscriptions" in disputed:
            statements.append(f"create or replace table live.{name} as {select_sql}")
        else:
            statements.append(f"create or replace table live.{name} ({KEPT[name]})")
    # In one go: each statement of its own costs more than most of these do.
    run(cursor, ";".join(statements))
