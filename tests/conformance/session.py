"""A session on a Spark cluster: tables are sent to it, SELECTs run there, answers come home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from csm_core.engines.spark_session import spark_session
from csm_core.engines.spark_sql import SparkStep

_TYPES: Mapping[str, str] = {"bool": "boolean", "int32": "int", "int64": "bigint", "date32[day]": "date"}


class Spark:
    """A session; it ends with `close`."""

    def __init__(self, url: str) -> None:
        self._kept: list[object] = []
        self._session = spark_session(url)

    def put(self, view: str, table: pa.Table) -> None:
        """Send a table; queries read it as `view`."""
        if table.num_rows:
            frame = self._session.createDataFrame(_in_utc(table))
        else:
            columns = ", ".join(f"cast(null as {_type(field.type)}) as `{field.name}`" for field in table.schema)
            frame = self._session.sql(f"select {columns} where false")
        frame.createOrReplaceTempView(view)

    def answer(self, steps: Sequence[SparkStep]) -> pa.Table:
        """What the last of some steps gives; those before it are kept on the cluster."""
        *before, last = steps
        for step in before:
            frame = self._session.sql(step.sql).localCheckpoint()
            frame.createOrReplaceTempView(str(step.view))
            self._kept.append(frame)  # given up where nobody holds it
        return self._session.sql(last.sql).toArrow()

    def close(self) -> None:
        """End the session: what was kept for it goes."""
        self._kept.clear()
        self._session.stop()


def _in_utc(table: pa.Table) -> pa.Table:
    """Moments as Spark's own, which a session in UTC shows as they are here."""
    fields = [
        pa.field(field.name, pa.timestamp("us", tz="UTC")) if pa.types.is_timestamp(field.type) else field
        for field in table.schema
    ]
    return table.cast(pa.schema(fields))


def _type(kind: pa.DataType) -> str:
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision}, {kind.scale})"
    return _TYPES.get(str(kind), "timestamp" if pa.types.is_timestamp(kind) else str(kind))
