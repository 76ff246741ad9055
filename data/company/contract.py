"""What an account pays for at one moment of the simulation, and the price list."""

from __future__ import annotations

from dataclasses import dataclass, field

from .model import Account, Line
from .truth import Truth

_PRICE_POINT = {"EUR": 1.0, "USD": 1.1, "GBP": 0.9}


@dataclass(slots=True)
class Contract:
    """What an account pays for now. `open` holds its running lines by product."""

    account: Account
    plan: str
    seats: int
    interval: str
    term_start: int
    term_end: int
    price_book: float
    add_ons: list[str] = field(default_factory=list)
    open: dict[str, Line] = field(default_factory=dict)
    paused_until: int | None = None
    has_paused: bool = False


def unit_price(truth: Truth, plan: str, currency: str, interval: str, book: float) -> float:
    """Price of one unit (a seat, or a whole add-on) and interval, in whole units of `currency`.

    `book` is the factor of the price list in force; a yearly price has the yearly discount in it.
    """
    prices = truth.section("seat_price_eur") | truth.section("add_on_price_eur")
    monthly = prices[plan] * _PRICE_POINT[currency] * book
    if interval == "month":
        return float(round(monthly))
    return float(round(monthly * 12 * truth.section("annual_price_factor")))
