"""The demo company as its exports tell of it: who paid what on a day, and in which segment an account is."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from tests.recomputed.exports import Line, Rates, lines, table

DAY = timedelta(days=1)
WHOLE = ""


class Company:
    def __init__(self, folder: Path) -> None:
        self.rates = Rates(folder)
        self.lines: dict[str, list[Line]] = defaultdict(list)
        for line in lines(folder):
            self.lines[line.account].append(line)
        self.accounts = {row["Record ID"]: row for row in table(folder, "hubspot_companies.csv")}

    @cache  # noqa: B019 - lives as long as the tests
    def customers(self, day: date) -> set[str]:
        """The accounts with service on that day, the paused ones too."""
        return {account for account, held in self.lines.items() if any(line.is_live(day) for line in held)}

    def paid(self, account: str, day: date, rates_of: date) -> float:
        """What the account pays a month on a day, in euros at the rates of another."""
        return sum(
            line.monthly * self.rates.on(line.currency, rates_of) for line in self.lines[account] if line.is_paid(day)
        )

    def payers(self, day: date) -> set[str]:
        return {account for account, held in self.lines.items() if any(line.is_paid(day) for line in held)}

    def began(self, account: str) -> date:
        """The first day that was ever paid for."""
        return min(line.first for line in self.lines[account])

    def segment(self, account: str, split: str, day: date) -> str:
        """The segment on a day. What the CRM says holds for all time; the plan is of what was held then."""
        if split == "":
            return WHOLE
        if split == "Main plan":
            return self.main_plan(account, day)
        row = self.accounts[account]
        return row["Country/Region" if split == "Country" else split] or "(not set)"

    def main_plan(self, account: str, day: date) -> str:
        """The plan of the line that pays most; who has left keeps the last one."""
        until = max((min(day, line.end - DAY) for line in self.lines[account] if line.first <= day), default=day)
        held = [line for line in self.lines[account] if line.is_live(until)]
        return max(held, key=lambda line: (line.monthly, line.plan)).plan if held else "(not set)"


def months(start: date, as_of: date) -> list[tuple[date, date, date]]:
    """Of each calendar month from the one of `start` to that of `as_of`: its first day, its opening and closing day.

    The state at a month's end is that of its last day, or of the as-of day in the running month.
    """
    rows = []
    first = start.replace(day=1)
    while first <= as_of:
        following = (first + 31 * DAY).replace(day=1)
        rows.append((first, first - DAY, min(following - DAY, as_of)))
        first = following
    return rows


def is_over(closing: date) -> bool:
    """Whether a closing day is the last of its month."""
    return (closing + DAY).day == 1
