"""What comes home from a cluster as rows of use: of each stretch the first and the last."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.engines.spark_use import TEXTS
from csm_core.intake.kept_folder import KeptFolder
from csm_core.intake.rows_on_disk import RowsOnDisk
from csm_core.tables.catalogue import TABLES

_SCHEMA = TABLES["events"].schema


def rows_on_disk(stretches: Iterator[pa.Table], grain: str | None) -> tuple[RowsOnDisk, int]:
    """The rows of some tables of stretches, kept in a file, and how many rows of the source they stand for."""
    folder = KeptFolder("passing")
    path = folder.path / "use.arrow"
    count = row_count = 0
    with pa.OSFile(str(path), "wb") as stream, pa.ipc.new_file(stream, _SCHEMA) as writer:
        for table in stretches:
            row_count += pc.sum(table.column("row_count"), min_count=0).as_py()
            rows = home_rows(table, grain, count)
            writer.write_table(rows)
            count += rows.num_rows
    return RowsOnDisk(path, count, folder), row_count


def home_rows(stretches: pa.Table, grain: str | None, before: int) -> pa.Table:
    """Rows of `events` (their schema) that say of use what the stretches do; `before`: how many rows stand above.

    The first row of a stretch counts all of its uses but one, and the last that one.
    """
    lasting = stretches.filter(pc.greater(stretches.column("last_at"), stretches.column("first_at")))
    is_lasting = pc.greater(stretches.column("last_at"), stretches.column("first_at"))
    spared = pc.cast(is_lasting, pa.int64())
    spared_uses = pc.multiply(spared, pc.cast(stretches.column("is_use"), pa.int64()))
    firsts = {
        "event_at": stretches.column("first_at"),
        "event_count": pc.subtract(stretches.column("events"), spared_uses),
        "duration_minutes": stretches.column("minutes"),
        "row_count": pc.subtract(stretches.column("row_count"), spared),
    }
    lasts = {
        "event_at": lasting.column("last_at"),
        "event_count": pc.cast(lasting.column("is_use"), pa.int64()),
        "duration_minutes": pa.nulls(lasting.num_rows, pa.float64()),
        "row_count": pa.repeat(pa.scalar(1, pa.int64()), lasting.num_rows),
    }
    parts = [_whole(stretches, firsts, grain), _whole(lasting, lasts, grain)]
    rows = pa.concat_tables(parts)
    numbers = pa.array(range(before + 1, before + rows.num_rows + 1), pa.int64())
    return rows.append_column("source_row", numbers).select(_SCHEMA.names).cast(_SCHEMA)


def _whole(stretches: pa.Table, columns: dict[str, pa.Array], grain: str | None) -> pa.Table:
    # Whatever letters a text was typed with, one spelling of it is one name.
    texts = {name: pc.utf8_normalize(stretches.column(name), "NFC") for name in TEXTS}
    moments = {"event_at": pc.cast(columns["event_at"], pa.timestamp("us"))}
    grains = {"grain": pa.repeat(pa.scalar(grain, pa.string()), stretches.num_rows)}
    return pa.table({**texts, **columns, **moments, **grains})
