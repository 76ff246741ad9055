"""What a movement of MRR of a name does: English, German, French, Spanish, Portuguese and Dutch."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

Kind = Literal["less", "more", "new"]

# Beginnings of words, without accents.
_LESS_STEMS = (
    "downgrad downsell contract decreas reduc shrink churn cancel lost loss terminat ended deactivat leav left "
    "kundig herabstuf verringer abwander verlust abgang ruckgang verlor diminu baisse perte resili attrition "
    "desabonn depart baja perdid disminu contraccion rebaja "
    "perda queda contracao opzeg opgezegd verlag krimp verlies "
    "afname vermindering stopgezet paus"
)
_MORE_STEMS = (
    "upgrad upsell cross expan increas grow addon add uplift erweiter erhoh hochstuf zuwachs augment hausse ampli "
    "aument increment uitbreid verhog groei price preis prix precio"
)
_NEW_STEMS = (
    "new start activat signup sign initial open resum return win neu wieder aktiv nouveau nouvelle reprise nuev alta "
    "inicio novo nova nieuw"
)
_LESS, _MORE, _NEW = _LESS_STEMS.split(), _MORE_STEMS.split(), _NEW_STEMS.split()
_AGAIN = ("reactiv", "reaktiv", "heractiv", "reativ")
# What no bill and no deal is called: these say by themselves that rows are movements.
_ONLY_MOVEMENTS = (
    "churn", "contract", "downgrad", "downsell", "shrink", "expan", "herabstuf", "abwander", "krimp", "attrition",
)  # fmt: skip


_OF_MRR = frozenset({"mrr", "arr"})


def movement_kind(text: str) -> Kind | None:
    """less, more or new: what a movement of this name does; None where that is not known."""
    words = _words(text)
    if _begins(words, _AGAIN):
        return "new"
    if _begins(words, _LESS):
        return "less"
    return "new" if _begins(words, _NEW) else "more" if _begins(words, _MORE) else None


def is_only_movement(text: str) -> bool:
    """Whether the words name a movement and nothing that bills, deals or tickets are called too."""
    return _begins(_words(text), _ONLY_MOVEMENTS)


def moves_mrr(header: str, headers: Iterable[str]) -> bool:
    """Whether the header is one of several parts of a change ('New MRR', 'Churned MRR') and no MRR of a customer:
    where the headers name what was won and what was lost. 'New MRR' alone may be MRR after a change."""
    kinds = {_kind_of_mrr(one) for one in headers}
    return _kind_of_mrr(header) is not None and "less" in kinds and bool({"new", "more"} & kinds)


def _kind_of_mrr(header: str) -> Kind | None:
    return movement_kind(header) if _OF_MRR & set(_words(header)) else None


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[a-z]+", "".join(sign for sign in plain if not unicodedata.combining(sign)))


def _begins(words: list[str], stems: tuple[str, ...] | list[str]) -> bool:
    return any(word.startswith(stem) for word in words for stem in stems)
