"""Words for yes and no, in the languages of the reader and as programs and check marks write them."""

from __future__ import annotations

from collections.abc import Sequence

_YES_WORDS = "true yes y t 1 on x ✓ ✔ ja j wahr oui o vrai si sí s sim verdadero verdadeiro waar checked enabled"
_NO_WORDS = "false no n f 0 off ✗ ✘ nein falsch non faux não nao falso nee onwaar unchecked disabled"
_YES, _NO = frozenset(_YES_WORDS.split()), frozenset(_NO_WORDS.split())


def yes_or_no(text: str) -> bool | None:
    """What the word says, None where it is neither."""
    word = text.strip().casefold()
    return True if word in _YES else False if word in _NO else None


def are_yes_or_no(values: Sequence[str]) -> bool:
    """Whether there is nothing but yes and no, one of them at least."""
    return bool(values) and all(yes_or_no(value) is not None for value in values)
