"""What a line of units below the headers says of the figures under it: cents, thousands, hours, a currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from csm_core.intake.batch import Issue
from csm_core.intake.cells.header_units import Unit, currency_in, header_unit
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.tables.catalogue import KINDS, TABLES, Type

_LONGEST = 25


def with_unit_row(raw: RawTable, mapping: FileMapping) -> tuple[FileMapping, tuple[Issue, ...]]:
    """The mapping with the units and the currency that the line below the headers states; each is said.

    A unit in the header itself, and what the mapping says, come first.
    """
    table = TABLES[KINDS[mapping.kind]]
    labels = {name: raw.labels.get(header, "").strip().strip("[]()") for name, header in mapping.columns.items()}
    money: dict[str, str] = {}
    units: dict[str, Unit] = {}
    issues: list[Issue] = []
    for name, label in labels.items():
        column, header = table.column(name), mapping.columns[name]
        if column is None or not label or len(label) > _LONGEST:
            continue
        stated = header_unit(f"{name} ({label})")
        is_money = column.type is Type.MONEY
        if is_money:
            money[header] = label.casefold()
        fits = stated.is_money if is_money else stated.is_time and name.endswith("_minutes")
        free = mapping.options.unit(name) is None and header_unit(header).unit is None
        if fits and free and stated.unit not in (None, "minutes"):
            units[name] = stated.unit
            message = f"'{header}' was read in {stated.unit}: the line below the headers says '{label}'."
            issues.append(Issue("unit_of_row", "info", message, column=header, canonical=name))
    mapping, remarks = _with_currency(mapping, money)
    if units:
        pairs = tuple(sorted({**dict(mapping.options.units), **units}.items()))
        mapping = replace(mapping, options=replace(mapping.options, units=pairs))
    return mapping, (*issues, *remarks)


def _with_currency(mapping: FileMapping, units: Mapping[str, str]) -> tuple[FileMapping, tuple[Issue, ...]]:
    """The currency that all these labels name, where the file says none otherwise."""
    codes = {code for label in units.values() if (code := currency_in(label)) is not None}
    has_one = "currency" in mapping.columns or "currency" in mapping.constants
    if has_one or len(codes) != 1 or TABLES[KINDS[mapping.kind]].column("currency") is None:
        return mapping, ()
    (code,) = codes
    message = f"Amounts are in {code}, according to the line below the headers."
    issue = Issue("currency_of_units", "info", message, column=next(iter(units)))
    return replace(mapping, constants={**mapping.constants, "currency": code}), (issue,)
