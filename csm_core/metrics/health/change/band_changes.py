"""Accounts that changed band within a period, each with the component that moved its score most that way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum

from csm_core.metrics.health.change.score_moves import DEFINITION, GAPS, WEIGHTS
from csm_core.scoring.bands import Band

_OTHER_STEPS = (GAPS, WEIGHTS, DEFINITION)
_LOWEST_FIRST = (Band.LEAVING.word, Band.RED.word, Band.AMBER.word, Band.GREEN.word)

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class BandChange:
    """An account, the bands it stood in, what it pays a month (None where not known), by how many points its score
    moved, and the part of that which its largest cause had; None where its score is not known on both days."""

    account_id: str
    account_name: str
    was: str
    now: str
    mrr: float | None
    moved: float | None
    cause: str | None
    part: float | None

    @property
    def fell(self) -> bool:
        """Whether it went to a lower band; no where either is unknown."""
        is_banded = all(band in _LOWEST_FIRST for band in (self.was, self.now))
        return is_banded and _LOWEST_FIRST.index(self.now) < _LOWEST_FIRST.index(self.was)

    @property
    def why(self) -> str:
        """The cause in a few words."""
        if self.now == Band.LEAVING.word:
            return "Gave notice"
        if self.was == Band.LEAVING.word:
            return "Notice withdrawn"
        if self.cause is None or self.part is None:
            return "Its score was not known on both days"
        return f"{self.cause[:1].upper()}{self.cause[1:]} {self.part:+.1f} points".replace("-", "\N{MINUS SIGN}")


def band_changes(bands: Sequence[Row], moves: Sequence[Row], period: date) -> tuple[BandChange, ...]:
    """Those that changed band in the period that begins on `period`: who fell first, then by MRR.

    Parameters
    ----------
    bands, moves
        The rows behind `health_bands`, from the period before on, and behind `score_change` of that period.
    """
    parts: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for row in moves:
        cause = row["component"] if row["measure"] == "component" else row["series"]
        if row["measure"] == "component" or row["series"] in _OTHER_STEPS:
            parts[str(row["account_id"])].append((str(cause), _number(row["own"])))
    of_period = [row for row in bands if row["period"] == period]
    worth = {row["account_id"]: _number(row["amount"]) for row in of_period if row["measure"] == "mrr"}
    changes = [
        _change(row, worth.get(row["account_id"]), parts.get(str(row["account_id"]), []))
        for row in of_period
        if row["measure"] == "accounts" and row["moved_from"] is not None
    ]
    return tuple(sorted(changes, key=_order))


def _change(row: Row, mrr: float | None, parts: Sequence[tuple[str, float]]) -> BandChange:
    moved = fsum(part for _, part in parts) if parts else None
    cause, part = None, None
    if moved:
        cause, part = max(parts, key=lambda one: one[1] if moved > 0 else -one[1])
    names = str(row["account_id"]), str(row["account_name"])
    return BandChange(*names, str(row["moved_from"]), str(row["series"]), mrr, moved, cause, part)


def _order(one: BandChange) -> tuple[bool, float, str]:
    return not one.fell, -one.mrr if one.mrr is not None else 0.0, one.account_id


def _number(value: object) -> float:
    if not isinstance(value, int | float):
        raise TypeError(f"{value!r} is not a number")
    return float(value)
