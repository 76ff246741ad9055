"""Revision: what tells one state of a workspace's data from another."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from csm_core.store.load import Load, of_one_source


@dataclass(frozen=True, slots=True)
class Revision:
    """`fingerprint`: 16 hex digits that depend on nothing but the files in force, how they were mapped and who was
    matched. `mark` begins with it and also knows the order and time of the loads: what is derived hangs on that.
    """

    fingerprint: str
    mark: str

    @classmethod
    def of(cls, loads: Sequence[Load], matches: Sequence[Mapping[str, str | None]]) -> Revision:
        """The revision of a state. `matches`: kind, key and account_id, in the order of kind and key."""
        in_force = [(load, json.loads(load.mapping)) for load in loads if load.superseded_by is None]
        # A mapping has no order of its own, and the same bytes may be in force under several.
        in_force.sort(key=lambda one: (*_key(one[0]), json.dumps(one[1], sort_keys=True)))
        content: list[object] = [[load.table, load.content_hash, load.sheet, key] for load, key in in_force]
        content += of_one_source(loads)
        content += [[one["kind"], one["key"], one["account_id"]] for one in matches]
        fingerprint = _digits(json.dumps(content, sort_keys=True))
        order = [
            (load.load_id, load.superseded_by, str(load.loaded_at), load.origin, str(load.listed_on), load.missing)
            for load in loads
        ]
        return cls(fingerprint, fingerprint + _digits(json.dumps(order)))


class KnownRevision:
    """The revision of the present data, read once and never kept past a change, whoever reads meanwhile."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: Revision | None = None
        # What a reader began to read in another turn is not kept, nor what is read while a change comes into force.
        self._turn = 0
        self._changes = 0
        # Moments at which people's changes began and ended to come into force: a load that is taken back leaves the
        # revision as it was, and yet an answer may have seen both states.
        self.moments = 0

    def get(self, read: Callable[[], Revision]) -> Revision:
        """The revision; `read` asks the file for it."""
        with self._lock:
            if self._known is not None:
                return self._known
            turn = self._turn
        revision = read()
        with self._lock:
            if turn == self._turn and not self._changes:
                self._known = revision
        return revision

    @contextmanager
    def changing(self, derived: bool = False) -> Iterator[None]:
        """Around the moment at which a change comes into force; `derived`: it follows from the data alone."""
        self._step(1, derived)
        try:
            yield
        finally:
            self._step(-1, derived)

    def _step(self, changes: int, derived: bool) -> None:
        with self._lock:
            self.moments += not derived
            self._changes += changes
            self._turn += 1
            self._known = None


def _key(load: Load) -> tuple[str, str, str]:
    return load.table, load.content_hash, load.sheet or ""


def _digits(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
