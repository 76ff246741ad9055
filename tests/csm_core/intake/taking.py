"""One file through the reader in this process, with its one batch checked for what always holds."""

from __future__ import annotations

from collections.abc import Mapping

from csm_core.intake.batch import Batch, Issue
from csm_core.intake.mapping import FileMapping, MappingFile, Options
from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import ingest_source
from csm_core.tables.catalogue import TABLES


def take(
    text: str,
    kind: str | None = None,
    columns: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
    options: Options | None = None,
    attributes: Mapping[str, str] | None = None,
) -> Batch:
    """The one batch of a file, under a mapping where a kind is given, else under the proposal."""
    mapping = None
    if kind is not None:
        one = FileMapping(kind, None, columns or {}, constants or {}, attributes or {}, options or Options())
        mapping = MappingFile({"file.csv": (one,)})
    ingested = ingest_source(Source("file.csv", text.encode()), mapping, lambda _stage, _share: None)
    (batch,) = ingested.batches
    report = batch.report
    assert report.rows_in == report.rows_kept + report.rows_quarantined
    assert report.rows_quarantined == batch.quarantined.num_rows
    assert batch.rows.schema == TABLES[batch.table].schema
    return batch


def bad(batch: Batch) -> list[tuple[int, str, str | None, str | None]]:
    """Row, code, column and value of each quarantined row."""
    return [(r["source_row"], r["code"], r["column"], r["value"]) for r in batch.quarantined.to_pylist()]


def issue(batch: Batch, code: str) -> Issue:
    (items,) = [one for one in batch.report.issues if one.code == code]
    return items
