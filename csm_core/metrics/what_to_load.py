"""The sentence that stands where a number would, as long as its data is not loaded."""

from __future__ import annotations

from collections.abc import Iterable


def what_to_load(missing: Iterable[str]) -> str:
    """The tables to load, as `Result.missing` names them, in words."""
    return f"Load {' and '.join(missing)} to see this."
