"""What a header may mean: its words as concepts, in order, those that nobody knows marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice, product

from rapidfuzz import fuzz, process

from csm_core.intake.vocabulary.concepts import CONCEPTS
from csm_core.intake.vocabulary.headers import spoken

_MEANINGS: dict[str, tuple[str, ...]] = {}
for _concept, _words in CONCEPTS.items():
    for _word in _words.split():
        _MEANINGS[_word] = tuple(dict.fromkeys((*_MEANINGS.get(_word, ()), _concept)))
_LONG = sorted((word for word in _MEANINGS if len(word) >= 3 and "" not in _MEANINGS[word]), key=len, reverse=True)
_BY_START: dict[str, list[str]] = {}
for _word in _LONG:
    _BY_START.setdefault(_word[:3], []).append(_word)
_FUZZY = tuple(word for word in _LONG if len(word) >= 5)
_LINKS = ("", "s", "n", "en", "e", "es", "er")


# Words that mean two things in ways that a set can't tell: what counts customers names none of them.
_COUNTING = re.compile(
    r"\b(?:numbers?|no|count|nombre|numero|num|n|anzahl|aantal|cantidad|quantidade|total)"
    r"(?: (?:of|de|d|des|do|dos|van))? "
    r"(?=[a-z]+s\b|kunden\b|klanten\b|firmen\b|nutzer\b)"
)
# Near in spelling to a word above, and another word.
_ANOTHER_WORD = frozenset({"compute", "computed", "contacted", "accounted", "reported", "stated", "planned"})


@dataclass(frozen=True)
class Reading:
    """One way to understand a header. `words`: what each word means, in order, '?' where nobody knows;
    words that mean nothing of their own are left out, and compounds stand as their parts."""

    words: tuple[str, ...]

    @cached_property
    def concepts(self) -> frozenset[str]:
        """What is meant, without order."""
        return frozenset(self.words) - {"?"}

    @cached_property
    def unknown(self) -> int:
        """How many words mean nothing known."""
        return self.words.count("?")


@cache
def readings(header: str) -> Sequence[Reading]:
    """The ways in which a header may be understood."""
    options: list[tuple[tuple[str, ...], ...]] = []
    joined = re.sub(r"\b([A-Za-z])-(?=[Mm]ail)", r"\1", header)
    text = _COUNTING.sub("quantity ", spoken(joined).replace("por que", "porque"))
    for word in text.split():
        meanings = _meanings(word)
        if meanings is not None:
            options.append(meanings)
        elif not word.isdecimal():
            options.append((("?",),))
    combined = (
        tuple(one for part in ways if part != ("",) for one in part if one) for ways in islice(product(*options), 64)
    )
    return tuple(Reading(words) for words in dict.fromkeys(combined))


@cache
def _meanings(word: str) -> tuple[tuple[str, ...], ...] | None:
    """What one word may mean, None where nobody knows; compounds mean what their parts mean, one after the other."""
    if word in _MEANINGS:
        return tuple((one,) for one in _MEANINGS[word])
    if word in _ANOTHER_WORD:
        return None
    parts = _split(word)
    if parts is not None:
        return tuple(product(*(_MEANINGS[part] for part in parts)))
    if len(word) >= 5:
        near = process.extractOne(word, _FUZZY, scorer=fuzz.ratio, score_cutoff=85)
        if near is not None:
            return tuple((one,) for one in _MEANINGS[near[0]])
    return None


@cache
def _split(word: str) -> tuple[str, ...] | None:
    """'vertragsbeginn' is vertrag and beginn; the fewest parts, joined by nothing or by a linking sound."""
    for first in _BY_START.get(word[:3], ()):
        if not word.startswith(first):
            continue
        for link in _LINKS:
            rest = word[len(first) :].removeprefix(link) if word[len(first) :].startswith(link) else None
            if rest is None:
                continue
            if rest in _MEANINGS and "" not in _MEANINGS[rest] and (len(rest) >= 3 or rest in ("nr", "id")):
                return (first, rest)
            deeper = _split(rest) if len(rest) >= 6 else None
            if deeper is not None:
                return (first, *deeper)
    return None
