"""The views `live.<name>` in the order in which they build on each other."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from csm_core.sources.accounts import DESCRIBED_ACCOUNTS, STANDING_ACCOUNTS
from csm_core.sources.lists import LIST_COLUMNS, LIST_SOURCES, LISTED_LINES, LISTED_SUBSCRIPTIONS
from csm_core.sources.standing import LOADS, standing_sql
from csm_core.sources.withdrawn import WITHDRAWN_BILLS
from csm_core.tables.catalogue import TABLES

LIVE_VIEWS: Mapping[str, str] = MappingProxyType(
    {
        "loads": LOADS,
        "listed_lines": LISTED_LINES,
        "list_sources": LIST_SOURCES,
        "listed_subscriptions": LISTED_SUBSCRIPTIONS,
        "withdrawn_bills": WITHDRAWN_BILLS,
    }
    | {name: standing_sql(name) for name in TABLES if name != "accounts"}
    | {"accounts": STANDING_ACCOUNTS, "described_accounts": DESCRIBED_ACCOUNTS}
)
# Of these what they say is kept until the facts are built again: they are asked often, and long to work out. By name,
# their columns.
KEPT: Mapping[str, str] = LIST_COLUMNS
