"""The mapped columns of a file, parsed, with what was decided on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.decide import decide
from csm_core.intake.mapping import FileMapping
from csm_core.intake.nothing import nothing_to_null
from csm_core.intake.parse import Reading, parse_column
from csm_core.intake.quarantine import Quarantine
from csm_core.intake.raw import RawTable
from csm_core.tables import KINDS, TABLES, Column, Type

_NOUN = {
    Type.MOMENT: ("not_a_date", "a date or time"),
    Type.MONEY: ("not_an_amount", "an amount of money"),
    Type.NUMBER: ("not_a_number", "a number"),
    Type.INTEGER: ("not_a_whole_number", "a whole number"),
    Type.BOOLEAN: ("not_yes_or_no", "yes or no"),
}


@dataclass(frozen=True, slots=True)
class WrongCells:
    """Cells of one column that are not what they should be and were left empty.

    `rows` and `texts` tell the first ones at least, in order; `count` counts them all.
    """

    code: str
    header: str
    noun: str
    rows: pa.Array
    texts: pa.Array
    count: int

    @classmethod
    def where(cls, wrong: pa.Array, numbers: pa.Array, texts: pa.Array, of: tuple[str, str, str]) -> WrongCells:
        """The cells where the mask holds; `of`: code, header and noun."""
        rows = numbers.filter(wrong)
        return cls(*of, rows, texts.filter(wrong), len(rows))

    def issue(self) -> Issue:
        """How many there are, the first ones' rows, and the first one's text."""
        rows = [int(row) for row in self.rows.slice(0, 5).to_pylist()]
        lines = ", ".join(map(str, rows))
        told = f"{self.count:,} cells in '{self.header}' are not {self.noun} and were left empty"
        message = f"{told} (first: rows {lines})."
        return Issue(self.code, "warning", message, rows[0], self.header, self.texts[0].as_py()[:200])

    def without_first(self, count: int) -> WrongCells:
        """The same without the first so many."""
        return replace(self, rows=self.rows.slice(count), texts=self.texts.slice(count), count=self.count - count)

    def and_then(self, later: WrongCells) -> WrongCells:
        """These and others further down the file; only the first ones' rows and texts are kept."""
        rows = pa.concat_arrays([self.rows, later.rows]).slice(0, 5)
        texts = pa.concat_arrays([self.texts, later.texts]).slice(0, 5)
        return replace(self, rows=rows, texts=texts, count=self.count + later.count)


@dataclass
class TypedColumns:
    """Canonical columns in their Arrow types, one value a source row (or, melted, as `sources` says).

    `texts`: the same columns as text. `formats`: canonical column → how its texts were read.
    `sources`: for melted files the index of the source row of each row. `months`: headers melted.
    `found`: what is to be said of the columns, in order.
    """

    numbers: pa.Array
    columns: dict[str, pa.Array] = field(default_factory=dict)
    texts: dict[str, pa.Array] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    found: list[Issue | WrongCells] = field(default_factory=list)
    months: tuple[str, ...] = ()
    sources: pa.Array | None = None
    readings: Mapping[str, Reading] = field(default_factory=dict)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What is to be said of the columns."""
        return tuple(one.issue() if isinstance(one, WrongCells) else one for one in self.found)

    def table(self, schema: pa.Schema, kept: pa.Array) -> pa.Table:
        """The kept rows with every column of the schema, null where the file has none."""
        if self.sources is not None:
            kept = kept.take(self.sources)
        columns = {**self.columns, "source_row": self.numbers}
        count = len(self.numbers)
        whole = [columns.get(field_.name, pa.nulls(count, field_.type)) for field_ in schema]
        return pa.table(dict(zip(schema.names, whole, strict=True)), schema=schema).filter(kept)


def type_columns(
    raw: RawTable,
    cells: pa.Table,
    mapping: FileMapping,
    quarantine: Quarantine,
    readings: Mapping[str, Reading] | None = None,
) -> TypedColumns:
    """Every mapped and constant column parsed. What can't be understood is null and told in an issue, or,
    where the table requires the column, quarantined. `readings`: where they were decided before."""
    table = TABLES[KINDS[mapping.kind]]
    typed = TypedColumns(raw.row_numbers)
    wanted = {name: table.column(name) for name in (*mapping.columns, *mapping.constants)}
    columns = {name: column for name, column in wanted.items() if column is not None}
    typed.texts = _texts(cells, mapping, columns)
    if readings is None:
        readings, typed.formats, decided = decide(raw, mapping, columns, typed.texts)
        typed.readings, typed.found = readings, [*decided]
    required = {name for group in table.required for choice in group for name in choice.split("+")}
    for name, column in columns.items():
        parsed = parse_column(typed.texts[name], column.type, readings[name])
        typed.columns[name] = parsed.values
        if pc.any(parsed.wrong).as_py():
            header = mapping.columns.get(name)
            code, noun = _NOUN[column.type]
            if name in required and header is not None:
                quarantine.add(parsed.wrong, code, header, f"'{{value}}' in '{header}' is not {noun}.")
            else:
                of = (code, header or name, noun)
                typed.found.append(WrongCells.where(parsed.wrong, raw.row_numbers, typed.texts[name], of))
    return typed


def _texts(cells: pa.Table, mapping: FileMapping, columns: Mapping[str, Column]) -> dict[str, pa.Array]:
    """Trimmed texts by canonical column; constants fill what the file's column leaves empty."""
    texts: dict[str, pa.Array] = {}
    for name, column in columns.items():
        constant = pa.scalar(mapping.constants.get(name), pa.string())
        header = mapping.columns.get(name)
        if header is None:
            texts[name] = pa.repeat(constant, cells.num_rows)
            continue
        whole = cells.column(header).combine_chunks()
        found = nothing_to_null(whole, column.type is not Type.TEXT, mapping.options.null_values)
        texts[name] = pc.fill_null(found, constant) if constant.is_valid else found
    return texts
