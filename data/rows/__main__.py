"""Write the demo company's rows anew, after a change of its generator, of its mapping or of the reader of files.

`python -m data.rows` reads the exports as anybody's are read, and leaves one Arrow file a table beside this one.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pyarrow as pa

from csm_core.loading.demo import BATCHES_FILE, DEMO_CODEC, DemoBatch, DemoBatches, table_file
from csm_core.loading.load_files import Read

from .generated import generated_read

_PACKED = pa.ipc.IpcWriteOptions(compression=pa.Codec("zstd", compression_level=19))


def write_rows(folder: Path, read: Read) -> None:
    """Write the batches of `read` into `folder`, in place of those that are there."""
    for former in folder.glob("*.arrow"):
        former.unlink()
    batches = tuple(DemoBatch(one.table, one.report, one.content_hash, one.mapping) for one in read.batches)
    (folder / BATCHES_FILE).write_text(DEMO_CODEC.encode(DemoBatches(batches)) + "\n", encoding="utf-8")
    for listed, batch in zip(batches, read.batches, strict=True):
        for part in ("rows", "quarantined", "attributes"):
            table = getattr(batch, part)
            if table.num_rows:
                path = folder / table_file(listed, part)
                with (
                    pa.OSFile(str(path), "wb") as file,
                    pa.ipc.new_file(file, table.schema, options=_PACKED) as writer,
                ):
                    writer.write_table(table)


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m data.rows", description=__doc__).parse_args()
    write_rows(Path(__file__).parent, generated_read())
