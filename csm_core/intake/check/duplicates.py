"""Rows of one file that are equal in every cell: the same thing told twice counts once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.mapping import FileMapping
from csm_core.intake.values.quarantine import Quarantine
from csm_core.tables.catalogue import KINDS
from csm_core.text.plural import plural

# The id of a row's own thing: who has it, is told twice where all the rest is equal too.
_IDS = {
    "subscriptions": "subscription_id",
    "invoices": "invoice_id",
    "surveys": "response_id",
    "tickets": "ticket_id",
    "opportunities": "opportunity_id",
    "contacts": "contact_id",
    "accounts": "account_id",
}
# Without an id, equal rows of these would add up: two such lines may be real, or one of them told twice.
_ADDING = frozenset({"subscriptions", "mrr_snapshots", "mrr_movements"})
_AMOUNTS = ("mrr", "amount", "quantity")
_AT_A_TIME, _BYTES = 100_000, 16
Digests = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Repeats:
    """`again`: places of the rows to be quarantined, among all rows of the file, in order; `issues`: what is to be
    said of equal rows."""

    again: pa.Array
    issues: tuple[Issue, ...] = ()

    def quarantine(self, first: int, rows: int, before: int, mapping: FileMapping, quarantine: Quarantine) -> None:
        """Quarantine those of `rows` rows from place `first` of the file; `before`: how many stand above them
        in the table at hand and are none of these."""
        if not len(self.again):
            return
        mask = pc.is_in(pa.array(np.arange(first - before, first + rows)), value_set=self.again)
        if before:
            mask = pa.concat_arrays([pa.repeat(pa.scalar(False), before), mask.slice(before)])
        message = "This row repeats an earlier one cell for cell, so it is counted once."
        quarantine.add(mask, "duplicate_row", _id_header(mapping), message)


class EqualRows:
    """Which of the rows taken so far equal one above in every cell, and so are one thing told twice
    (`duplicate_row`), if they have its id.

    Rows without such an id may be equal and both be real: two equal events, two equal answers. Where they would add
    up to more money, they are kept and asked about (`duplicate_rows_assumed`). The mapping's option `duplicates` says
    it for all: once, or keep. A bill of which rows are its lines may have two equal ones: its total tells.

    Of each row 16 bytes are kept that no other row has; for rows of subscriptions their id and 16 bytes more.
    """

    def __init__(self, mapping: FileMapping, headers: Sequence[str]) -> None:
        self._mapping, self._headers = mapping, tuple(headers)
        self._id = _id_header(mapping)
        money = {mapping.columns[name] for name in _AMOUNTS if name in mapping.columns}
        is_added = KINDS[mapping.kind] == "subscriptions" and self._id is not None and money
        self._besides = [one for one in headers if one not in money] if is_added else []
        self._whole: list[Digests] = []
        self._rest: list[Digests] = []
        self._numbers: list[pa.Array] = []
        self._ids: list[pa.Array] = []

    def take(self, cells: pa.Table, numbers: pa.Array) -> None:
        """Further rows of the file, and their lines."""
        if not cells.num_rows or not _are_sought(self._mapping):
            return
        self._whole.append(_digests(cells))
        self._numbers.append(numbers)
        if self._id is not None:
            self._ids.append(cells.column(self._id).combine_chunks() if self._besides else _there(cells, self._id))
        if self._besides:
            self._rest.append(_digests(cells.select(self._besides)))

    def outcome(self) -> Repeats:
        """What is to be done with those that are equal."""
        none = Repeats(pa.array([], pa.int64()))
        if sum(map(len, self._whole)) < 2:
            return none
        again = _again(np.concatenate(self._whole))
        if self._id is not None:
            again &= np.concatenate([np.asarray(pc.is_valid(ids)) for ids in self._ids])
        count = int(again.sum())
        if self._id is not None or self._mapping.options.duplicates == "once":
            return Repeats(pa.array(np.flatnonzero(again)), self._added_up(again))
        if not count:
            return none
        rows = ", ".join(map(str, _first(self._numbers, again)))
        message = (
            f"{plural(count, 'row')} identical to an earlier one (first: rows {rows}), with no id to tell them "
            "apart: each was counted. Please choose whether to count them once (option duplicates: once, keep)."
        )
        return Repeats(none.again, (Issue("duplicate_rows_assumed", "warning", message, headers=self._headers),))

    def _added_up(self, again: npt.NDArray[np.bool_]) -> tuple[Issue, ...]:
        """Lines of one subscription that differ in their amount and in nothing else: two real ones, or one
        corrected."""
        if not self._besides or self._id is None:
            return ()
        whole = np.flatnonzero(~again)
        doubtful = np.zeros(len(again), np.bool_)
        doubtful[whole[_again(np.concatenate(self._rest)[whole])]] = True
        ids = pc.unique(pa.chunked_array(self._ids).filter(pa.array(doubtful)).drop_null()).to_pylist()
        if not ids:
            return ()
        shown = ", ".join(f"'{one}'" for one in ids[:5])
        message = (
            f"Lines of {plural(len(ids), 'subscription')} differ only in their amount ({shown}): each was counted, "
            "and they add up. Please check whether one corrects the other."
        )
        of = (None, self._id, None, "subscription_id", (self._id,))
        return (Issue("lines_added_assumed", "warning", message, *of),)


def _are_sought(mapping: FileMapping) -> bool:
    table = KINDS[mapping.kind]
    setting = mapping.options.duplicates
    if setting == "keep" or {"line_total", "unit_amount"} & set(mapping.columns):
        return False
    return setting == "once" or table in _ADDING or _IDS.get(table, "") in mapping.columns


def _id_header(mapping: FileMapping) -> str | None:
    return mapping.columns.get(_IDS.get(KINDS[mapping.kind], ""))


def _there(cells: pa.Table, header: str) -> pa.Array:
    """True where the column is filled, null where it is not."""
    valid = pc.is_valid(cells.column(header).combine_chunks())
    return pc.if_else(valid, valid, None)


def _digests(cells: pa.Table) -> Digests:
    """Two numbers for each row, which another row has only where it is equal in every cell."""
    digests = []
    for start in range(0, cells.num_rows, _AT_A_TIME):
        columns = [column.combine_chunks().cast(pa.string()) for column in cells.slice(start, _AT_A_TIME).columns]
        texts = pc.binary_join_element_wise(*columns, "\x1f", null_handling="replace", null_replacement="\x1e")
        digests += [blake2b(one, digest_size=_BYTES).digest() for one in texts.cast(pa.binary()).to_pylist()]
    return np.frombuffer(b"".join(digests), np.uint64).reshape(-1, 2)


def _again(digests: Digests) -> npt.NDArray[np.bool_]:
    """Mask of the rows whose digest an earlier one has."""
    order = np.argsort(digests[:, 0], kind="stable")
    ordered = digests[order]
    mask = np.zeros(len(digests), np.bool_)
    mask[order[1:]] = (ordered[1:] == ordered[:-1]).all(axis=1)
    return mask


def _first(numbers: Sequence[pa.Array], mask: npt.NDArray[np.bool_], most: int = 5) -> list[int]:
    lines = pa.chunked_array(numbers)
    return [int(lines[int(index)].as_py()) for index in np.flatnonzero(mask)[:most]]
