"""One file taken in whole and block by block, held against each other."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from csm_core.intake.batch import QUARANTINE_SCHEMA, Batch
from csm_core.intake.check.validate import mapping_text, validate
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.propose.propose import Proposal
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from csm_core.intake.stream.one_pass import QUARANTINED, ROWS
from csm_core.intake.stream.stream import Streamed, stream


def quiet(stage: str, share: float) -> None:
    del stage, share


def by_blocks(path: Path, mapping: FileMapping, block: int = 16_000, head_rows: int = 150) -> Streamed | None:
    def choose(raw: RawTable) -> Proposal:
        del raw
        return Proposal((mapping,) if mapping else (), None, 1.0, (), {})

    return stream(Source(path.name, path), choose, quiet, path.parent, block, head_rows)


def whole(path: Path, mapping: FileMapping) -> Batch:
    (raw,) = read(Source(path.name, path))
    return validate(raw, mapping, Source(path.name, path).sha256)


def rows_of(path: Path, name: str) -> pa.Table:
    with pa.OSFile(str(path.parent / name), "rb") as file, pa.ipc.open_file(file) as reader:
        return reader.read_all()


def assert_alike(path: Path, mapping: FileMapping, block: int = 16_000) -> bool:
    """Both ways give the same rows, the same quarantine and the same report; False where there is one way only."""
    expected, actual = whole(path, mapping), by_blocks(path, mapping, block)
    if actual is None:
        return False
    assert actual.report is not None
    assert actual.mapping is not None
    assert mapping_text(actual.mapping) == expected.mapping
    assert actual.report == expected.report
    assert rows_of(path, ROWS).to_pylist() == expected.rows.to_pylist()
    assert rows_of(path, ROWS).schema == expected.rows.schema
    bad = rows_of(path, QUARANTINED)
    assert bad.schema == QUARANTINE_SCHEMA
    assert bad.to_pylist() == expected.quarantined.to_pylist()
    assert (actual.rows, actual.quarantined) == (expected.rows.num_rows, bad.num_rows)
    assert actual.content_hash == expected.content_hash
    return True
