"""Prices that say what they are for: '1200 EUR/yr' as a monthly amount, or the interval that an amount has."""

from __future__ import annotations

from fractions import Fraction

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.cells.distinct import Distinct
from csm_core.intake.cells.numbers import interval_in
from csm_core.intake.mapping import FileMapping
from csm_core.intake.noted_cells import NotedCells
from csm_core.intake.values.typed_columns import TypedColumns
from csm_core.tables.table import ARROW, Type

_MONTHS = {
    "day": Fraction(12, 365),
    "week": Fraction(12, 52),
    "month": Fraction(1),
    "quarter": Fraction(3),
    "year": Fraction(12),
}
_MONTHLY = ("mrr", "mrr_after", "mrr_delta")


def price_intervals(typed: TypedColumns, mapping: FileMapping) -> None:
    """Amounts a month are brought to one; an amount without a billing interval gets the one beside it."""
    for name in (*_MONTHLY, "amount", "total", "amount_paid"):
        texts = typed.texts.get(name)
        if texts is None or name not in mapping.columns:
            continue
        distinct = Distinct.of(texts)
        read = [interval_in(text) for text in distinct.texts]
        if not any(read):
            continue
        words = distinct.spread(pa.array([one and f"{one[1]} {one[0]}" for one in read], pa.string()))
        if name in _MONTHLY:
            done = "each was converted to a month"
            parts = distinct.spread(pa.array([one and float(_months(one)) for one in read], pa.float64()))
            monthly = pc.round(pc.divide(typed.columns[name].cast(pa.float64()), pc.fill_null(parts, 1.0)), 4)
            typed.columns[name] = monthly.cast(ARROW[Type.MONEY], safe=False)
        elif name == "amount":
            done = "the interval was taken from there"
            given = typed.columns.get("billing_interval")
            typed.columns["billing_interval"] = words if given is None else pc.coalesce(given, words)
        else:
            done = "the interval was left out"
        sentence = "{cells} in '{header}', such as {examples}, {say} how long the price is for; " + done
        of = ("interval_in_amount", mapping.columns[name], None)
        typed.remarks.append(NotedCells.saying(sentence, pc.is_valid(words), typed.numbers, texts, of))


def _months(interval: tuple[str, int]) -> Fraction:
    return _MONTHS[interval[0]] * interval[1]
