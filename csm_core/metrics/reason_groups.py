"""Reasons in people's own words, grouped: the same words are the same reason, however they are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

NONE_GIVEN = "(none given)"
RARER = "(rarer reasons)"

_WORDS = re.compile(r"[^\W_]+")


def grouped_reasons(reasons: Iterable[str], most: int) -> Mapping[str, str]:
    """For each text the name of its group.

    Texts of the same words (whatever their case, order, underscores and punctuation) are one reason. A text that
    holds all the words of a commoner one, and more, belongs to it: 'it was too expensive' to 'too expensive'. The
    `most` largest groups have names, the words of their most frequent spelling; all others are one.

    `reasons` may repeat: that is how often each was given.
    """
    spelled: dict[frozenset[str], Counter[str]] = {}
    for text in reasons:
        spelled.setdefault(_words(text), Counter())[text] += 1
    counts = {words: spellings.total() for words, spellings in spelled.items()}
    order = sorted(counts, key=lambda words: (-counts[words], len(words), sorted(words)))
    groups: dict[frozenset[str], list[frozenset[str]]] = {}
    for words in order:
        home = next((group for group in groups if group and group < words), words)
        groups.setdefault(home, []).append(words)
    sizes = {group: sum(counts[words] for words in members) for group, members in groups.items()}
    named = sorted(sizes, key=lambda group: (-sizes[group], sorted(group)))[:most]
    return {
        text: _name(spelled[group]) if group in named else RARER
        for group, members in groups.items()
        for words in members
        for text in spelled[words]
    }


def ranked(names: Iterable[str]) -> list[str]:
    """Each name once: the most frequent first, the name of the rarer ones last."""
    counts = Counter(names)
    return sorted(counts, key=lambda name: (name == RARER, -counts[name], name))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(text.casefold()))


def _name(spellings: Counter[str]) -> str:
    usual = min(spellings, key=lambda text: (-spellings[text], text))
    return " ".join(_WORDS.findall(usual)).casefold() or usual
