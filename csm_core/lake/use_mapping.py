"""How a lake's columns become those of events: by the mapping, or by their names where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from csm_core.errors import BadMapping
from csm_core.intake.batch import Issue
from csm_core.intake.mapping import FileMapping, MappingFile
from csm_core.intake.values.column_units import column_ratio, column_unit
from csm_core.intake.values.parse_column import zone_in_header
from csm_core.intake.vocabulary.headers import compact
from csm_core.tables.catalogue import KINDS, TABLES

_AT = "event_at"
_WHO = ("account_id", "user_id", "account_name")


def use_mapping(mapping: MappingFile | None, name: str, kinds: Mapping[str, str]) -> FileMapping:
    """The mapping of a table to events. `kinds`: its columns, each with Spark's name of its type.

    Raises
    ------
    BadMapping
        When it has other columns, is of another kind, or asks for what no cluster does.
    """
    entries = mapping.of(name.rstrip("/")) if mapping is not None else ()
    if not entries:
        entries = (
            FileMapping(
                "events", None, {one.name: one.name for one in TABLES["events"].columns if one.name in kinds}
            ),
        )
    if len(entries) > 1 or KINDS[entries[0].kind] != "events":
        raise BadMapping.because(name, "a table on a cluster is mapped once, and to events.")
    written = {compact(header): header for header in reversed(list(kinds))}
    columns = {}
    for canonical, header in entries[0].columns.items():
        there = header if header in kinds else written.get(compact(header))
        if there is None:
            raise BadMapping.because(name, f"there is no column '{header}'. The table has: {_listed(kinds)}.")
        columns[canonical] = there
    chosen = replace(entries[0], sheet=None, columns=columns)
    _check(chosen, name, kinds)
    return chosen


def zone_of(mapping: FileMapping) -> str | None:
    """The time zone of moments that name none."""
    return mapping.options.timezone or zone_in_header(mapping.columns[_AT])


def duration_ratio(mapping: FileMapping, issues: list[Issue]) -> tuple[int, int]:
    """By how much durations are multiplied and divided to be minutes; what a header decided goes to `issues`."""
    column = TABLES["events"].column("duration_minutes")
    unit = column_unit(mapping, column, issues) if column is not None else None
    return column_ratio(mapping.options, "duration_minutes", unit)


def _check(mapping: FileMapping, name: str, kinds: Mapping[str, str]) -> None:
    if _AT not in mapping.columns or not {*mapping.columns, *mapping.constants} & set(_WHO):
        needed = "event_at, and account_id, user_id or account_name"
        raise BadMapping.because(
            name, f"map a column to {needed} (--map MAP.json, under '{name}'). The table has: {_listed(kinds)}."
        )
    options = mapping.options
    unable = {
        "date_order": options.date_order not in (None, "ymd"),
        "decimal": options.decimal == ",",
        "duplicates": options.duplicates == "once",
        "counts": options.counts == "running",
        "midnights": options.midnights == "dates" and kinds[mapping.columns[_AT]] == "string",
    }
    for option, is_asked in unable.items():
        if is_asked:
            raise BadMapping.because(
                name,
                f"a cluster can't follow the option '{option}'. Put the rows right in a view there, and load that.",
            )


def _listed(kinds: Mapping[str, str]) -> str:
    return ", ".join(f"'{header}'" for header in list(kinds)[:30])
