"""The canonical tables: what a customer-success question can be asked of, whatever tool exported it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from csm_core.tables.activity import CONDUCT_TABLES
from csm_core.tables.revenue import REVENUE_TABLES
from csm_core.tables.table import ARROW, SQL, Column, Table, Type

__all__ = ["ARROW", "KINDS", "SQL", "TABLES", "Column", "Table", "Type"]

TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for table in (*REVENUE_TABLES, *CONDUCT_TABLES)})

# What a file may be, and the table that its rows become. Snapshots and movements keep tables of their own,
# because an interval's end is known only from all loads together; facts turn them into the same intervals.
KINDS: Mapping[str, str] = MappingProxyType(
    {name: name for name in TABLES}
    | {
        "subscription_versions": "subscriptions",
        "finance_months": "mrr_snapshots",
        "payments": "invoices",
        "events_aggregate": "events",
        "adoption_summary": "events",
    }
)
