"""A discount in money among a file's columns, mapped so that it is taken off the line's amount."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from csm_core.intake.check.money_discounts import is_after_discount, says_discount, says_money_discount
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.values.fits import fits
from csm_core.tables.catalogue import TABLES


def with_money_discount(raw: RawTable, mapping: FileMapping, samples: Mapping[str, Sequence[str]]) -> FileMapping:
    """A discount is no amount of a line; one in money is taken off the line's amount, where that is of the line."""
    if mapping.kind != "subscriptions":
        return mapping
    columns = dict(mapping.columns)
    if "discount" in columns and any(is_after_discount(columns.get(name, "")) for name in ("mrr", "amount")):
        del columns["discount"]
        return replace(mapping, columns=columns)
    if "mrr" in columns and (says_discount(columns.get("amount", "")) or "billing_interval" not in columns):
        # MRR is the line's amount. Another one, of a time that nothing tells, is none of it.
        columns.pop("amount", None)
    is_of_line = "mrr" in columns or ("amount" in columns and "quantity" not in columns)
    if says_money_discount(columns.get("discount", "")) and not is_of_line:
        # Whether it is off one unit or off all of them is not said.
        del columns["discount"]
    money = [one for one in raw.headers if says_money_discount(one) and samples.get(one)]
    free = [one for one in money if one not in columns.values()]
    number = TABLES["subscriptions"].column("discount")
    if len(free) == 1 and "discount" not in columns and is_of_line and number and fits(number, samples[free[0]]) == 1:
        columns["discount"] = free[0]
    return replace(mapping, columns=columns)
