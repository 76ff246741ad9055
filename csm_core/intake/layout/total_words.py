"""Which rows are called totals, or are called what is computed from others: by their labels, in ten languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.layout.grid import Grid

Mask = npt.NDArray[np.bool_]
_WORD = (
    r"((grand|sub|overall|report)[ -]?totals?|totals?|sum|total general|total général|summe|gesamt"
    r"|gesamtsumme|zwischensumme|endsumme|somme|sous-total|suma|subtotal|soma|totaal|subtotaal|insgesamt)"
)
_PLAIN = rf"(?i)^\W*{_WORD}\b\W*(\(?[\d.,]+ (records?|rows?|count)\)?|of .*|:)?\W*$"
# 'Widget subtotal', 'Total MRR', 'Summe Nord': a customer may be called so as well.
_BESIDE = rf"(?i)^\W*{_WORD}\b.+$|^.+\b{_WORD}\W*$|\b(overall|gesamt|insgesamt|all (customers|accounts|segments))\b"
_DERIVED = (
    r"(?i)^\W*(average|avg|mean|durchschnitt|mittelwert|moyenne|promedio|média|gemiddelde|growth|wachstum"
    r"|veränderung|share of|anteil|croissance)\b"
    r"|^\W*(averages|median|min|max|minimum|maximum|count|anzahl|change|yoy|mom|qoq|media)\W*$"
    r"|^\W*%|%\W*$|\b(growth|average|change)\W*$"
)
# What a sheet works out below its total: 'New MRR', '# Customers', 'Net new ARR'.
_OF_MOTION = (
    r"net|gross|new|lost|churn(ed)?|expansion|contraction|upsell|downsell|cross-?sell|upgrades?|downgrades?"
    r"|reactivat(ion|ed)|resurrected|opening|closing|starting|ending|beginning|active|paying|number of|no\.? of|logo"
    r"|revenue|customer|account|neue?r?|verlorene?r?|aktive|zahlende|nouveaux?|perdus?|nuev[oa]s?|perdid[oa]s?"
)
_MEASURE = (
    rf"(?i)^\W*(({_OF_MOTION})\W+)*(mrr|arr|revenue|customers?|accounts?|logos?|subscribers?|churn|retention|arpa|arpu"
    r"|nrr|grr|expansion|contraction|umsatz|kunden|kündigungen|clients|clientes)\W*$"
)
# One of these is in every word for a total above.
_STEMS = (b"tot", b"sum", b"som", b"gesamt", b"overall", b"all ")


_TOTAL = re.compile(f"{_PLAIN}|{_BESIDE.removeprefix('(?i)')}")


@dataclass(frozen=True, slots=True)
class TotalWords:
    """Masks of a grid's rows. `plain`: the label says total and nothing else; `beside`: with a name or a measure
    beside it; `derived`: average, growth and the like; `measure`: new MRR, churned customers and the like."""

    plain: Mask
    beside: Mask
    derived: Mask
    measure: Mask

    @classmethod
    def of(cls, grid: Grid, end: int = 0) -> TotalWords:
        """By the first three columns. `end`: how many of the last rows may be called averages and the like."""
        plain, beside, derived, measure = (np.zeros(len(grid), dtype=np.bool_) for _ in range(4))
        for column in grid.columns[:3]:
            _mark(derived, column, _DERIVED, max(len(grid) - end, 0))
            _mark(measure, column, _MEASURE, max(len(grid) - end, 0))
            if _may_name_total(column):
                _mark(plain, column, _PLAIN, 0)
                _mark(beside, column, _BESIDE, 0)
        return cls(plain, beside & ~plain, derived, measure)


def says_total(cells: Sequence[str | None]) -> bool:
    """Whether one of the first cells of a row is called a total, or the very first an average or the like."""
    is_total = any(cell is not None and _TOTAL.search(cell.strip()) is not None for cell in cells[:3])
    return is_total or bool(cells and cells[0] and re.search(_DERIVED, cells[0].strip()))


def _mark(mask: Mask, column: pa.Array, pattern: str, start: int) -> None:
    distinct = pc.dictionary_encode(column.slice(start))
    is_total = pc.match_substring_regex(pc.utf8_trim_whitespace(distinct.dictionary), pattern)
    if pc.any(is_total).as_py():
        rows = is_total.take(distinct.indices).fill_null(False)
        mask[start:] |= np.asarray(rows.to_numpy(zero_copy_only=False), dtype=np.bool_)


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
