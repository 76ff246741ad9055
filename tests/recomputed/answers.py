"""The app's answers as plain cells, and where they differ from others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from csm_core import Result, Scope, Workspace, ask
from csm_core.periods import Grain

# Ends of months, one of them in a leap year's February, a day in the middle of one, and the data's last day.
DAYS = (date(2024, 2, 29), date(2025, 1, 15), date(2025, 6, 30), date(2026, 2, 28), date(2026, 9, 30))
SPLITS = ("", "Segment", "Country", "Main plan")


def month_of(as_of: date, split: str, start: date | None = None) -> Scope:
    """The month that a day lies in, as it was known at the end of that day."""
    end = (as_of.replace(day=1) + timedelta(31)).replace(day=1)
    return Scope(start or as_of.replace(day=1), end, Grain.MONTH, split=split or None, as_of=as_of)


def cells(
    workspace: Workspace, metric: str, scope: Scope, keys: Sequence[str], values: Sequence[str]
) -> dict[object, tuple[object, ...]]:
    """The cells of an answer behind which there is anybody."""
    result: Result = ask(workspace, metric, scope)
    figures: dict[object, tuple[object, ...]] = {}
    for row in result.rows():
        if row["n"]:
            key = tuple(row[name] or "" if name == "segment" else row[name] for name in keys)
            figures[key[0] if len(key) == 1 else key] = tuple(row[name] for name in values)
    return figures


def differences(
    visitor: Mapping[object, Sequence[object]], theirs: Mapping[object, Sequence[object]], tolerance: float
) -> list[str]:
    """Each cell that only one side has, or that is further apart than the tolerance."""
    return [
        f"{key}: {visitor.get(key)} here, {theirs.get(key)} there"
        for key in sorted({*visitor, *theirs}, key=str)
        if key not in visitor or key not in theirs or not _agree(visitor[key], theirs[key], tolerance)
    ]


def _agree(visitor: Sequence[object], theirs: Sequence[object], tolerance: float) -> bool:
    return len(visitor) == len(theirs) and all(
        isinstance(a, int | float) and isinstance(b, int | float) and abs(a - b) <= tolerance
        for a, b in zip(visitor, theirs, strict=True)
    )
