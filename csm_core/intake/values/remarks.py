"""What the reader did with a row that a figure must tell: kept with the row, and told beside the figure."""

from __future__ import annotations

from enum import StrEnum

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.values.typed_columns import TypedColumns


class Remark(StrEnum):
    """One word a thing done; `facts/ledger_gaps.py` counts them, `metrics/money_gaps.py` says them."""

    LAST_DAY = "last_day"  # the file's end was the last day of service; the row's is the day after
    CANCELLED_ON = "cancelled_on"  # the end is the day of the cancellation, and no other is told
    NEWEST_FIRST = "newest_first"  # the file runs from new to old
    RENEWS = "renews"  # the end is that of a term, after which the line goes on
    CALLED_ACTIVE = "called_active"  # the status says active, whatever the end says
    PRESUPPOSES = "presupposes"  # a movement of a balance that there was before


def remark(typed: TypedColumns, rows: pa.Array, word: Remark) -> None:
    """Add the word to the rows where the mask holds."""
    remarks = typed.columns.get("remarks", pa.nulls(len(typed.numbers), pa.string()))
    more = pc.coalesce(pc.binary_join_element_wise(remarks, word.value, " "), word.value)
    typed.columns["remarks"] = pc.if_else(pc.fill_null(rows, False), more, remarks)
