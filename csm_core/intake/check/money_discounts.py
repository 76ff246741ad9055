"""Discounts that are written as money: taken off the amount beside them, as the share that they are of it."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.cells.distinct import Distinct
from csm_core.intake.cells.numbers import CURRENCIES, currency_of
from csm_core.intake.check.discounts import says_percent
from csm_core.intake.mapping import FileMapping
from csm_core.intake.noted_cells import any_of
from csm_core.intake.values.typed_columns import TypedColumns
from csm_core.intake.vocabulary.headers import spoken
from csm_core.text.plural import plural

_DISCOUNT = re.compile(r"\b(discount(s|ed)?|rabatt(e|s)?|remises?|descuentos?|descontos?|korting(en)?|rebates?)")
_MONEY = re.compile(r"\b(amount|amt|value|off amount|money|\w*betrag|montant|importe|valor|bedrag|cents?)\b|[€$£]")


_AFTER = re.compile(r"\b(after|net of|less|incl|including|nach|apres|tras|despues de|apos|na|abzuglich)\b")


def is_after_discount(header: str) -> bool:
    """Whether the header is one of an amount from which the discount was taken off: 'MRR (after discount)'."""
    words = spoken(header)
    return bool(_DISCOUNT.search(words) and _AFTER.search(words)) or bool(re.match(r"^discounted\b", words))


def says_discount(header: str) -> bool:
    """Whether the header is one of a discount, in whatever unit."""
    return bool(_DISCOUNT.search(spoken(header))) and not is_after_discount(header)


def says_money_discount(header: str) -> bool:
    """Whether the header is one of a discount in money: 'Discount Amount', 'Rabatt EUR', 'Rabattbetrag'."""
    words = spoken(header)
    coded = any(word.upper() in CURRENCIES for word in words.split())
    return says_discount(header) and (coded or bool(_MONEY.search(f"{words} {header}")))


def less_bill_discount(typed: TypedColumns, mapping: FileMapping) -> None:
    """Take a bill's discount in money off its total, where the mapping says that the total is before it. Discounts
    may be written with a minus."""
    total, discount = typed.columns.get("total"), typed.columns.get("discount")
    if mapping.options.discount != "money" or total is None or discount is None:
        return
    off = pc.fill_null(discount.cast(total.type, safe=False), 0)
    if not any_of(pc.greater(pc.multiply(pc.sign(off), pc.sign(total)), 0)):
        off = pc.negate(off)
    typed.columns["total"] = pc.subtract(total, off).cast(total.type)
    typed.columns["discount"] = pa.nulls(len(total), discount.type)


def money_discounts(typed: TypedColumns, mapping: FileMapping) -> bool:
    """Make shares of the line's own amount of a discount column that holds money; whether that was so.

    It holds money where the mapping's option `discount` or its header says so, where cells have a sign of money, or
    where one is above 100, which no percentage is, unless the header or any cell says that it is of percentages.
    """
    header, discount = mapping.columns.get("discount"), typed.columns.get("discount")
    if header is None or discount is None or not _is_money(header, discount, typed, mapping):
        return False
    line = next((name for name in ("mrr", "amount") if name in typed.columns), None)
    if line is None:
        return False
    amounts = typed.columns[line].cast(pa.float64())
    if line == "amount" and "quantity" in typed.columns:
        amounts = pc.multiply(amounts, pc.fill_null(typed.columns["quantity"], 1.0))
    share = pc.divide(pc.abs(discount), pc.if_else(pc.greater(amounts, 0.0), amounts, None))
    above = int(pc.sum(pc.greater(share, 1.0), min_count=0).as_py())
    typed.columns["discount"] = pc.min_element_wise(share, pa.scalar(1.0), skip_nulls=False)
    of = mapping.columns.get(line, line)
    message = f"'{header}' was taken off '{of}', as money."
    message += f" In {plural(above, 'row')} it is more than the amount itself: nothing is left." if above else ""
    typed.remarks.append(Issue("discount_in_money", "warning" if above else "info", message, column=header))
    return True


def _is_money(header: str, discount: pa.Array, typed: TypedColumns, mapping: FileMapping) -> bool:
    if mapping.options.discount is not None:
        return mapping.options.discount == "money"
    if says_money_discount(header):
        return True
    texts = pc.drop_null(typed.texts["discount"])
    if says_percent(header) or any_of(pc.match_substring(texts, "%")):
        return False
    signed = any(currency_of(text) or re.search("[€$£¥]", text) for text in Distinct.of(texts).texts)
    return signed or any_of(pc.greater(discount, 100.0))
