"""What is known of one tool's export: how to recognise it, what its headers mean, what is odd about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

import pyarrow as pa

from csm_core.intake.mapping import Options
from csm_core.intake.vocabulary.headers import compact
from csm_core.intake.vocabulary.synonyms import SYNONYMS

Header = str | re.Pattern[str]
# The file's cells → the cells as they should be read (same headers, same rows).
Adapt = Callable[[pa.Table], pa.Table]
_ANYBODYS = frozenset(compact(word) for name, words in SYNONYMS.items() for word in (name, *words))
_MANY, _MOSTLY = 5, 0.6
_NONE: Mapping[str, str] = MappingProxyType({})
_NO_REASONS: Mapping[str, tuple[Header, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows of the file that are no rows of its kind: `rows` is a mask, `message` the sentence to show.

    `unless`: a canonical column that says the same of each row where it is mapped.
    """

    rows: pa.Array
    code: str
    message: str
    unless: str | None = None


@dataclass(frozen=True, slots=True)
class Dialect:
    """One known export.

    `signature`: headers that together identify it. `columns`: canonical column → the headers that may hold
    it, the first one present is taken. `same`: canonical column → the one whose header it shares.
    `unused`: why columns are left out on purpose → their headers; money, dates, ids and ratings that are neither
    mapped nor here are named as not used. `constants`, `options`: as in a mapping.
    `adapt`: puts right what the tool writes oddly. `leave_out`: says which rows are none of this kind.
    `in_minor_units`: whether the money of these cells is written in the smallest unit of its currency.
    """

    source: str
    kind: str
    signature: tuple[Header, ...]
    columns: Mapping[str, tuple[Header, ...]]
    unused: Mapping[str, tuple[Header, ...]] = field(default_factory=lambda: _NO_REASONS)
    same: Mapping[str, str] = field(default_factory=lambda: _NONE)
    constants: Mapping[str, str] = field(default_factory=lambda: _NONE)
    options: Options = field(default_factory=Options)
    adapt: Adapt | None = None
    leave_out: Callable[[pa.Table], Sequence[LeftOut]] | None = None
    in_minor_units: Callable[[pa.Table], bool] | None = None

    def match(self, headers: Sequence[str]) -> float:
        """0 to 1: how sure it is that these are the headers of this export."""
        present = sum(find_header((header,), headers) is not None for header in self.signature)
        share = present / len(self.signature)
        if share < 0.7 or not headers:
            return 0.0
        matched = len(self.recognised(headers)) / len(headers)
        # Words that anybody uses, some of the signature's missing, are no tool's among as many that it does not know.
        if share < 1 and present < _MANY and matched < _MOSTLY and not self._is_telling(headers):
            return 0.0
        # Five headers of a signature among headers that are mostly known are enough, whatever is missing.
        floor = 0.75 if present >= _MANY and matched >= _MOSTLY else 0.0
        return max(floor, 0.8 * share + 0.2 * matched)

    def _is_telling(self, headers: Sequence[str]) -> bool:
        """Whether one of the signature's headers that are there is not what anybody might call such a column."""
        present = (one for one in self.signature if find_header((one,), headers) is not None)
        return any(not isinstance(one, str) or compact(one) not in _ANYBODYS for one in present)

    def recognised(self, headers: Sequence[str]) -> set[str]:
        """The file's headers that this dialect says something about."""
        wanted = [header for group in (*self.columns.values(), *self.unused.values()) for header in group]
        matches = (find_header((one,), headers) for one in (*wanted, *self.signature))
        return {header for header in matches if header is not None}

    def reasons(self, headers: Sequence[str]) -> Mapping[str, str]:
        """Of these headers, those that are left out on purpose → why."""
        return {
            header: reason
            for reason, group in self.unused.items()
            for header in headers
            if any(find_header((one,), (header,)) is not None for one in group)
        }

    def mapped(self, headers: Sequence[str]) -> Mapping[str, str]:
        """Canonical column → header, for the headers that this file has; but for `same`, a header is used once."""
        mapped: dict[str, str] = {}
        for canonical, wanted in self.columns.items():
            free = [header for header in headers if header not in mapped.values()]
            header_name = find_header(wanted, free)
            if header_name is not None:
                mapped[canonical] = header_name
        shared = {canonical: mapped[other] for canonical, other in self.same.items() if other in mapped}
        return mapped | shared


def find_header(wanted: Sequence[Header], headers: Sequence[str]) -> str | None:
    """The file's header that is the first of those wanted; case, spaces and signs don't matter.

    Of several that one pattern matches, the one that says least beside it: their order decides nothing."""
    plainest, lookup = _plainest(tuple(headers))
    for header in wanted:
        if isinstance(header, str):
            if compact(header) in lookup:
                return lookup[compact(header)]
            continue
        match = next((one for one in plainest if header.search(one)), None)
        if match is not None:
            return match
    return None


@lru_cache(maxsize=32)
def _plainest(headers: tuple[str, ...]) -> tuple[Sequence[str], Mapping[str, str]]:
    """The headers, the shortest first, and each by its letters alone: asked once a header of each export."""
    plainest = sorted(headers, key=lambda one: (len(one), one))
    return plainest, {compact(header): header for header in reversed(plainest)}
