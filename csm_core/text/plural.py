"""A number of things in words, and the verb that agrees with it."""

from __future__ import annotations

_SINGULAR = {"are": "is", "were": "was", "have": "has", "do": "does"}


def plural(number: int, thing: str) -> str:
    """'1 row', '2 rows', '1,234 rows', '0 rows', of a thing whose plural has an s."""
    return f"{number:,} {thing if number == 1 else f'{thing}s'}"


def agreeing(number: int, verb: str) -> str:
    """The verb, given as of many ('are', 'hold'), as it stands behind the number: 'is' and 'holds' behind 1."""
    return verb if number != 1 else _SINGULAR.get(verb, f"{verb}s")
