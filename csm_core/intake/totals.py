"""Which rows of a grid are sums of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.figures import plain_figure
from csm_core.intake.grid import Grid
from csm_core.intake.running_sums import RunningSums

_WORDS = (
    r"(?i)^\W*((grand|sub|overall|report)[ -]?totals?|totals?|sum|total general|total général|summe|gesamt"
    r"|gesamtsumme|zwischensumme|endsumme|somme|sous-total|suma|subtotal|soma|totaal|subtotaal)\b\W*"
    r"(\(?[\d.,]+ (records?|rows?|count)\)?|of .*|:)?\W*$"
)
# One of these is in every word for a total above.
_STEMS = (b"tot", b"sum", b"som", b"gesamt")
_ENDING = r"(?i)^.+ (sub)?totals?\W*$"
TOTAL = ("totals_row", "This line is a total or subtotal, not a row of its own.")


def find_totals(grid: Grid, body: range, last: int) -> Mapping[int, tuple[str, str]]:
    """Row index → (code, message). A row whose label merely reads 'Total' counts as one when it is the last
    row, is emptier than the others, or holds the sum of the rows above; else a customer may be called so."""
    if not len(body) or not grid.columns:
        return {}
    words, endings = total_marks(grid)
    candidates = {int(i) for i in np.flatnonzero(words)}
    candidates |= {int(i) for i in np.flatnonzero(endings) if _is_empty(grid, int(i))}
    if not candidates:
        return {}
    places = np.array(sorted(candidates & set(body)), dtype=np.int64)
    unsure = np.array([i for i in places if i < last and not _is_empty(grid, int(i))], dtype=np.int64)
    sums: set[int] = set()
    if len(unsure):
        columns = [column.slice(body.start) for column in grid.columns]
        are_sums = RunningSums(len(columns)).are_sums(columns, unsure - body.start)
        sums = {int(i) for i in unsure[are_sums]}
    left = {int(i) for i in unsure} - sums
    return {int(i): TOTAL for i in places if int(i) not in left}


def total_marks(grid: Grid) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Masks of the rows that are labelled as totals, and of those whose label ends in the word."""
    words, endings = np.zeros(len(grid), dtype=np.bool_), np.zeros(len(grid), dtype=np.bool_)
    for column in grid.columns[:3]:
        if not _may_name_total(column):
            continue
        distinct = pc.dictionary_encode(column)
        trimmed = pc.utf8_trim_whitespace(distinct.dictionary)
        for mask, pattern in ((words, _WORDS), (endings, _ENDING)):
            found = pc.match_substring_regex(trimmed, pattern)
            if pc.any(found).as_py():
                mask |= _mask(found.take(distinct.indices))
    return words, endings


def _may_name_total(column: pa.Array) -> bool:
    """A cheap look over all letters of a column at once, before each text is held against expressions."""
    letters = column.buffers()[2]
    if letters is None:
        return False
    plain = letters.to_pybytes().lower()
    if not plain.isascii():
        return True
    # A letter that is nowhere is found out a hundred times as fast as a stem.
    stems = [stem for stem in _STEMS if all(bytes([letter]) in plain for letter in stem)]
    return any(stem in plain for stem in stems)


def _mask(found: pa.Array) -> npt.NDArray[np.bool_]:
    return np.asarray(found.fill_null(False).to_numpy(zero_copy_only=False), dtype=np.bool_)


def is_emptier(cells: Sequence[str | None], nulls: Sequence[int], rows: int) -> bool:
    """True when a cell is blank in a column that is otherwise nearly always filled."""
    usual = [cell for cell, blank in zip(cells, nulls, strict=True) if blank <= 0.05 * rows + 2]
    blanks = sum(cell is None for cell in usual)
    return bool(usual) and blanks >= 1 and blanks >= 0.2 * len(usual)


def may_be_sum(cells: Sequence[str | None]) -> bool:
    """Whether some cell holds a figure that could be the sum of those above it."""
    return any(plain_figure(cell) not in (None, 0) for cell in cells)


def _is_empty(grid: Grid, index: int) -> bool:
    nulls = [column.null_count for column in grid.columns]
    return is_emptier([column[index].as_py() for column in grid.columns], nulls, len(grid))
