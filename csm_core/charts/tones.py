"""Words that have a colour of their own: the bands of health and the classes of answers."""

from __future__ import annotations

from typing import Final

from csm_core.charts.palette import Palette

TONES: Final = ("bad", "middling", "good", "unknown", "value")
# The words that metrics use for their bands and classes, by meaning. What is not among them is plain 'value'.
_MEANINGS: Final = {
    "red": "bad",
    "at risk": "bad",
    "leaving": "bad",
    "detractor": "bad",
    "detractors": "bad",
    "amber": "middling",
    "watch": "middling",
    "passive": "middling",
    "passives": "middling",
    "green": "good",
    "healthy": "good",
    "promoter": "good",
    "promoters": "good",
    "unknown": "unknown",
}
_WORDS: Final = {"red": "at risk", "amber": "watch", "green": "healthy"}


def tone_of(word: str) -> str:
    """One of TONES."""
    return _MEANINGS.get(word.strip().lower(), "value")


def band_word(word: str) -> str:
    """What a reader calls it: the colour of a band says nothing to who can't see it."""
    return _WORDS.get(word.strip().lower(), word)


def tone_colours(colours: Palette) -> list[str]:
    """The colours of TONES, in their order."""
    return [*colours.bands, colours.value]
