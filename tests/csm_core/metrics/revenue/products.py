"""Accounts with several products: what each one bought in a month, in loops."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from tests.csm_core.metrics.revenue.plain_lines import EDGES, line
from tests.workspaces import Row

PRODUCTS = ("Core", "Insights", "Alerts")


def product_lines(seed: int) -> list[Row]:
    """Every account has Core from before the first month on; other products come, grow and go."""
    chance = random.Random(seed)
    rows = []
    for number in range(20):
        rows.append(line(f"a{number:02}", "2023-12-05", "", 100, product="Core"))
        for product in PRODUCTS[1:]:
            if chance.random() < 0.6:
                start, change = f"2024-{chance.randint(1, 3):02}-11", f"2024-{chance.randint(4, 5):02}-17"
                rows.append(line(f"a{number:02}", start, change, 50, product=product))
                if chance.random() < 0.7:
                    rows.append(line(f"a{number:02}", change, "", chance.choice((50, 80)), product=product))
    return rows


def bought(rows: list[Row]) -> Iterator[tuple[date, list[tuple[bool, bool]]]]:
    """Each month with, of every account, whether it has more of a product that it had, and one that it had not."""
    accounts = sorted({row["account_id"] for row in rows})
    for begins, ends in pairwise(EDGES):
        items = []
        for account in accounts:
            then, now = _held(rows, account, begins), _held(rows, account, ends)
            items.append((any(now.get(name, 0) > mrr for name, mrr in then.items()), bool(now.keys() - then.keys())))
        yield date.fromisoformat(begins), items


def _held(rows: list[Row], account: str, edge: str) -> dict[str, int]:
    return {
        row["product"]: int(row["mrr"])
        for row in rows
        if row["account_id"] == account and row["start_date"] < edge <= (row["end_date"] or "9999")
    }
