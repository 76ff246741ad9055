"""Rows that are not kept, each with the first reason found."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from csm_core.intake.batch import QUARANTINE_SCHEMA
from csm_core.intake.layout.raw import RawTable, raw_text


class Quarantine:
    """Collects reasons by row of one raw table; a row's first reason stays. Lives only while a file is validated."""

    def __init__(self, raw: RawTable) -> None:
        self._raw = raw
        self._reasons: dict[int, tuple[str, str | None, str]] = {}

    def add(self, rows: pa.Array, code: str, header: str | None, message: str) -> None:
        """Quarantine the rows where the mask holds; `{value}` in the message is the offending text."""
        for row in np.flatnonzero(_mask(rows)):
            self._reasons.setdefault(int(row), (code, header, message))

    def kept(self) -> pa.Array:
        """Mask of the rows that nothing was said against."""
        keep = np.ones(self._raw.cells.num_rows, dtype=bool)
        keep[list(self._reasons)] = False
        return pa.array(keep)

    def table(self, start: int = 0) -> pa.Table:
        """The quarantined rows (QUARANTINE_SCHEMA) from row `start` on, in the file's order."""
        indices = sorted(index for index in self._reasons if index >= start)
        rows = self._raw.cells.take(pa.array(indices, pa.int64()))
        numbers = self._raw.row_numbers.take(pa.array(indices, pa.int64())).to_pylist()
        names = rows.column_names
        texts = [rows.column(j).to_pylist() for j in range(rows.num_columns)]
        records = []
        for k, index in enumerate(indices):
            code, header, message = self._reasons[index]
            row = [column[k] for column in texts]
            value = row[names.index(header)] if header in names else None
            records.append(
                {
                    "source_row": numbers[k],
                    "code": code,
                    "column": header,
                    "value": value,
                    "message": message.replace("{value}", value or "nothing"),
                    "raw": raw_text(names, row),
                }
            )
        return pa.Table.from_pylist(records, schema=QUARANTINE_SCHEMA)


def _mask(rows: pa.Array) -> npt.NDArray[np.bool_]:
    filled = rows.fill_null(False)
    return np.asarray(filled.to_numpy(zero_copy_only=False), dtype=np.bool_)
