"""A table written to an Arrow file piece by piece."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import pyarrow as pa


class RowsFile:
    """An Arrow file of one schema that grows; `num_rows` counts what was added."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.schema = schema
        self.num_rows = 0
        self._sink = pa.OSFile(str(path), "wb")
        # Packed, because what is written once and read once should not fill the disk.
        self._writer = pa.ipc.new_file(self._sink, schema, options=pa.ipc.IpcWriteOptions(compression="lz4"))

    def add(self, table: pa.Table) -> None:
        """Further rows."""
        if table.num_rows:
            self._writer.write_table(table, max_chunksize=200_000)
            self.num_rows += table.num_rows

    def close(self) -> None:
        """Write the end of the file."""
        self._writer.close()
        self._sink.close()

    def __enter__(self) -> RowsFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
