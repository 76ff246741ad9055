"""Random books of subscriptions, and what they mean, told in plain loops over days: the other way to every figure."""

from __future__ import annotations

import random
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from csm_core.store.workspace import Workspace
from tests.workspaces import workspace_of

FIRST, AS_OF = date(2024, 1, 10), date(2024, 6, 20)
EDGES = [date(2024, month, 1) for month in range(1, 8)]
CURRENCIES = ("EUR", "EUR", "USD")


@dataclass(frozen=True)
class Line:
    """One subscription, as a row of a billing export."""

    account: str
    start: date
    end: date | None
    mrr: int
    currency: str
    paused: date | None = None
    resumed: date | None = None
    discount: float | None = None
    discount_end: date | None = None
    requested: date | None = None
    term_end: date | None = None

    def row(self) -> dict[str, str]:
        cells = {
            "account_id": self.account,
            "start_date": self.start,
            "end_date": self.end,
            "mrr": self.mrr,
            "currency": self.currency,
            "paused_at": self.paused,
            "resumed_at": self.resumed,
            "discount": self.discount,
            "discount_end": self.discount_end,
            "cancel_requested_at": self.requested,
            "term_end": self.term_end,
        }
        return {name: "" if value is None else str(value) for name, value in cells.items()}

    @property
    def gone_on(self) -> date | None:
        """The first day without; a line that was cancelled and has no end is paid until its term is over."""
        if self.end or not self.requested:
            return self.end
        return self.term_end if self.term_end and self.requested <= self.term_end else self.requested


@dataclass(frozen=True)
class Piece:
    """A stretch of one account with one amount."""

    begins: date
    ends: date
    amount: float
    held: bool
    currency: str


@dataclass
class Book:
    """Lines, rates and plans of a small company; `settings` are those of the revenue metrics."""

    lines: list[Line]
    rates: list[tuple[date, float]]
    plans: Mapping[str, str]
    settings: dict[str, str | int] = field(default_factory=dict)
    read_pieces: dict[str, list[Piece]] = field(default_factory=dict)

    def workspace(self) -> Workspace:
        """The book, loaded: once, however many questions are asked of it."""
        return self._loaded

    @cached_property
    def _loaded(self) -> Workspace:
        # One answer on the as-of day: the data's last day is the same whatever the lines are.
        survey = {"responded_at": AS_OF.isoformat(), "score": "9", "survey_type": "nps"}
        return workspace_of(
            subscriptions=[line.row() for line in self.lines],
            accounts=[{"account_id": account, "Plan": plan} for account, plan in self.plans.items()],
            fx_rates=[{"date": day.isoformat(), "currency": "USD", "rate": str(rate)} for day, rate in self.rates]
            + [{"date": FIRST.isoformat(), "currency": "EUR", "rate": "1"}],
            surveys=[survey],
        )

    @property
    def accounts(self) -> list[str]:
        return sorted(self.plans)

    def rate(self, currency: str, instant: date) -> float:
        """The last rate before the instant; before the first, the first."""
        if currency == "EUR":
            return 1.0
        if self.settings.get("fx") == "fixed":
            instant = AS_OF + timedelta(days=1)
        before = [rate for day, rate in sorted(self.rates) if day < instant]
        return before[-1] if before else min(self.rates)[1]

    def pieces(self, account: str) -> list[Piece]:
        if account not in self.read_pieces:
            self.read_pieces[account] = self._all_pieces(account)
        return self.read_pieces[account]

    def _all_pieces(self, account: str) -> list[Piece]:
        items = [piece for line in self.lines if line.account == account for piece in self._pieces(line)]
        grace = int(self.settings.get("grace_days", 0))
        paid = sorted((piece for piece in items if piece.amount > 0), key=lambda piece: piece.begins)
        for index, piece in enumerate(paid[1:], 1):
            until = max(earlier.ends for earlier in paid[:index])
            if until < piece.begins <= min(until + timedelta(days=grace), AS_OF):
                items.append(Piece(until, piece.begins, 0.0, True, piece.currency))
        return items

    def _pieces(self, line: Line) -> Iterator[Piece]:
        ends = line.gone_on or date.max
        if self.settings.get("churn_moment") == "requested" and line.requested is not None:
            ends = min(ends, line.requested)
        marks = {line.start, ends, line.paused, line.resumed, line.discount_end}
        days = sorted(day for day in marks if day is not None and line.start <= day <= ends)
        for begins, until in pairwise(days):
            paused = line.paused is not None and line.paused <= begins < (line.resumed or date.max)
            held = paused and self.settings.get("paused") != "kept"
            yield Piece(begins, until, 0.0 if held else self._amount(line, begins), held, line.currency)

    def _amount(self, line: Line, day: date) -> float:
        taken = self.settings.get("discounts", "all")
        lasting = line.discount_end is None
        valid = line.discount is not None and (lasting or (line.discount_end is not None and day < line.discount_end))
        if not valid or taken == "none" or (taken == "lasting" and not lasting):
            return float(line.mrr)
        assert line.discount is not None
        return line.mrr * (1 - line.discount)

    def standing(self, account: str, instant: date) -> list[Piece]:
        """The pieces of the day that an instant closes."""
        day = instant - timedelta(days=1)
        return [piece for piece in self.pieces(account) if piece.begins <= day < piece.ends]

    def mrr(self, account: str, instant: date, rated_at: date | None = None) -> float:
        standing = self.standing(account, instant)
        return sum(piece.amount * self.rate(piece.currency, rated_at or instant) for piece in standing)

    def held(self, account: str, instant: date) -> bool:
        return any(piece.held for piece in self.standing(account, instant))

    def left_on_hold(self, account: str, begins: date, ends: date, rated_at: date) -> float:
        """What somebody who was on a pause and is gone had paid last; 0 where this is not so."""
        gone = self.mrr(account, begins) == 0 == self.mrr(account, ends) and not self.held(account, ends)
        if not (gone and self.held(account, begins) and self.paid_before(account, begins)):
            return 0.0
        paid = [piece for piece in self.pieces(account) if piece.amount > 0]
        until = max(piece.ends for piece in paid if piece.ends < begins)
        return sum(p.amount * self.rate(p.currency, rated_at) for p in paid if p.begins < until <= p.ends)

    def first_paid(self, account: str) -> date | None:
        return min((piece.begins for piece in self.pieces(account) if piece.amount > 0), default=None)

    def paid_before(self, account: str, instant: date) -> bool:
        first = self.first_paid(account)
        return first is not None and first < instant

    def is_customer(self, account: str, instant: date) -> bool:
        return self.mrr(account, instant) > 0 or (self.held(account, instant) and self.paid_before(account, instant))

    def earned(self, account: str, begins: date, ends: date) -> float:
        """Revenue of the days, each worth one over the days of its month, at its own rate."""
        pieces = [piece for piece in self.pieces(account) if piece.amount > 0]
        return sum(
            piece.amount * self.rate(piece.currency, day + timedelta(days=1)) / monthrange(day.year, day.month)[1]
            for day in days_between(begins, ends)
            for piece in pieces
            if piece.begins <= day < piece.ends
        )


