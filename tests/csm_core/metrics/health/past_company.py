"""A company with eighteen months of everything that health looks at, and its rows as one day knew them."""

from __future__ import annotations

import random
from datetime import date, timedelta

Rows = list[dict[str, str]]
Tables = dict[str, Rows]
FIRST, AS_OF = date(2023, 1, 2), date(2024, 6, 20)


def company(seed: int = 5, accounts: int = 36) -> Tables:
    """Customers with use, answers, tickets, bills and outcomes; some are lost, some come back, some change plan."""
    chance = random.Random(seed)
    names = ("accounts", "subscriptions", "events", "surveys", "tickets", "invoices", "outcomes")
    tables: Tables = {name: [] for name in names}
    for number in range(accounts):
        account, start = f"a{number:02}", FIRST + timedelta(days=chance.randint(0, 240))
        tables["accounts"].append({"account_id": account, "account_name": f"Account {number}"})
        end = start + timedelta(days=chance.randint(90, 420)) if chance.random() < 0.5 else None
        line = {"account_id": account, "product": "Core", "currency": "EUR", "quantity": str(chance.randint(2, 9))}
        line |= {"amount": str(10 * chance.randint(1, 9)), "billing_interval": "month"}
        changed = start + timedelta(days=chance.randint(40, 80)) if chance.random() < 0.4 else None
        for first, last in ((start, changed or end), (changed, end)) if changed else ((start, end),):
            tables["subscriptions"].append(
                line
                | {"start_date": first.isoformat(), "end_date": last.isoformat() if last else ""}
                | {"term_end": (first + timedelta(days=400)).isoformat(), "subscription_id": f"{account} {first}"}
            )
        if end and chance.random() < 0.3 and end + timedelta(days=50) < AS_OF:
            again = end + timedelta(days=chance.randint(5, 50))
            tables["subscriptions"].append(
                line | {"start_date": again.isoformat(), "end_date": "", "subscription_id": f"{account} again"}
            )
        happen(account, start, end or date(2024, 6, 28), chance, tables)
    return tables


def happen(account: str, start: date, end: date, chance: random.Random, tables: Tables) -> None:
    day = start
    while day < end:
        day += timedelta(days=chance.randint(1, 7))
        at = day.isoformat()
        tables["events"].append(
            {"account_id": account, "user_id": f"{account} u{chance.randint(1, 4)}", "event_at": at}
            | {"event_name": chance.choice(("open", "export", "share"))}
        )
        kind, top = chance.choice((("nps", 10), ("csat", 5), ("ces", 7)))
        if chance.random() < 0.2:
            tables["surveys"].append(
                {
                    "account_id": account,
                    "responded_at": at,
                    "survey_type": kind,
                    "contact_email": f"p@{account}.example",
                }
                | {"scale": "0-10" if kind == "nps" else f"1-{top}", "score": str(chance.randint(top // 2, top))}
            )
        if chance.random() < 0.15:
            closed = day + timedelta(days=chance.randint(0, 60))
            tables["tickets"].append(
                {"account_id": account, "created_at": at, "ticket_id": f"{account} {at}"}
                | ({"escalated_at": at, "escalation_closed_at": closed.isoformat()} if chance.random() < 0.5 else {})
            )
        if chance.random() < 0.2:
            due = day + timedelta(days=14)
            paid = due + timedelta(days=chance.randint(-10, 30))
            tables["invoices"].append(
                {"account_id": account, "invoice_id": f"{account} {at}", "invoice_date": at, "total": "10"}
                | {"due_date": due.isoformat(), "paid_at": paid.isoformat()}
            )
        if chance.random() < 0.1:
            tables["outcomes"].append(
                {"account_id": account, "measure": "hours", "date": at, "actual": str(chance.randint(4, 12))}
                | {"target": "10"}
            )


def cut(tables: Tables, day: date) -> Tables:
    """The rows as they stood at the end of `day`: later ones are not there, later ends are not yet known."""
    moments = {
        "subscriptions": "start_date",
        "events": "event_at",
        "surveys": "responded_at",
        "tickets": "created_at",
        "invoices": "invoice_date",
        "outcomes": "date",
    }
    later = {"end_date", "paid_at", "escalated_at", "escalation_closed_at"}
    return {
        name: [
            {key: "" if key in later and text > day.isoformat() else text for key, text in row.items()}
            for row in rows
            if row.get(moments.get(name, ""), "") <= day.isoformat()
        ]
        for name, rows in tables.items()
    }
