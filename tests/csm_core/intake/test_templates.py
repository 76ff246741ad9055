"""Each table's template is understood without a question, and its two rows load."""

from __future__ import annotations

import csv
import io

import pytest

from csm_core.intake.propose.propose import propose
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from csm_core.intake.templates import template, template_name
from csm_core.intake.worker.work import ingest_source
from csm_core.tables.catalogue import TABLES


@pytest.mark.parametrize("table", TABLES)
def test_a_template_read_back_maps_without_a_question_and_loads(table: str) -> None:
    source = Source(template_name(table), template(table))
    (raw,) = read(source)
    proposal = propose(raw)
    assert proposal.mapping is not None
    assert proposal.mapping.kind == table
    assert proposal.questions == ()
    assert dict(proposal.mapping.columns) == {column.name: column.name for column in TABLES[table].columns}
    (batch,) = ingest_source(source, None, lambda _stage, _share: None).batches
    assert (batch.table, batch.rows.num_rows, batch.quarantined.num_rows) == (table, 2, 0)
    assert not [issue for issue in batch.report.issues if issue.level != "info"]


@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_a_template_shows_an_example(table: str) -> None:
    headers, *rows = csv.reader(io.StringIO(template(table).decode("utf-8-sig")))
    assert len(rows) == 2
    assert [header for j, header in enumerate(headers) if not any(row[j] for row in rows)] == []
