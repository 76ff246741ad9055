"""The headers of a file to the columns of one table: one optimal assignment, and what it could not tell apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from csm_core.intake.columns.likeness import likeness
from csm_core.intake.columns.preferences import bonus, preference
from csm_core.intake.columns.vetoes import fit
from csm_core.intake.values.fits import are_names
from csm_core.intake.values.profile import Profiles
from csm_core.intake.vocabulary.movement_words import moves_mrr
from csm_core.intake.vocabulary.own_ids import OWN_ID
from csm_core.tables.catalogue import Column, Table, Type

LEAST = 0.6
_MOSTLY, _PARTLY, _PLAIN = 0.65, 0.3, 0.92
_EXACT, _DECLARED, _OTHERWISE = 0.99, 0.94, 0.85
# A match of a better class outweighs any number of the classes below it that one file can have.
_CLASS = {2: 10_000.0, 1: 100.0, 0: 0.0}
_BALANCES = ("mrr", "mrr_after")
_EQUAL, _FAR = 0.04, 0.1
# What decides figures: that two columns are equally like one of these is asked about; of others one is taken.
_MATTERS = (Type.MOMENT, Type.MONEY)


@dataclass(frozen=True, slots=True)
class Tie:
    """Two or more headers equally like one canonical column. `taken`: the one that was, None where none was."""

    canonical: str
    headers: tuple[str, ...]
    taken: str | None


@dataclass(frozen=True, slots=True)
class Assignment:
    """`columns`: canonical column → header and how sure. `ties`: what meaning did not decide."""

    columns: Mapping[str, tuple[str, float]]
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class _Pair:
    header: str
    column: Column
    score: float  # by header and values
    rank: int  # 2: the canonical name, 1: a declared synonym, 0: by meaning


def assign(table: Table, headers: Sequence[str], profiles: Profiles) -> Assignment:
    """Each header to at most one column and back. A canonical name goes before a declared synonym, and that before
    anything vaguer; the columns' order in the file decides nothing."""
    pairs = [pair for header in sorted(headers) for pair in _pairs(table, header, profiles)]
    if not pairs:
        return Assignment({}, ())
    rows = sorted({pair.header for pair in pairs})
    names = [column.name for column in table.columns]
    weights = np.zeros((len(rows), len(names)))
    scores: dict[tuple[str, str], _Pair] = {}
    for pair in pairs:
        scores[pair.column.name, pair.header] = pair
        preferred = pair.score + bonus(pair.header, table.name, pair.column.name)
        weights[rows.index(pair.header), names.index(pair.column.name)] = _CLASS[pair.rank] + preferred
    taken = {
        names[column]: rows[row]
        for row, column in zip(*scipy.optimize.linear_sum_assignment(weights, maximize=True), strict=True)
        if weights[row, column] > 0
    }
    ties = [tie for name in taken if (tie := _tie(table, name, taken, scores)) is not None]
    for tie in ties:
        if tie.taken is None:
            del taken[tie.canonical]
    columns = {name: (taken[name], round(scores[name, taken[name]].score, 2)) for name in names if name in taken}
    return Assignment(columns, tuple(ties))


def _pairs(table: Table, header: str, profiles: Profiles) -> list[_Pair]:
    """The columns that the header may be, by its words and by its values."""
    likes = likeness(header, table)
    if not likes:
        return []
    pairs, profile = [], profiles[header]
    named = {"account_id", "account_name"} <= set(likes) and are_names(profile.values)
    for column in table.columns:
        like = likes.get(column.name, 0.0) * (0.9 if named and column.name == "account_id" else 1.0)
        if like <= 0 or (column.name in _BALANCES and moves_mrr(header, profiles)):
            continue
        share = fit(column, table, header, profile, like)
        # A plain name stands even over values of which many are faulty: those are quarantined and told.
        if not (share >= _MOSTLY or (like >= _PLAIN and share >= _PARTLY)):
            continue
        score = like * max(share, _MOSTLY) * _own_id(column, table, profiles, header)
        if score >= LEAST:
            pairs.append(_Pair(header, column, score, _rank(column.name, likes)))
    return pairs


def _rank(name: str, likes: Mapping[str, float]) -> int:
    """A synonym that may as well mean another column of the table is worth no more than a meaning."""
    if likes[name] >= _EXACT:
        return 2
    return int(likes[name] >= _DECLARED and all(like < _OTHERWISE for other, like in likes.items() if other != name))


def _own_id(column: Column, table: Table, profiles: Profiles, header: str) -> float:
    """The id of the row's own thing is another in every row: one that repeats is less likely it."""
    profile = profiles[header]
    if column.name != OWN_ID.get(table.name) or column.name in ("account_id", "subscription_id"):
        return 1.0
    return 1.0 if profile.repetition <= 1.05 else 0.85


def _tie(table: Table, name: str, taken: Mapping[str, str], scores: Mapping[tuple[str, str], _Pair]) -> Tie | None:
    """Headers left over that are as like the column as the one that took it, and that no meaning puts behind it."""
    winner = scores[name, taken[name]]
    rank = preference(winner.header, table.name, name)
    # What a header was taken for although it is far less like it makes it no less a rival here.
    elsewhere = {header: scores[other, header].score for other, header in taken.items()}
    rivals = sorted(
        pair.header
        for (canonical, header), pair in scores.items()
        if canonical == name
        and header != winner.header
        and elsewhere.get(header, 0.0) < pair.score - _FAR
        and pair.rank == winner.rank
        and pair.score > winner.score - _EQUAL
        and preference(header, table.name, name) == rank
    )
    if not rivals or not (winner.column.type in _MATTERS or name in ("account_id", "score")):
        return None
    needed = any(name in choice.split("+") for group in table.required for choice in group)
    return Tie(name, tuple(sorted((winner.header, *rivals))), winner.header if needed else None)
