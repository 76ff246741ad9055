"""The sentence that stands where a number would, as long as its data is not loaded."""

from __future__ import annotations

from collections.abc import Iterable

from csm_core.text.table_words import table_words


def what_to_load(missing: Iterable[str]) -> str:
    """The tables to load, as `Result.missing` names them, in words.

    >>> what_to_load(["goals", "invoices or mrr_snapshots"])
    'Load goals and invoices or MRR snapshots to see this.'
    """
    needed = " and ".join(map(_alternatives, missing))
    return f"Load {needed} to see this." if needed else ""


def _alternatives(tables: str) -> str:
    """'subscriptions, MRR snapshots or invoices' for 'subscriptions or mrr_snapshots or invoices'."""
    *first, last = table_words(tables).split(" or ")
    return f"{', '.join(first)} or {last}" if first else last
