"""subscription_lines: the rows of subscriptions by account, each with when it ends."""

from __future__ import annotations

from csm_core.facts.framework.fact import Fact, of_all
from csm_core.facts.revenue.line_ends import lines_sql
from csm_core.tables.catalogue import SQL, TABLES

_TABLE = TABLES["subscriptions"]

FACT = Fact(
    name="subscription_lines",
    one_row_per="row of subscriptions in force",
    reads=("subscriptions",),
    columns=(
        ("load_id", "bigint"),
        ("source_row", "bigint"),
        *((column.name, SQL[column.type]) for column in (*_TABLE.columns, *_TABLE.internal)),
        ("last_start", "timestamp"),
        ("paid_to", "date"),
        ("ended_by", "varchar"),
    ),
    # Of a list of the living, one row of the file stands for each stretch in which the lists say the same.
    key=("load_id", "source_row", "start_date"),
    sql=of_all(lines_sql),
    trimmed=lines_sql,
    after=("identities",),
)
