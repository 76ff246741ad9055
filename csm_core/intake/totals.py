"""Which rows of a grid are sums of the others."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.grid import Grid

_WORDS = (
    r"(?i)^\W*((grand|sub|overall|report)[ -]?totals?|totals?|sum|total general|total général|summe|gesamt"
    r"|gesamtsumme|zwischensumme|endsumme|somme|sous-total|suma|subtotal|soma|totaal|subtotaal)\b\W*"
    r"(\(?[\d.,]+ (records?|rows?|count)\)?|of .*|:)?\W*$"
)
_ENDING = r"(?i)^.+ (sub)?totals?\W*$"
_MESSAGE = "This line is a total or subtotal, not a row of its own."


def find_totals(grid: Grid, body: range, last: int) -> Mapping[int, tuple[str, str]]:
    """Row index → (code, message). A row whose label merely reads 'Total' counts as one when it is the last
    row, is emptier than the others, or holds the sum of the rows above; else a customer may be called so."""
    found: dict[int, tuple[str, str]] = {}
    if not len(body) or not grid.columns:
        return found
    candidates: set[int] = set()
    for column in grid.columns[:3]:
        words = pc.fill_null(pc.match_substring_regex(pc.utf8_trim_whitespace(column), _WORDS), False)
        endings = pc.fill_null(pc.match_substring_regex(pc.utf8_trim_whitespace(column), _ENDING), False)
        candidates |= {int(i) for i in _true(words)} | {int(i) for i in _true(endings) if _is_empty(grid, int(i))}
    if not candidates:
        return found
    for i in sorted(candidates & set(body)):
        if i >= last or _is_empty(grid, i) or _is_sum(grid, i, body.start):
            found[i] = ("totals_row", _MESSAGE)
    return found


def _true(mask: pa.Array) -> np.ndarray:
    return np.flatnonzero(np.asarray(mask.to_numpy(zero_copy_only=False), dtype=bool))


def _is_empty(grid: Grid, index: int) -> bool:
    """True when a cell is blank in a column that is otherwise nearly always filled."""
    usual = [column for column in grid.columns if column.null_count <= 0.05 * len(column) + 2]
    blank = sum(not column[index].is_valid for column in usual)
    return bool(usual) and blank >= 1 and blank >= 0.2 * len(usual)


def _is_sum(grid: Grid, index: int, start: int) -> bool:
    for column in grid.columns:
        value = _number(column[index].as_py())
        if value is None or value == 0:
            continue
        above = [_number(cell) for cell in column.slice(start, index - start).to_pylist()]
        numbers = [number for number in above if number is not None]
        if len(numbers) > 1 and abs(sum(numbers) - value) <= 0.005 * len(numbers) + 1e-9 * abs(value):
            return True
    return False


def _number(text: str | None) -> float | None:
    plain = re.sub(r"[^\d.,-]", "", text or "")
    if not re.search(r"\d", plain):
        return None
    if re.search(r",\d{1,2}$", plain):
        plain = plain.replace(".", "").replace(",", ".")
    try:
        return float(plain.replace(",", ""))
    except ValueError:
        return None
