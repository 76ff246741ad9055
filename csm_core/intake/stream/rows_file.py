"""A table written to an Arrow file piece by piece."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

import pyarrow as pa


class RowsFile:
    """An Arrow file of one schema that grows, written in a thread of its own; `num_rows` counts what was added."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.schema = schema
        self.num_rows = 0
        self._sink = pa.OSFile(str(path), "wb")
        # Packed, because what is written once and read once should not fill the disk.
        self._writer = pa.ipc.new_file(self._sink, schema, options=pa.ipc.IpcWriteOptions(compression="lz4"))
        self._beside = ThreadPoolExecutor(max_workers=1)
        self._written: Future[None] | None = None

    def add(self, table: pa.Table) -> None:
        """Further rows."""
        if table.num_rows:
            self._wait()
            self._written = self._beside.submit(self._writer.write_table, table, max_chunksize=200_000)
            self.num_rows += table.num_rows

    def close(self) -> None:
        """Write the end of the file."""
        self._wait()
        self._beside.shutdown()
        self._writer.close()
        self._sink.close()

    def _wait(self) -> None:
        """Until the rows before are written, so that no more than these wait in memory."""
        if self._written is not None:
            self._written.result()

    def __enter__(self) -> RowsFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
