"""The units in which values are given, and how each is written for a reader."""

from __future__ import annotations

import math
from enum import StrEnum


class Unit(StrEnum):
    """What a value is measured in. Rates are shares from 0 to 1; money is in the reporting currency."""

    MONEY = "money"
    MONEY_PER_ACCOUNT = "money per account"
    RATE = "rate"
    POINTS = "points"
    SCORE = "score"
    COUNT = "count"
    MONTHS = "months"
    DAYS = "days"
    HOURS = "hours"
    MINUTES = "minutes"
    RATIO = "ratio"
    MEAN_SCORE = "mean score"


_MINUS = "\N{MINUS SIGN}"
_SPACE = "\N{NO-BREAK SPACE}"


def write_value(value: float | None, unit: Unit, currency: str | None = None, signed: bool = False) -> str:
    """A value as text: '—' when there is none, a true minus sign, the unit once.

    A score is cut to whole points: 39.9 is written 39, as it is below a band that begins at 40. A difference of two
    (`signed`) is rounded.

    >>> write_value(0.1234, Unit.RATE), write_value(-1234.5, Unit.MONEY, "EUR")
    ('12.3\\xa0%', '−1,234\\xa0EUR')
    """
    if value is None:
        return "—"
    match unit:
        case Unit.MONEY | Unit.MONEY_PER_ACCOUNT:
            text = f"{abs(value):,.0f}" + (f"{_SPACE}{currency}" if currency else "")
        case Unit.RATE:
            text = f"{abs(value) * 100:.1f}{_SPACE}%"
        case Unit.SCORE:
            text = f"{abs(value):.0f}" if signed else f"{math.floor(round(abs(value), 6))}"
        case Unit.POINTS:
            text = f"{abs(value):.1f}"
        case Unit.COUNT:
            text = f"{abs(value):,.0f}"
        case Unit.RATIO | Unit.MEAN_SCORE:
            text = f"{abs(value):.2f}"
        case Unit.MONTHS | Unit.DAYS | Unit.HOURS | Unit.MINUTES:
            text = f"{abs(value):,.1f}{_SPACE}{unit.value}"
    shows_zero = not any(digit in "123456789" for digit in text)
    if value < 0 and not shows_zero:
        return _MINUS + text
    return "+" + text if signed and not shows_zero else text


def write_percent(share: float, decimals: int = 0) -> str:
    """A share as it stands in a sentence, in whole per cent as a rule.

    >>> write_percent(0.784), write_percent(0.0125, 2)
    ('78\\xa0%', '1.25\\xa0%')
    """
    return f"{share * 100:.{decimals}f}{_SPACE}%"
