"""Which amount of a bill counts where its headers leave it open: a faint one gives way, the open one stands in."""

from __future__ import annotations

from collections.abc import Sequence

from csm_core.intake.batch import Issue
from csm_core.intake.columns.bill_headers import lists_bills
from csm_core.tables.catalogue import Table, Type

_SURE = 0.7


def billed_amounts(table: Table, columns: dict[str, tuple[str, float]], headers: Sequence[str]) -> tuple[Issue, ...]:
    """Leave out amounts that are hardly like one where a plainer one tells the same; and where what is still to be
    paid is the only amount of a bill, take it as what was billed, and ask. Customers have balances, too: these are
    billed where a header speaks of bills."""
    may_be_bills = table.name == "invoices" and ("due_date" in columns or lists_bills(headers))
    for group in table.required:
        amounts = [name for choice in group for name in choice.split("+") if _is_money(table, name)]
        amount_headers = [columns[name][1] for name in amounts if name in columns]
        if max(amount_headers, default=0.0) >= _SURE:
            for name in amounts:
                if name in columns and columns[name][1] < _SURE:
                    del columns[name]
        if may_be_bills and amounts and not amount_headers and "amount_due" in columns:
            header, _ = columns.pop("amount_due")
            columns[amounts[0]] = (header, _SURE)
            message = (
                f"'{header}' is the only amount on these bills, so it was read as the amount billed. If payments "
                "are already deducted from it, revenue is too low: add the column with the full amount."
            )
            return (Issue("due_assumed", "warning", message, None, header, None, amounts[0], (header,)),)
    return ()


def _is_money(table: Table, name: str) -> bool:
    column = table.column(name)
    return column is not None and column.type is Type.MONEY
