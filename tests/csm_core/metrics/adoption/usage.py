"""A few accounts' random use, as rows for a workspace and as plain Python for an oracle."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from csm_core.result import Result
from csm_core.store.workspace import Workspace
from tests.workspaces import Row, workspace_of

FIRST, LAST = date(2024, 1, 1), date(2024, 5, 31)
FEATURES = ("open", "export", "share", "plan")


@dataclass(frozen=True)
class Use:
    """One event."""

    account: str
    user: str
    day: date
    feature: str


def random_use(seed: int, accounts: int = 9, first: date = FIRST, last: date = LAST) -> list[Use]:
    """Accounts a0, a1 … with one to four users, each with days of use of its own frequency."""
    chance = random.Random(seed)
    rows = []
    for number in range(accounts):
        begins = first + timedelta(days=chance.randint(0, 60) if number else 0)
        for user in range(chance.randint(1, 4)):
            often, day = chance.uniform(0.02, 0.6), begins
            while day <= last:
                if chance.random() < often:
                    rows += [
                        Use(f"a{number}", f"u{number}.{user}", day, feature)
                        for feature in chance.sample(FEATURES, chance.randint(1, 3))
                    ]
                day += timedelta(days=1)
    return [Use("a0", "u0.0", first, "open"), *rows, Use("a0", "u0.0", last, "open")]


def region(account: str) -> str:
    """North, or South, or nothing told."""
    return ("North", "South", "")[int(account.removeprefix("a")) % 3]


def event_rows(uses: Sequence[Use]) -> list[Row]:
    return [
        {"account_id": use.account, "user_id": use.user, "event_name": use.feature, "event_at": use.day.isoformat()}
        for use in uses
    ]


def usage_workspace(uses: Sequence[Use], **tables: Sequence[Row]) -> Workspace:
    """The events, the accounts with their regions, and what else is given."""
    accounts = [{"account_id": name, "Region": region(name)} for name in sorted({use.account for use in uses})]
    return workspace_of(**({"events": event_rows(uses), "accounts": accounts} | tables))


def values(result: Result, measure: str | None = None) -> dict[tuple[str, str | None], float | None]:
    """(period, segment) → value, of one measure."""
    return {
        (str(row["period"]), row["segment"]): row["value"]
        for row in result.rows()
        if row["measure"] == measure and row["account_id"] is None and row["series"] is None
    }


def months(first: date = FIRST, last: date = LAST) -> list[tuple[date, date]]:
    """First and last day of each month."""
    rows, day = [], first
    while day <= last:
        following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
        rows.append((day, min(following - timedelta(days=1), last)))
        day = following
    return rows
