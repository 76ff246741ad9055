"""The mapped columns of a file, parsed, with what was decided on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.empty_cells import nothing_notes, nothing_to_null
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.noted_cells import NotedCells, any_of
from csm_core.intake.values.believed import Believed, believed
from csm_core.intake.values.decide_formats import decide
from csm_core.intake.values.minor_digits import by_currency
from csm_core.intake.values.parse_column import Parsed, Reading, parse_column
from csm_core.intake.values.quarantine import Quarantine
from csm_core.midnights import unmarked
from csm_core.tables.catalogue import KINDS, TABLES, Column, Type

_NOUN = {
    Type.MOMENT: ("not_a_date", "a date or time"),
    Type.MONEY: ("not_an_amount", "an amount of money"),
    Type.NUMBER: ("not_a_number", "a number"),
    Type.INTEGER: ("not_a_whole_number", "a whole number"),
    Type.BOOLEAN: ("not_yes_or_no", "yes or no"),
}
_ACCEPTED = {
    Type.MOMENT: "Use real calendar days, such as 2024-01-31, 31.01.2024 or Jan 31 2024.",
    Type.MONEY: "Use amounts such as 1234.50, 1.234,50, €12k or (5.00).",
}


@dataclass
class TypedColumns:
    """Canonical columns in their Arrow types, one value a source row (or, melted, as `sources` says).

    `texts`: the same columns as text. `formats`: canonical column → how its texts were read.
    `sources`: for melted files the index of the source row of each row. `months`: headers melted.
    `remarks`: what is to be said of the columns, in order.
    """

    numbers: pa.Array
    columns: dict[str, pa.Array] = field(default_factory=dict)
    texts: dict[str, pa.Array] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    remarks: list[Issue | NotedCells] = field(default_factory=list)
    months: tuple[str, ...] = ()
    sources: pa.Array | None = None
    readings: dict[str, Reading] = field(default_factory=dict)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What is to be said of the columns."""
        return tuple(one.issue() if isinstance(one, NotedCells) else one for one in self.remarks)

    def table(self, schema: pa.Schema, kept: pa.Array) -> pa.Table:
        """The kept rows with every column of the schema, null where the file has none."""
        if self.sources is not None:
            kept = kept.take(self.sources)
        count = int(pc.sum(kept, min_count=0).as_py())
        first = max(pc.index(kept, True).as_py(), 0)
        # A large file leaves no room for copies of columns that the file has not, or of rows one after the other.
        in_a_row = pc.all(kept.slice(first, count), min_count=0).as_py()
        columns = {**self.columns, "source_row": self.numbers}
        whole = [
            pa.nulls(count, field_.type)
            if (column := columns.get(field_.name)) is None
            else column.slice(first, count)
            if in_a_row
            else column.filter(kept)
            for field_ in schema
        ]
        return pa.table(dict(zip(schema.names, whole, strict=True)), schema=schema)


def type_columns(
    raw: RawTable,
    cells: pa.Table,
    mapping: FileMapping,
    quarantine: Quarantine,
    readings: Mapping[str, Reading] | None = None,
    names: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> TypedColumns:
    """Every mapped and constant column parsed. What can't be understood is null and told in an issue, or,
    where the table requires the column, quarantined. `readings`: where they were decided before; `names`: column →
    spellings of nothing that are names in it."""
    table = TABLES[KINDS[mapping.kind]]
    typed = TypedColumns(raw.row_numbers)
    wanted = {name: table.column(name) for name in (*mapping.columns, *mapping.constants)}
    columns = {name: column for name, column in wanted.items() if column is not None}
    typed.texts = _texts(cells, mapping, columns, typed, names)
    is_decided = readings is not None
    if readings is None:
        readings, typed.formats, decided = decide(raw, mapping, columns, typed.texts)
        typed.remarks = [*decided, *typed.remarks]
    typed.readings = dict(readings)
    required = {name for group in table.required for choice in group for name in choice.split("+")}
    for name, column in columns.items():
        parsed = parse_column(typed.texts[name], column.type, typed.readings[name])
        if typed.readings[name].is_minor and "currency" in typed.texts:
            parsed = by_currency(parsed, typed.texts[name], typed.readings[name], typed.texts["currency"])
        if column.names_period:
            parsed = replace(parsed, values=unmarked(parsed.values))
        if column.type is Type.MOMENT and name in mapping.columns:
            reading = (typed.readings[name], is_decided)
            moments = believed(table, column, parsed, typed.texts[name], reading, mapping)
            typed.readings[name] = moments.reading
            parsed = moments.parsed
            _note_doubts(typed, moments, (name, mapping.columns[name]), name in required, quarantine)
        typed.columns[name] = parsed.values
        if parsed.rounded is not None and name in mapping.columns:
            sentence = "{cells} in '{header}', such as {examples}, {have} more than four decimals; rounded to four"
            of = ("amount_rounded", mapping.columns[name], None)
            cells_of = (parsed.rounded, raw.row_numbers, typed.texts[name])
            typed.remarks.append(NotedCells.saying(sentence, *cells_of, of))
        _note_wrong(typed, parsed, (name, column), mapping, name in required, quarantine)
    return typed


def _note_doubts(
    typed: TypedColumns, moments: Believed, of: tuple[str, str], is_required: bool, quarantine: Quarantine
) -> None:
    """Moments not believed set their row aside where the column is required; else they are empty and told."""
    name, header = of
    for doubt in moments.doubts:
        if is_required:
            quarantine.add(doubt.mask, doubt.code, header, doubt.reason)
        else:
            cells = (doubt.mask, typed.numbers, typed.texts[name])
            typed.remarks.append(NotedCells.saying(doubt.sentence, *cells, (doubt.code, header, name), doubt.level))


def _note_wrong(
    typed: TypedColumns,
    parsed: Parsed,
    of: tuple[str, Column],
    mapping: FileMapping,
    is_required: bool,
    quarantine: Quarantine,
) -> None:
    """What could not be understood sets its row aside where the column is required; else it is empty and told."""
    if not any_of(parsed.wrong):
        return
    name, column = of
    header = mapping.columns.get(name)
    code, noun = _NOUN[column.type]
    if is_required and header is not None:
        accepted = _ACCEPTED.get(column.type, "")
        quarantine.add(parsed.wrong, code, header, f"'{{value}}' in '{header}' is not {noun}. {accepted}".strip())
    else:
        note = NotedCells.where(parsed.wrong, typed.numbers, typed.texts[name], (code, header or name, noun))
        typed.remarks.append(note)


def _texts(
    cells: pa.Table,
    mapping: FileMapping,
    columns: Mapping[str, Column],
    typed: TypedColumns,
    names: Mapping[str, tuple[str, ...]],
) -> dict[str, pa.Array]:
    """Trimmed texts by canonical column; constants fill what the file's column leaves empty."""
    texts: dict[str, pa.Array] = {}
    for name, column in columns.items():
        constant = pa.scalar(mapping.constants.get(name), pa.string())
        header = mapping.columns.get(name)
        if header is None:
            texts[name] = pa.repeat(constant, cells.num_rows)
            continue
        whole = cells.column(header).combine_chunks()
        options, is_typed = mapping.options, column.type is not Type.TEXT
        tidied = nothing_to_null(whole, is_typed, options.null_values, (*options.words, *names.get(name, ())))
        typed.remarks += nothing_notes(whole, tidied, typed.numbers, header, is_typed)
        texts[name] = pc.fill_null(tidied, constant) if constant.is_valid else tidied
    return texts
