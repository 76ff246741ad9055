"""The demo company: the rows of its exports, read beforehand and shipped with the program."""

from __future__ import annotations

import importlib.util
import threading
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

import pyarrow as pa

from csm_core.codec import Codec, Unreadable
from csm_core.errors import UnreadableFile
from csm_core.intake.batch import ATTRIBUTE_SCHEMA, QUARANTINE_SCHEMA, Batch, FileReport
from csm_core.store.workspace import Workspace
from csm_core.tables.catalogue import TABLES

# Every page asks whether it shows the demo; only who loads it needs what reads files.
if TYPE_CHECKING:
    from csm_core.loading.load_files import Loaded, Progress, Read

# A fixed moment, so that the demo is the same whenever it is loaded.
_LOADED_AT = datetime(2026, 9, 30, 23, 0)  # noqa: DTZ001 - the store keeps plain UTC
# In a checkout the demo company stands beside the core; installed, within it.
_COMPANY = "csm_core.demo_company" if importlib.util.find_spec("csm_core.demo_company") else "data"
# What the list of the batches is called, beside one file for each table with rows.
BATCHES_FILE = "batches.json"
# The demo is the same for everybody and holds nobody's data: it is read once a process, for all visitors.
_reads: list[Read] = []
_reading = threading.Lock()


@dataclass(frozen=True, slots=True)
class DemoBatch:
    """A Batch without its rows: these are in `table_file` of the same folder."""

    table: str
    report: FileReport
    content_hash: str
    mapping: str


@dataclass(frozen=True, slots=True)
class DemoBatches:
    """What the demo's exports hold, in the order in which they were read."""

    batches: tuple[DemoBatch, ...]


DEMO_CODEC = Codec.of(DemoBatches, version=1)


def load_demo(workspace: Workspace, progress: Progress | None = None) -> Loaded:
    """Load the demo company under its own mapping."""
    from csm_core.loading.load_files import load_read

    with _reading:
        if not _reads:
            _reads.append(demo_rows())
    return load_read(workspace, _reads[0], loaded_at=_LOADED_AT, progress=progress)


def is_demo(workspace: Workspace) -> bool:
    """Whether what is in force is the demo company, whole or in part, and nothing else."""
    return bool(workspace.state.get("is_demo", lambda: _holds_demo(workspace)))


def _holds_demo(workspace: Workspace) -> bool:
    hashes = {load.content_hash for load in workspace.loads() if load.superseded_by is None}
    return bool(hashes) and hashes <= {batch.content_hash for batch in _listed(_rows_folder()).batches}


def demo_rows() -> Read:
    """The demo's exports as they were read.

    Raises
    ------
    UnreadableFile
        When the program's own files are damaged.
    """
    from csm_core.loading.load_files import Read

    folder = _rows_folder()
    batches = tuple(_batch(folder, listed) for listed in _listed(folder).batches)
    return Read(batches, tuple(batch.report for batch in batches))


def table_file(batch: DemoBatch, part: str) -> str:
    """The file that holds the `rows`, the `quarantined` or the `attributes` of a batch, where it has any."""
    return f"{batch.report.file}.{part}.arrow"


def _rows_folder() -> Traversable:
    return files(_COMPANY).joinpath("rows")


def _listed(folder: Traversable) -> DemoBatches:
    listed = DEMO_CODEC.decode(folder.joinpath(BATCHES_FILE).read_text(encoding="utf-8"))
    if isinstance(listed, Unreadable):
        raise UnreadableFile.because(BATCHES_FILE, f"It can't be read: {listed.reason}.", "Install the program anew.")
    return listed


def _batch(folder: Traversable, listed: DemoBatch) -> Batch:
    return Batch(
        listed.table,
        _rows(folder, table_file(listed, "rows"), TABLES[listed.table].schema),
        _rows(folder, table_file(listed, "quarantined"), QUARANTINE_SCHEMA),
        listed.report,
        listed.content_hash,
        listed.mapping,
        _rows(folder, table_file(listed, "attributes"), ATTRIBUTE_SCHEMA),
    )


def _rows(folder: Traversable, name: str, schema: pa.Schema) -> pa.Table:
    """The rows of one file; none where there is no such file."""
    file = folder.joinpath(name)
    if not file.is_file():
        return schema.empty_table()
    with pa.ipc.open_file(pa.BufferReader(file.read_bytes())) as reader:
        return reader.read_all()
