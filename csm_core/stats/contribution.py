"""Contribution: what one case gives to the difference between two ratios."""

from __future__ import annotations


def contribution(part: float, whole: float, base_ratio: float, all_wholes: float) -> float:
    """Of a/b − c/d, the part of one case: ((aᵢ − cᵢ) − c/d · (bᵢ − dᵢ)) ÷ b.

    Over all cases it adds up to a/b − c/d exactly, since Σ(aᵢ − cᵢ) − c/d · Σ(bᵢ − dᵢ) = a − c/d · b.

    Parameters
    ----------
    part, whole
        By how much the case counts for more above the line (aᵢ − cᵢ), and below it (bᵢ − dᵢ).
    base_ratio
        c/d, what is compared against.
    all_wholes
        b, not 0.
    """
    return (part - base_ratio * whole) / all_wholes
