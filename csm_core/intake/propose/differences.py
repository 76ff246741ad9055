"""What the arithmetic of a file's columns proves: that one is another less a third, to the cent, in every row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from csm_core.intake.cells.numbers import decimal_mark, parse_number
from csm_core.intake.empty_cells import nothing_to_null
from csm_core.intake.layout.raw import RawTable

LOOKED_AT = 500
_LEAST = 2
_CENT = Decimal("0.011")
Figures = Sequence[Decimal | None]
Less = Callable[[Decimal, Decimal], Decimal]


def money(whole: Decimal, part: Decimal) -> Decimal:
    """What is left of an amount less another."""
    return whole - part


def percent(whole: Decimal, part: Decimal) -> Decimal:
    """What is left of an amount less so many percent."""
    return whole * (1 - part / 100)


def share(whole: Decimal, part: Decimal) -> Decimal:
    """What is left of an amount less a share of it between 0 and 1."""
    return whole * (1 - part)


def is_proven(whole: Figures, part: Figures, rest: Figures, *ways: Less) -> bool:
    """Whether each row's rest is its whole less its part, in one of the `ways` in all rows, and there is a part at
    all. An empty part is 0; rows without whole or rest say nothing."""
    rows = zip(whole, part, rest, strict=True)
    complete = [(a, b or Decimal(0), c) for a, b, c in rows if a is not None and c is not None]
    if len(complete) < _LEAST or not any(b for _, b, _ in complete):
        return False
    return any(all(abs(less(a, b) - c) <= _CENT for a, b, c in complete) for less in ways)


def figures_of(raw: RawTable, header: str) -> Figures:
    """The figures of a column in the first rows, None where a cell is empty or no figure."""
    texts = [None if text is None else text.replace("%", "").strip() for text in texts_of(raw, header)]
    mark = decimal_mark([text for text in texts if text])[0] or "."
    return [parse_number(text, mark) if text else None for text in texts]


def texts_of(raw: RawTable, header: str) -> Sequence[str | None]:
    """The texts of a column in the first rows, None where a cell is empty."""
    column = raw.cells.column(header).slice(0, LOOKED_AT).combine_chunks()
    texts: list[str | None] = nothing_to_null(column, typed=True).to_pylist()
    return texts
