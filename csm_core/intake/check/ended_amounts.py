"""Lines that have ended and show an MRR of 0: what they pay today, not what they paid while they ran."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.mapping import FileMapping
from csm_core.intake.noted_cells import NotedCells, any_of
from csm_core.intake.values.typed_columns import TypedColumns

_BY_AMOUNT = "{cells} in '{header}' {are} 0 on lines that have ended; until then they are counted at their amount"
_UNKNOWN = (
    "{cells} in '{header}' {are} 0 on lines that have ended. What they paid before is not in the file, so no "
    "revenue is counted as lost when they end. Load their prices or earlier months to include it"
)


def read_ended_amounts(typed: TypedColumns, mapping: FileMapping) -> None:
    """The amount of the line stands for such an MRR where there is one (`ended_by_amount`); else it is told
    (`ended_without_mrr`)."""
    mrr, count = typed.columns.get("mrr"), len(typed.numbers)
    if mapping.kind != "subscriptions" or mrr is None or "mrr" not in typed.texts:
        return
    status = typed.columns.get("status", pa.nulls(count, pa.string()))
    ends = typed.columns.get("end_date", pa.nulls(count, pa.timestamp("us")))
    ended = pc.or_(pc.fill_null(pc.equal(status, "canceled"), False), pc.and_(pc.is_null(status), pc.is_valid(ends)))
    nothing = pc.and_(ended, pc.fill_null(pc.equal(pc.cast(mrr, pa.float64()), 0.0), False))
    amount = pc.cast(typed.columns.get("amount", pa.nulls(count, pa.float64())), pa.float64())
    priced = pc.fill_null(pc.greater(amount, 0.0), False)
    free = pc.fill_null(pc.equal(amount, 0.0), False)
    header = mapping.columns.get("mrr", "mrr")
    for rows, code, sentence in (
        (pc.and_(nothing, priced), "ended_by_amount", _BY_AMOUNT),
        (pc.and_(nothing, pc.invert(pc.or_(priced, free))), "ended_without_mrr", _UNKNOWN),
    ):
        if any_of(rows):
            of = (code, header, None)
            typed.remarks.append(NotedCells.saying(sentence, rows, typed.numbers, typed.texts["mrr"], of, "warning"))
    typed.columns["mrr"] = pc.if_else(pc.and_(nothing, priced), pa.scalar(None, mrr.type), mrr)
