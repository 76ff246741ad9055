"""In what the figures of a file are written, as a line of units below the headers and the headers themselves say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from csm_core.intake.batch import Issue
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.parts.part import Part
from csm_core.intake.propose.header_currency import with_header_currency
from csm_core.intake.propose.unit_row import with_unit_row

Samples = Mapping[str, Sequence[str]]


def with_units(raw: RawTable, mapping: FileMapping, samples: Samples) -> tuple[FileMapping, tuple[Issue, ...]]:
    """The mapping with the units and the currency that are stated; each is said."""
    mapping, units = with_unit_row(raw, mapping)
    mapping, currency = with_header_currency(mapping, samples)
    return mapping, (*units, *currency)


def parts_with_units(raw: RawTable, parts: Sequence[Part], samples: Samples) -> tuple[Part, ...]:
    """Further tables of the file, each with the units and the currency that are stated of its figures."""
    refined = []
    for part in parts:
        mapping, issues = (None, ()) if part.mapping is None else with_units(raw, part.mapping, samples)
        refined.append(replace(part, mapping=mapping, issues=(*part.issues, *issues)))
    return tuple(refined)
