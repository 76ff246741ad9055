"""A book of plain lines (one currency, no pauses, no discounts) and what it means month by month, in loops."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from csm_core.scope import Scope
from tests.workspaces import Row

SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 6, 1), as_of=date(2024, 5, 31), currency="EUR")
EDGES = [f"2024-{month:02}-01" for month in range(1, 7)]


@dataclass(frozen=True)
class Moved:
    """One account in one month: its MRR on the last day before it and on its last day."""

    before: float
    after: float
    paid_earlier: bool


def line(account: str, start: str, end: str = "", mrr: int = 100, **more: str) -> Row:
    return {"account_id": account, "start_date": start, "end_date": end, "mrr": str(mrr), "currency": "EUR"} | more


def plain_lines(seed: int) -> list[Row]:
    """Accounts that come, grow, shrink and go, and some that come back; no change falls on the first of a month."""
    chance = random.Random(seed)
    rows = [line("a00", "2023-11-02")]
    for number in range(1, 25):
        months = sorted(chance.sample(range(-1, 6), chance.randint(1, 4)))
        days = [f"{2024 if m > 0 else 2023}-{m if m > 0 else m + 12:02}-{chance.randint(3, 27):02}" for m in months]
        for start, end in pairwise([*days, ""]):
            if chance.random() < 0.8:
                rows.append(line(f"a{number:02}", start, end, chance.choice((50, 100, 200))))
    return rows


def paid(rows: list[Row], account: str, edge: str) -> float:
    """MRR of the day before `edge`."""
    items = [row for row in rows if row["account_id"] == account]
    return sum(float(row["mrr"]) for row in items if row["start_date"] < edge <= (row["end_date"] or "9999"))


def months(rows: list[Row]) -> Iterator[tuple[date, list[Moved]]]:
    """Each month with how every account moved in it."""
    accounts = sorted({row["account_id"] for row in rows})
    for begins, ends in pairwise(EDGES):
        yield (
            date.fromisoformat(begins),
            [
                Moved(
                    paid(rows, account, begins),
                    paid(rows, account, ends),
                    any(row["account_id"] == account and row["start_date"] < begins for row in rows),
                )
                for account in accounts
            ],
        )
