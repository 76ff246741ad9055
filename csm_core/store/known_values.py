"""Ids, e-mails and names that a workspace knows, by which an unknown file's columns can be told."""

from __future__ import annotations

from collections.abc import Mapping

from csm_core.store.workspace import Workspace

_MOST = 20_000
# Canonical column → where its values are known from.
_SEEN_SQL: Mapping[str, str] = {
    "account_id": "select distinct account_id as seen from canonical.accounts",
    "account_name": "select distinct account_name as seen from canonical.accounts",
    "contact_email": "select distinct contact_email as seen from canonical.contacts",
    "user_id": "select distinct user_id as seen from canonical.contacts",
}


def seen_in(workspace: Workspace) -> Mapping[str, frozenset[str]]:
    """Canonical column → at most 20,000 of its values; columns that nothing was loaded for are left out."""
    values: dict[str, frozenset[str]] = {}
    for name, seen_sql in _SEEN_SQL.items():
        rows = workspace.query(f"select seen from ({seen_sql}) where seen is not null order by seen limit {_MOST}")
        if rows.num_rows:
            values[name] = frozenset(rows["seen"].to_pylist())
    return values
