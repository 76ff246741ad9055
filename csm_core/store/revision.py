"""Revision: what tells one state of a workspace's data from another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from csm_core.engines.parsed import run
from csm_core.store.load import LOADS_SQL, Load, of_one_source

_MATCHES_SQL = "select kind, key, account_id from meta.matches order by kind, key"


@dataclass(frozen=True, slots=True)
class Revision:
    """`fingerprint`: 16 hex digits that depend on nothing but the files in force, how they were mapped and who was
    matched. `mark` begins with it and also knows the order and time of the loads: what is derived hangs on that.
    """

    fingerprint: str
    mark: str

    @classmethod
    def read(cls, cursor: duckdb.DuckDBPyConnection) -> Revision:
        """The revision of what a transaction sees, also where it has not ended yet."""
        loads: pa.Table = run(cursor, LOADS_SQL).to_arrow_table()
        matches: pa.Table = run(cursor, _MATCHES_SQL).to_arrow_table()
        return cls.of([Load(**row) for row in loads.to_pylist()], matches.to_pylist())

    @classmethod
    def of_one_moment(cls, cursor: duckdb.DuckDBPyConnection) -> Revision:
        """The revision in a transaction of its own: loads and matches of one and the same moment."""
        cursor.execute("begin transaction")
        revision = cls.read(cursor)
        cursor.execute("commit")
        return revision

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


def _key(load: Load) -> tuple[str, str, str]:
    return load.table, load.content_hash, load.sheet or ""


def _digits(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
