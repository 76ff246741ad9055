"""Rows of one file that are equal in every cell: the same thing told twice counts once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.mapping import FileMapping
from csm_core.intake.quarantine import Quarantine
from csm_core.intake.raw import RawTable
from csm_core.plural import plural
from csm_core.tables import KINDS

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
_POSITION = "__position"
_ODD = np.uint64(0x9E3779B97F4A7C15)


def are_duplicates_sought(mapping: FileMapping) -> bool:
    """Whether equal rows of such a file are looked for, which takes all of its rows at once."""
    table = KINDS[mapping.kind]
    said = mapping.options.duplicates
    if said == "keep" or {"line_total", "unit_amount"} & set(mapping.columns):
        return False
    return said == "once" or table in _ADDING or _IDS.get(table, "") in mapping.columns


def set_duplicates_aside(raw: RawTable, mapping: FileMapping, quarantine: Quarantine) -> tuple[Issue, ...]:
    """Quarantine each row that equals one above it in every cell, if it has its own thing's id (`duplicate_row`).

    Rows without such an id may be equal and both be real: two equal events, two equal answers. Where they would add
    up to more money, they are kept and asked about (`duplicate_rows_assumed`). The mapping's option `duplicates` says
    it for all: once, or keep. A bill of which rows are its lines may have two equal ones: its total tells.
    """
    if raw.cells.num_rows < 2 or not are_duplicates_sought(mapping):
        return ()
    id_header = mapping.columns.get(_IDS.get(KINDS[mapping.kind], ""))
    again = _again(raw.cells, id_header)
    count = int(pc.sum(again, min_count=0).as_py())
    if not count:
        return _added_up(raw, mapping, id_header)
    if id_header is not None or mapping.options.duplicates == "once":
        message = "The row equals one above it in every cell: it counts once."
        quarantine.add(again, "duplicate_row", id_header, message)
        return _added_up(raw, mapping, id_header)
    rows = ", ".join(str(row) for row in raw.row_numbers.filter(again).slice(0, 5).to_pylist())
    message = (
        f"{plural(count, 'row')} equal to one above in every cell (first: rows {rows}), without an id to tell "
        "whether they are one: each was counted. Please say whether they count once (option duplicates: once, keep)."
    )
    return (Issue("duplicate_rows_assumed", "warning", message, headers=raw.headers),)


def _added_up(raw: RawTable, mapping: FileMapping, id_header: str | None) -> tuple[Issue, ...]:
    """Lines of one subscription that differ in their amount and in nothing else: two real ones, or one corrected."""
    money = {mapping.columns[name] for name in _AMOUNTS if name in mapping.columns}
    if KINDS[mapping.kind] != "subscriptions" or id_header is None or not money:
        return ()
    whole = raw.cells.filter(pc.invert(_again(raw.cells, id_header)))
    doubtful = _again(whole.drop_columns(list(money)), id_header)
    ids = pc.unique(whole.column(id_header).filter(doubtful)).to_pylist()
    if not ids:
        return ()
    shown = ", ".join(f"'{one}'" for one in ids[:5])
    message = (
        f"Lines of {plural(len(ids), 'subscription')} differ in their amount alone ({shown}): each was counted, and "
        "they add up. Please check whether one is the other corrected."
    )
    return (Issue("lines_added_assumed", "warning", message, None, id_header, None, "subscription_id", (id_header,)),)


def _again(cells: pa.Table, id_header: str | None) -> pa.Array:
    """Mask of the rows that equal an earlier one; with an id, of those that have it alone."""
    # Nearly always no id, or no row, stands twice: then the columns need not be compared all at once, which takes
    # several times the memory of the file.
    maybe = _often(_codes(cells.column(id_header))) if id_header is not None else _often(_keys(cells))
    if id_header is not None:
        maybe &= np.asarray(pc.is_valid(cells.column(id_header)).to_numpy())
    positions = pa.array(np.flatnonzero(maybe))
    if not len(positions):
        return pa.repeat(pa.scalar(False), cells.num_rows)
    names = [str(number) for number in range(cells.num_columns)]
    numbered = cells.filter(pa.array(maybe)).rename_columns(names).append_column(_POSITION, positions)
    firsts = numbered.group_by(names).aggregate([(_POSITION, "min")]).column(f"{_POSITION}_min")
    later = positions.filter(pc.invert(pc.is_in(positions, value_set=firsts)))
    return pc.is_in(pa.array(np.arange(cells.num_rows)), value_set=later)


def _codes(column: pa.ChunkedArray) -> npt.NDArray[np.uint64]:
    """A number for each different text of the column, 0 where it is empty."""
    indices = pc.fill_null(pc.dictionary_encode(column.combine_chunks()).indices, -1)
    return (np.asarray(indices.to_numpy(zero_copy_only=False)).astype(np.int64) + 1).astype(np.uint64)


def _keys(cells: pa.Table) -> npt.NDArray[np.uint64]:
    """A number for each row: equal rows have the same; others hardly ever."""
    keys = np.zeros(cells.num_rows, np.uint64)
    for column in cells.columns:
        keys ^= _codes(column)
        keys *= _ODD
        keys ^= keys >> np.uint64(29)
    return keys


def _often(keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """Mask of the keys that stand more than once."""
    ordered = np.sort(keys)
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not len(twice):
        return np.zeros(len(keys), np.bool_)
    places = np.minimum(np.searchsorted(twice, keys), len(twice) - 1)
    return np.asarray(twice[places] == keys)
