"""The sentence that stands where a number would, as long as its data is not loaded."""

from __future__ import annotations

from collections.abc import Collection, Iterable


def what_to_load(missing: Iterable[str], loaded: Collection[str] = ()) -> str:
    """The tables to load, as `Result.missing` names them, in words; and which there are already."""
    needed = " and ".join(missing)
    there = f" beside {', '.join(sorted(loaded))}" if loaded else ""
    return f"Load {needed}{there} to see this." if needed else ""
