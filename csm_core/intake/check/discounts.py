"""Discounts as shares: 20 %, 20 and 0.2 are the same, where the column says which of the last two it writes."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.mapping import FileMapping
from csm_core.intake.noted_cells import any_of
from csm_core.intake.values.typed_columns import TypedColumns
from csm_core.text.plural import plural

_PERCENT = re.compile(r"(?i)%|per ?cent|pct|prozent|porcent|pourcent|procent|rate\b|satz\b")


def says_percent(header: str) -> bool:
    """Whether the header is one of a percentage: 'Discount %', 'Rabatt in Prozent'."""
    return bool(_PERCENT.search(header))


def discount_shares(typed: TypedColumns, mapping: FileMapping) -> None:
    """A discount of 20 is meant as 20 %: no discount is larger than the whole amount.

    Those with a percent sign are shares already. Where a column has both 15 and 0.2, or nothing but 1, it is asked;
    and so it is where neither a sign nor the header tells a percentage from money off. The mapping's option
    `discount` says it.
    """
    discount = typed.columns.get("discount")
    header = mapping.columns.get("discount")
    if discount is None or header is None or discount.null_count == len(discount):
        return
    signed = pc.fill_null(pc.match_substring(typed.texts["discount"], "%"), False)
    bare = pc.if_else(signed, pa.scalar(None, discount.type), discount)
    setting = mapping.options.discount
    large = setting == "percent" or (setting is None and any_of(pc.greater(bare, 1.0)))
    small = any_of(pc.and_(pc.greater(bare, 0.0), pc.less(bare, 1.0)))
    whole = any_of(pc.equal(bare, 1.0)) and not (large or small)
    if large:
        typed.columns["discount"] = pc.if_else(signed, discount, pc.divide(discount, 100.0))
        message = f"Discounts above 1 in '{header}' were read as percentages: 20 as 0.2."
        typed.remarks.append(Issue("discount_in_percent", "info", message, column=header))
    elif any_of(signed):
        message = f"Discounts in '{header}' have a percent sign: 20% was read as 0.2."
        typed.remarks.append(Issue("discount_in_percent", "info", message, column=header))
    elif small:
        message = f"Discounts in '{header}' were read as shares: 0.2 as 20 percent."
        typed.remarks.append(Issue("discount_as_share", "info", message, column=header))
    if setting is None and large and not (small or any_of(signed) or says_percent(header)):
        message = f"Discounts in '{header}' may be percentages or money; they were read as percentages. Please check."
        typed.remarks.append(Issue("discount_assumed", "warning", message, None, header, None, "discount", (header,)))
    elif setting is None and ((large and small) or whole):
        how = "percentages, 0.2 as 0.2 percent" if large else "shares, 1 as all of the amount"
        message = f"Discounts in '{header}' may be percentages or shares; they were read as {how}. Please check."
        typed.remarks.append(Issue("discount_assumed", "warning", message, None, header, None, "discount", (header,)))
    above = int(pc.sum(pc.greater(typed.columns["discount"], 1.0), min_count=0).as_py())
    if above:
        message = f"In {plural(above, 'row')} the discount in '{header}' is more than the amount: the row is worth 0."
        typed.remarks.append(Issue("discount_above_whole", "warning", message, column=header))
