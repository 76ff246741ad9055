"""A mapping with what headers and explanations say besides: time zone, kind of survey and scale."""

from __future__ import annotations

import re
from dataclasses import replace

from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.parts.health_scores import with_health_words
from csm_core.intake.values.parse_column import zone_in_header
from csm_core.intake.vocabulary.value_words import survey_type


def refined(raw: RawTable, mapping: FileMapping) -> FileMapping:
    """The mapping with all that can be told of it without reading its rows."""
    return with_health_words(raw, _with_survey(raw, _with_zone(raw, mapping)))


def _with_zone(raw: RawTable, mapping: FileMapping) -> FileMapping:
    """The time zone that the explanation below a mapped header states."""
    zones = [zone for header in mapping.columns.values() if (zone := zone_in_header(raw.labels.get(header, "")))]
    if mapping.options.timezone is not None or len(set(zones)) != 1:
        return mapping
    return replace(mapping, options=replace(mapping.options, timezone=zones[0]))


def _with_survey(raw: RawTable, mapping: FileMapping) -> FileMapping:
    """Kind of survey and scale as the question's wording, the header or the file's name tell them."""
    if mapping.kind != "surveys" or "score" not in mapping.columns:
        return mapping
    header = mapping.columns["score"]
    label = raw.labels.get(header, "")
    constants = dict(mapping.constants)
    if "survey_type" not in mapping.columns and "survey_type" not in constants:
        names = (label, header, raw.sheet or "", re.sub(r"[^a-z]+", " ", raw.file.casefold()))
        kind = next((kind for name in names if (kind := survey_type(name)) in ("nps", "csat", "ces")), None)
        constants |= {"survey_type": kind} if kind else {}
    options = mapping.options
    anchors = [float(number) for number in re.findall(r"(?<![\d.])(\d{1,3})\s*(?:=|:|–|is\b)", f"{header} {label}")]
    if len(anchors) >= 2 and min(anchors) < max(anchors) and "scale" not in mapping.columns:
        options = replace(options, scale=(min(anchors), max(anchors)))
    return replace(mapping, constants=constants, options=options)
