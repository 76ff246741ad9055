"""A scale in words: '0-10', '1 to 5', '[0, 100]'."""

from __future__ import annotations

import re


def range_of(text: str) -> tuple[float, float] | None:
    """Lowest and highest value; None where the text says no such range."""
    if len(text) > 40:
        return None
    match = re.match(r"^\s*(?:[a-z]+ )?\[?(-?\d+(?:\.\d+)?)\s*(?:-|–|,|to|bis|\.\.)\s*(-?\d+(?:\.\d+)?)\]?\s*$", text)
    if match is None or float(match[1]) >= float(match[2]):
        return None
    return float(match[1]), float(match[2])
