"""Movements of MRR whose amount is called no more than an amount: told by the words of the column of their kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from csm_core.intake.columns.assign import assign
from csm_core.intake.columns.bill_headers import lists_bills
from csm_core.intake.columns.likeness import likeness
from csm_core.intake.values.fits import are_names, fits
from csm_core.intake.values.profile import Profiles
from csm_core.intake.vocabulary.movement_words import is_only_movement, movement_kind
from csm_core.intake.vocabulary.readings import readings
from csm_core.tables.catalogue import TABLES

_TABLE = TABLES["mrr_movements"]
_SORTS = frozenset({"type", "category", "change", "movement"})
_OTHERWISE = frozenset({"status", "stage", "event", "ticket", "priority", "id", "date"})
_MONEY = frozenset({"amount", "revenue", "mrr", "total", "recurring"})
_NO_MONEY = frozenset({"id", "date", "count", "discount", "due", "refund", "after"})
_MOST_KINDS, _RECOGNISED = 20, 0.8
_SURE, _UNSURE = 0.9, 0.6


@dataclass(frozen=True, slots=True)
class ListedMovements:
    """`columns`: canonical column → header and how sure. `confidence`: low where the words may be those of bills."""

    columns: Mapping[str, tuple[str, float]]
    confidence: float


def listed_movements(headers: Sequence[str], profiles: Profiles) -> ListedMovements | None:
    """The movements, where a column's words are kinds of them and some of these take away; else None.

    Of deals and bills few are ever lost: words that only grow are a question rather than an answer."""
    sort = _sort(headers, profiles)
    if sort is None or any("stage" in likeness(header, TABLES["opportunities"]) for header in headers):
        return None
    assigned = dict(assign(_TABLE, [one for one in headers if one != sort], profiles).columns)
    if {"mrr_delta", "mrr_after"} & set(assigned):
        return None
    amount = _amount([one for one in headers if one != sort], profiles)
    if amount is None or "movement_date" not in assigned or not {"account_id", "account_name"} & set(assigned):
        return None
    columns = {name: one for name, one in assigned.items() if one[0] not in (sort, amount)}
    if "account_id" not in columns and are_names(profiles[columns["account_name"][0]].values):
        columns["account_id"] = columns["account_name"]
    words = profiles[sort].values
    only, less = any(map(is_only_movement, words)), any(movement_kind(one) == "less" for one in words)
    if lists_bills(headers) and not only:
        return None
    columns |= {"movement_type": (sort, _SURE), "mrr_delta": (amount, _SURE)}
    return ListedMovements(columns, _SURE if less else _UNSURE)


def sorts_movements(headers: Sequence[str], profiles: Profiles) -> bool:
    """Whether a column says of each row which movement of MRR it is."""
    return _sort(headers, profiles) is not None


def _sort(headers: Sequence[str], profiles: Profiles) -> str | None:
    """The one column of few words, nearly all of them kinds of movements, under a header that says that it sorts."""
    kinds = []
    for header in headers:
        words, concepts = profiles[header].values, frozenset().union(*(one.concepts for one in readings(header)))
        if not (concepts & _SORTS) or concepts & _OTHERWISE or not 1 < len(words) <= _MOST_KINDS:
            continue
        if sum(movement_kind(one) is not None for one in words) >= _RECOGNISED * len(words):
            kinds.append(header)
    return kinds[0] if len(kinds) == 1 else None


def _amount(headers: Sequence[str], profiles: Profiles) -> str | None:
    """The one column of money; of several the one that speaks of MRR."""
    money = _TABLE.column("mrr_delta")
    amounts = {}
    for header in headers:
        concepts = frozenset().union(*(one.concepts for one in readings(header)))
        values = profiles[header].values
        if (
            money is not None
            and values
            and fits(money, values) >= 1
            and concepts & _MONEY
            and not concepts & _NO_MONEY
        ):
            amounts[header] = "mrr" in concepts
    named = [header for header, is_mrr in amounts.items() if is_mrr] or list(amounts)
    return named[0] if len(named) == 1 else None
