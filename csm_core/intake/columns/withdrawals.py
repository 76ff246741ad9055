"""Lists of nothing but credit notes or refunds: their own number, day and amount go before those of the bills."""

from __future__ import annotations

import re
from collections.abc import Sequence

from csm_core.intake.columns.bill_headers import withdraws
from csm_core.intake.values.fits import fits
from csm_core.intake.values.profile import Profiles
from csm_core.intake.vocabulary.headers import spoken
from csm_core.intake.vocabulary.own_ids import is_id
from csm_core.tables.catalogue import TABLES, Table

_SURE = 0.9
_NO_DAY = re.compile(r"\b(id|no|number|nr|amount|total|reason|status)\b")


def withdrawn_columns(
    table: Table, columns: dict[str, tuple[str, float]], headers: Sequence[str], profiles: Profiles
) -> None:
    """Where each row has a number of its own as a credit note or refund, take that number, and, if no others are
    found, the day and the amount that are called so too."""
    if table.name != "invoices":
        return
    withdrawing = [header for header in headers if withdraws(header)]
    ids = [header for header in withdrawing if is_id(header) and profiles[header].is_unique]
    if len(ids) != 1:
        return
    columns["invoice_id"] = (ids[0], _SURE)
    if not {"total", "line_total", "unit_amount"} & set(columns) and "amount_refunded" in columns:
        columns["total"] = columns.pop("amount_refunded")
    moment = TABLES["invoices"].column("invoice_date")
    if moment is None or {"invoice_date", "paid_at"} & set(columns):
        return
    days = [
        header
        for header in withdrawing
        if not _NO_DAY.search(spoken(header)) and fits(moment, profiles[header].values) == 1
    ]
    if len(days) == 1:
        columns["invoice_date"] = (days[0], _SURE)
