"""Status against dates: which lines renew though a date says that they end, and which are merely called active."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.mapping import FileMapping
from csm_core.intake.values.remarks import Remark, remark
from csm_core.intake.values.typed_columns import TypedColumns


def mark_statuses(typed: TypedColumns, mapping: FileMapping, is_known_export: bool) -> None:
    """Mark lines whose status and end may contradict each other; the ledger decides, and tells it beside the figure.

    One rule: dates say when, and a line that renews by itself does not end with its term. So an active line
    (or one without a status) with `auto_renew`, of which nobody asked to cancel, is marked as renewing: it goes on
    past its end unless a later line of the same customer and product follows. A line that is merely called active
    keeps its end, and is marked: once that day has passed, the figure says so. The mapping's option `past_end` says
    for all active lines that they end, or renew. Versions of a line and what a known export means are left as they
    are.
    """
    ends, count = typed.columns.get("end_date"), len(typed.numbers)
    if mapping.kind != "subscriptions" or is_known_export or ends is None or mapping.options.past_end == "ends":
        return
    status = typed.columns.get("status", pa.nulls(count, pa.string()))
    renews = pc.fill_null(typed.columns.get("auto_renew", pa.nulls(count, pa.bool_())), False)
    requested = pc.is_valid(typed.columns.get("cancel_requested_at", pa.nulls(count, pa.timestamp("us"))))
    named = pc.fill_null(pc.equal(status, "active"), False)
    open_ = pc.and_(pc.is_valid(ends), pc.invert(requested))
    by_itself = pc.and_(pc.or_(named, pc.is_null(status)), renews)
    going_on = named if mapping.options.past_end == "renews" else by_itself
    remark(typed, pc.and_(open_, going_on), Remark.RENEWS)
    remark(typed, pc.and_(open_, pc.and_(named, pc.invert(going_on))), Remark.CALLED_ACTIVE)