def months() -> list[tuple[date, date]]:
    """Each period with the instant at which its end is read: June ends with the as-of day."""
    return [(begins, min(ends, AS_OF + timedelta(days=1))) for begins, ends in pairwise(EDGES)]


def days_between(begins: date, ends: date) -> Iterator[date]:
    day = begins
    while day < ends:
        yield day
        day += timedelta(days=1)


def random_book(seed: int, accounts: int = 12, **settings: str | int) -> Book:
    """A book with returns, swaps on a day, pauses, discounts, requests to cancel and moving rates."""
    chance = random.Random(seed)
    names = [f"a{index:02d}" for index in range(accounts)]
    lines = [line for name in names for line in _lines(name, chance)]
    # Both ends of the data are always told, so that every book has the same periods.
    lines.append(Line(names[0], FIRST, None, 40, "EUR"))
    rates = [(FIRST + timedelta(days=23 * row_index), chance.randint(80, 120) / 100) for row_index in range(7)]
    return Book(lines, rates, {name: chance.choice(("Basic", "Pro")) for name in names}, dict(settings))


def _lines(account: str, chance: random.Random) -> Iterator[Line]:
    currency = chance.choice(CURRENCIES)
    start = FIRST + timedelta(days=chance.randint(0, 60))
    for _ in range(chance.randint(1, 4)):
        length = chance.choice((1, 2, 5, 12, 30, 31, 45, 200))
        end = start + timedelta(days=length)
        open_end = end > AS_OF
        paused = start + timedelta(days=chance.randint(0, length)) if chance.random() < 0.3 else None
        resumed = paused + timedelta(days=chance.randint(1, 25)) if paused and chance.random() < 0.7 else None
        discount = chance.choice((None, None, 0.25, 0.5, 1.0))
        until = start + timedelta(days=chance.randint(1, 40)) if discount and chance.random() < 0.6 else None
        requested = start + timedelta(days=chance.randint(1, length)) if chance.random() < 0.2 else None
        yield Line(
            account,
            start,
            None if open_end else end,
            chance.choice((10, 20, 35, 100, 250)),
            currency if chance.random() < 0.9 else chance.choice(CURRENCIES),
            paused if paused is None or paused <= AS_OF else None,
            resumed if resumed is None or resumed <= AS_OF else None,
            discount,
            until,
            requested if requested is None or requested <= AS_OF else None,
            chance.choice((None, end, start + timedelta(days=60))),
        )
        # The next one: on the same day, a little later, beside it, or after a long gap.
        start = max(FIRST, end + timedelta(days=chance.choice((0, 0, 1, 3, 10, 40, -8))))
        if start > AS_OF:
            return
