"""Whether a header's further words make it something else: a customer's segment is no customer."""

from __future__ import annotations

from collections.abc import Set

from csm_core.intake.vocabulary.readings import Reading

# A thing by its mere noun: every further word turns it into a property of that thing.
_THINGS = frozenset(
    [
        "customer",
        "ticket",
        "subscription",
        "invoice",
        "event",
        "session",
        "user",
        "deal",
        "parent",
        "response",
        "minutes",
    ]
)
# What may stand beside the noun of an id or a name and leave it that thing's.
_HARMLESS = frozenset({"external", "billing", "customer", "count"})
# Dates with these words are dates of another thing.
_OTHER_DATES = frozenset({"trial", "refund", "parent", "employees", "contact", "domain", "discount"})
_DATED = frozenset({"start", "end", "created", "solved", "renewal", "sent", "paid", "due", "issue", "date", "change"})


def is_of_another(reading: Reading, pattern: frozenset[str], free: Set[str], *, dated: bool = False) -> bool:
    """True where the words that the pattern does not explain say that the header is about another thing.

    `dated`: the column is a date, which a thing's noun with a verb beside it may name."""
    extra = reading.concepts - pattern - free
    if "id" in extra and "count" not in pattern:
        return True
    if len(pattern) == 1 and pattern <= _THINGS and not dated:
        return bool(extra) or bool(reading.unknown)
    if "id" in pattern:
        return bool(extra - _HARMLESS) or not _stands_by(reading.words, "id", pattern | free | _HARMLESS)
    if "name" in pattern:
        return bool(extra) or not _stands_by(reading.words, "name", pattern | free)
    if len(pattern) == 1 and pattern <= _DATED:
        return bool(extra & _OTHER_DATES)
    return False


def _stands_by(words: tuple[str, ...], head: str, right: Set[str]) -> bool:
    """Whether the word before the head is of the right thing; where none is before it, all the words behind it."""
    for index in (number for number, word in enumerate(words) if word == head):
        beside = words[index - 1 : index] if index else words[1:]
        if all(word == head or word in right for word in beside):
            return True
    return False
