"""A scale in words: '0-10', '1 to 5', '[0, 100]', and in a question: 'How satisfied are you? (1-5)'."""

from __future__ import annotations

import re

_ASKED = re.compile(r"(?:[(\[]|\bscale (?:of|from) |\bskala von )(\d{1,3}) ?(?:-|–|to|bis|à|a|até|tot) ?(\d{1,3})\b")


def range_of(text: str) -> tuple[float, float] | None:
    """Lowest and highest value; None where the text says no such range."""
    if len(text) > 40:
        return None
    match = re.match(r"^\s*(?:[a-z]+ )?\[?(-?\d+(?:\.\d+)?)\s*(?:-|–|,|to|bis|\.\.)\s*(-?\d+(?:\.\d+)?)\]?\s*$", text)
    if match is None or float(match[1]) >= float(match[2]):
        return None
    return float(match[1]), float(match[2])


def range_asked(question: str) -> tuple[float, float] | None:
    """Lowest and highest answer that a question names; None where it names none."""
    match = _ASKED.search(question.casefold())
    if match is None or float(match[1]) >= float(match[2]):
        return None
    return float(match[1]), float(match[2])
