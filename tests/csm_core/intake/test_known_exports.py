"""Known exports are recognised by their headers alone, and mapped as listed in known_exports.csv."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from csm_core.intake.dialects.declare import Dialect
from csm_core.intake.dialects.recognise import known_dialects, recognise
from csm_core.intake.mapping import accepted_columns

LISTED = list(csv.DictReader(Path(__file__).with_name("known_exports.csv").read_text("utf-8").splitlines()))
SOURCES = sorted({row["source"] for row in LISTED})


def listed(source: str) -> tuple[str, dict[str, str]]:
    """Kind, and header → canonical column ('' where left out)."""
    rows = [row for row in LISTED if row["source"] == source]
    return rows[0]["kind"], {row["header"]: row["canonical"] for row in rows}


def test_every_listed_export_is_known() -> None:
    assert set(SOURCES) <= {dialect.source for dialect in known_dialects()}


@pytest.mark.parametrize("source", SOURCES)
def test_an_export_is_recognised_and_mapped_as_listed(source: str) -> None:
    kind, wanted = listed(source)
    match = recognise(list(wanted))
    assert match is not None
    dialect, confidence = match
    assert (dialect.source, dialect.kind) == (source, kind)
    assert confidence >= 0.75
    found_columns = dialect.mapped(list(wanted))
    mapped = {header: canonical for canonical, header in found_columns.items() if canonical not in dialect.same}
    assert {header: mapped.get(header, "") for header in wanted} == wanted


@pytest.mark.parametrize("source", SOURCES)
def test_order_case_further_and_missing_columns_do_not_matter(source: str) -> None:
    _, wanted = listed(source)
    shuffled = [header.upper() for header in wanted]
    random.Random(7).shuffle(shuffled)
    dialect = recognise([*shuffled, "A column of our own"])
    assert dialect is not None
    assert dialect[0].source == source
    fewer = [header for number, header in enumerate(wanted) if number % 7 != 3]
    dialect = recognise(fewer)
    assert dialect is not None
    assert dialect[0].source == source


@pytest.mark.parametrize("dialect", known_dialects(), ids=lambda one: one.source)
def test_a_dialect_names_only_columns_of_its_kind(dialect: Dialect) -> None:

    assert set(dialect.columns) | set(dialect.constants) <= set(accepted_columns(dialect.kind))


def test_unknown_headers_are_no_known_export() -> None:
    assert recognise(["verse", "line", "rhyme"]) is None
    assert recognise(["id", "name", "status", "created_at"]) is None
