"""Rows too many to hold in memory: kept in Arrow files on disk, read batch by batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from csm_core.intake.kept_folder import KeptFolder


class RowsOnDisk:
    """A table in an Arrow file: its schema and row count are known, its rows are read as they are asked for."""

    def __init__(self, path: Path, num_rows: int, folder: KeptFolder) -> None:
        self._path = path
        self._folder = folder  # held, so that the file is there as long as we are
        self.num_rows = num_rows
        with pa.OSFile(str(path), "rb") as stream, pa.ipc.open_file(stream) as reader:
            self.schema: pa.Schema = reader.schema

    @property
    def column_names(self) -> Sequence[str]:
        """The columns, in the table's order."""
        names: Sequence[str] = self.schema.names
        return names

    def reader(self) -> pa.RecordBatchReader:
        """All rows once, a batch at a time."""
        return pa.RecordBatchReader.from_batches(self.schema, self._batches())

    def table(self) -> pa.Table:
        """All rows in memory."""
        return self.reader().read_all()

    def _batches(self) -> Iterator[pa.RecordBatch]:
        # Read, not mapped: mapped pages would count as memory of ours.
        with pa.OSFile(str(self._path), "rb") as stream, pa.ipc.open_file(stream) as reader:
            for i in range(reader.num_record_batches):
                yield reader.get_batch(i)
