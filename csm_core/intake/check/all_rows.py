"""What only all rows of a file together tell, whether they come at once or block by block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from csm_core.intake.check.coarse_use import AT, DatesOfUse, ShownGrain
from csm_core.intake.check.duplicates import EqualRows, Repeats
from csm_core.intake.check.minor_units import Cents, MinorUnits
from csm_core.intake.dialects.declare import Dialect
from csm_core.intake.empty_cells import NameWords
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.values.quarantine import Quarantine
from csm_core.intake.values.typed_columns import TypedColumns

_NAMES = ("account_name", "owner", "author")


@dataclass(frozen=True, slots=True)
class WholeFile:
    """What all rows of a file tell. `names`: column → spellings of nothing that are names in it."""

    cents: Cents
    names: Mapping[str, tuple[str, ...]]
    repeats: Repeats
    grain: ShownGrain


class AllRows:
    """Rows of one file under one mapping, taken table by table.

    Where `assumed` is given, it is what the rows are judged by, and what they tell themselves shows once all have
    been taken; without it, the first table taken is the file. `before`: how many rows at the top of each table are
    none of the file's at that place.
    """

    def __init__(
        self, mapping: FileMapping, headers: Sequence[str], assumed: WholeFile | None = None, before: int = 0
    ) -> None:
        self._mapping, self._assumed, self._before = mapping, assumed, before
        self._cents, self._equal = MinorUnits(mapping, headers), EqualRows(mapping, headers)
        self._use = DatesOfUse(mapping)
        # Where the name alone tells customers apart, all whose name is missing would become one.
        names = [one for one in _NAMES if one != "account_name" or "account_id" in mapping.columns]
        self._names = {one: NameWords(mapping.options.null_values) for one in names if one in mapping.columns}
        self._first = self._rows = 0

    def take(self, raw: RawTable, cells: pa.Table, dialect: Dialect | None) -> None:
        """The next rows; `cells`: as a known export's own reader (`dialect`) rewrites them, who knows its units."""
        kept_cells, numbers = raw.cells.slice(self._before), raw.row_numbers.slice(self._before)
        self._first, self._rows = self._first + self._rows, kept_cells.num_rows
        if dialect is None:
            self._cents.take(kept_cells)
        elif dialect.in_minor_units is not None and dialect.in_minor_units(kept_cells):
            self._cents.declare(dialect.source)
        self._equal.take(kept_cells, numbers)
        for name, words in self._names.items():
            words.take(cells.column(self._mapping.columns[name]).slice(self._before).combine_chunks())

    def take_typed(self, typed: TypedColumns) -> None:
        """The same rows, typed."""
        if AT in typed.columns:
            self._use.take(typed.texts[AT].slice(self._before), typed.columns[AT].slice(self._before))

    @property
    def whole(self) -> WholeFile:
        """What the rows are judged by."""
        return self._assumed or self.shown()

    def shown(self) -> WholeFile:
        """What the rows taken so far tell."""
        names = {name: words.outcome() for name, words in self._names.items()}
        return WholeFile(self._cents.outcome(), names, self._equal.outcome(), self._use.outcome())

    @property
    def grain(self) -> ShownGrain:
        """What their dates tell of rows of use."""
        return self._use.outcome() if self._assumed is None else self._assumed.grain

    def set_repeats_aside(self, repeats: Repeats, quarantine: Quarantine) -> None:
        """Those of the rows taken last that are told above already."""
        repeats.quarantine(self._first, self._rows, self._before, self._mapping, quarantine)
