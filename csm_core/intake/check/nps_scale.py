"""Whether answers that are called NPS were asked from 0 to 10, as NPS is by definition."""

from __future__ import annotations

from collections.abc import Sequence

_SCALES = ((0.0, 10.0), (1.0, 10.0))
# So many answers without a high one are no chance: of usual answers seven in ten are above 5, and half above 7.
_FEW_TO_FIVE, _FEW_TO_SEVEN, _FEW_OFF = 3, 6, 3
_OFF_SHARE = 0.2


def is_nps_scale(low: float, high: float) -> bool:
    """True for 0 to 10, and for 1 to 10, on which promoters and detractors are the same."""
    return (low, high) in _SCALES


def other_scale(scores: Sequence[float]) -> str | None:
    """Which scale the answers look as if they were on, in words; None where 0 to 10 may well be theirs."""
    if not scores:
        return None
    least, most = min(scores), max(scores)
    off = [one for one in scores if not 0 <= one <= 10]
    if len(off) >= _FEW_OFF and len(off) > _OFF_SHARE * len(scores):
        return f"go from {least:g} to {most:g}"
    if most <= 5 and len(scores) >= _FEW_TO_FIVE:
        return "never pass 5"
    if most <= 7 and least >= 1 and len(scores) >= _FEW_TO_SEVEN:
        return "never pass 7"
    return None
