"""A small company with some of everything, as rows of text: what the contract tests ask every metric about."""

from __future__ import annotations

import random
from datetime import date, timedelta

Rows = list[dict[str, str]]
FIRST, LAST = date(2023, 1, 1), date(2024, 6, 30)
PRODUCTS = ("Core", "Insights")


def company(seed: int = 7, accounts: int = 40) -> dict[str, Rows]:
    """Eighteen months of `accounts` customers: canonical tables by name, the same rows for the same seed."""
    chance = random.Random(seed)
    tables: dict[str, Rows] = {
        name: []
        for name in ("accounts", "subscriptions", "surveys", "events", "tickets", "invoices", "outcomes", "fx_rates")
    }
    for month in range(18):
        day = date(2023 + month // 12, month % 12 + 1, 1)
        rate = 0.9 + 0.01 * chance.randint(-3, 3)
        tables["fx_rates"].append({"date": day.isoformat(), "currency": "USD", "rate": f"{rate:.3f}"})
    for number in range(accounts):
        _customer(f"c{number:03}", chance, tables)
    return tables


def _customer(account: str, chance: random.Random, tables: dict[str, Rows]) -> None:
    start = FIRST + timedelta(days=chance.randint(0, 420))
    left = start + timedelta(days=chance.randint(40, 500)) if chance.random() < 0.45 else None
    end = left if left and left <= LAST else None
    currency = chance.choice(("EUR", "EUR", "USD"))
    tables["accounts"].append(
        {
            "account_id": account,
            "account_name": f"Company {account}",
            "owner": chance.choice(("Ada", "Ben")),
            "start_date": start.isoformat(),
            "Region": chance.choice(("North", "South", "")),
        }
    )
    for product in PRODUCTS[: chance.randint(1, 2)]:
        _subscription(account, product, start, end, currency, chance, tables["subscriptions"])
    if end and chance.random() < 0.3 and end + timedelta(days=60) <= LAST:
        # Some come back.
        _subscription(account, "Core", end + timedelta(days=60), None, currency, chance, tables["subscriptions"])
    day = start
    while day <= (end or LAST):
        _day(account, day, chance, tables)
        day += timedelta(days=chance.randint(2, 9))


def _subscription(
    account: str, product: str, start: date, end: date | None, currency: str, chance: random.Random, rows: Rows
) -> None:
    change = start + timedelta(days=chance.randint(60, 200))
    price, later = chance.randint(50, 900), chance.randint(50, 900)
    changed = change < min(end or LAST, LAST)
    line = {
        "account_id": account,
        "product": product,
        "currency": currency,
        "quantity": "1",
        "billing_interval": "month",
        "subscription_id": f"{account}-{product}-{start:%j}",
    }
    rows.append(
        line
        | {
            "amount": str(price),
            "start_date": start.isoformat(),
            "end_date": (change if changed else end).isoformat() if changed or end else "",
        }
    )
    if changed:
        rows.append(
            line
            | {
                "amount": str(later),
                "start_date": change.isoformat(),
                "end_date": end.isoformat() if end else "",
                "subscription_id": f"{account}-{product}-{change:%j}b",
            }
        )


def _day(account: str, day: date, chance: random.Random, tables: dict[str, Rows]) -> None:
    person = f"p{chance.randint(1, 3)}@{account}.example"
    at = f"{day.isoformat()} {chance.randint(8, 18):02}:30:00"
    tables["events"].append(
        {"account_id": account, "user_id": person, "event_name": chance.choice(("open", "export")), "event_at": at}
    )
    if chance.random() < 0.25:
        kind, top = chance.choice((("nps", 10), ("csat", 5)))
        tables["surveys"].append(
            {
                "account_id": account,
                "contact_email": person,
                "responded_at": at,
                "survey_type": kind,
                "scale": "0-10" if kind == "nps" else "1-5",
                "score": str(chance.randint(top // 2, top)),
            }
        )
    if chance.random() < 0.1:
        tables["tickets"].append({"account_id": account, "created_at": at, "ticket_id": f"{account}-{day:%y%j}"})
    if chance.random() < 0.15:
        due = day + timedelta(days=14)
        tables["invoices"].append(
            {
                "account_id": account,
                "invoice_id": f"{account}-{day:%y%j}",
                "invoice_date": day.isoformat(),
                "due_date": due.isoformat(),
                "paid_at": min(due + timedelta(days=chance.randint(-5, 30)), LAST).isoformat(),
                "total": str(chance.randint(50, 900)),
                "amount_paid": str(chance.randint(50, 900)),
                "currency": "EUR",
            }
        )
    if chance.random() < 0.05:
        tables["outcomes"].append(
            {"account_id": account, "measure": "hours saved", "date": day.isoformat(), "actual": "8", "target": "10"}
        )
