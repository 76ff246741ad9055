"""A small company with some of everything, as rows of text: what the contract tests ask every metric about."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

Rows = list[dict[str, str]]
FIRST, LAST = date(2023, 1, 1), date(2024, 6, 30)
PRODUCTS = ("Core", "Insights")
CAMPAIGN = {"campaign_id": "k1", "name": "Office hours", "start_date": "2024-02-01", "end_date": "2024-03-01"}
GOALS = (
    {"metric": "mrr", "by_date": "2024-09-30", "target": "20000"},
    {"metric": "nps", "by_date": "2024-12-31", "target": "30", "filters": "Region=North"},
    {"metric": "no_such_metric", "by_date": "2024-12-31", "target": "1"},
)
STAGES = ("Closed Won", "Closed Won", "Closed Lost", "Negotiation")
COMMENTS = (
    *("The calendar sync breaks every week", "Sync errors with the calendar again", "Reports are slow at month end"),
    *("Slow reports, exporting takes forever", "Support answers within the hour", "Helpful reply from support"),
)


def company(seed: int = 7, accounts: int = 40) -> dict[str, Rows]:
    """Eighteen months of `accounts` customers: canonical tables by name, the same rows for the same seed."""
    chance = random.Random(seed)
    tables: dict[str, Rows] = {
        name: []
        for name in ("accounts", "subscriptions", "surveys", "events", "tickets", "invoices", "outcomes", "fx_rates")
    }
    tables |= {"goals": [dict(row) for row in GOALS], "campaigns": [dict(CAMPAIGN)], "campaign_members": []}
    for month in range(18):
        day = date(2023 + month // 12, month % 12 + 1, 1)
        rate = 0.9 + 0.01 * chance.randint(-3, 3)
        tables["fx_rates"].append({"date": day.isoformat(), "currency": "USD", "rate": f"{rate:.3f}"})
    for number in range(accounts):
        _customer(f"c{number:03}", chance, tables)
    for number, start in enumerate((date(2024, 4, 8), date(2024, 5, 6), date(2024, 5, 20), date(2024, 6, 3))):
        _newcomer(f"n{number}", start, tables)
    tables["costs"], tables["opportunities"] = _costs(), _deals(tables["accounts"])
    tables["subscriptions"] += [_trial(index) for index in range(12)]
    return tables


def _newcomer(account: str, start: date, tables: dict[str, Rows]) -> None:
    """An account that is still trying the product: no money yet, and only its first steps."""
    region = ("North", "South")[start.day % 2]
    tables["accounts"].append({"account_id": account, "start_date": start.isoformat(), "Region": region})
    for days, name in ((0, "open"), (2 + start.month, "export")):
        at = f"{start + timedelta(days=days)} 10:30:00"
        tables["events"].append(
            {"account_id": account, "user_id": f"p1@{account}.example", "event_name": name, "event_at": at}
        )


def _costs() -> Rows:
    """What keeping and winning customers cost, told once a month."""
    bounds = (("Success team", "1200", ""), ("Training", "300", "retention"), ("Sales", "2500", "acquisition"))
    return [
        {"month": f"{2023 + month // 12}-{month % 12 + 1:02}-01", "category": category, "amount": amount}
        | {"purpose": purpose, "currency": "EUR"}
        for month in range(18)
        for category, amount, purpose in bounds
    ]


def _deals(accounts: Rows) -> Rows:
    """A deal to win each customer, and one to renew it a year later."""
    rows = []
    for index, account in enumerate(accounts):
        for kind, stages, days in (("New business", ("Closed Won",), 0), ("Renewal", STAGES, 200)):
            closes = date.fromisoformat(account["start_date"]) + timedelta(days=days)
            rows.append(
                {"account_id": account["account_id"], "opportunity_id": f"{kind} {account['account_id']}"}
                | {"opportunity_type": kind, "stage": stages[index % len(stages)], "amount": str(900 + 10 * index)}
                | {"currency": "EUR", "close_date": closes.isoformat()}
            )
    return rows


def _trial(index: int) -> dict[str, str]:
    """A trial of two weeks by somebody whom the CRM does not know; one in three does not become paid."""
    start = date(2024, 1, 5) + timedelta(days=14 * index)
    ends = (start + timedelta(days=14)).isoformat()
    row = {"account_id": f"t{index:02}", "product": "Core", "subscription_id": f"trial {index}", "currency": "EUR"}
    row |= {"amount": "80", "billing_interval": "month", "start_date": start.isoformat()}
    row |= {"trial_start": start.isoformat(), "trial_end": ends, "term_end": "", "quantity": "1"}
    left = {1: "2024-05-20", 4: "2024-06-10"}.get(index, "")
    return row | {"end_date": left if index % 3 else ends, "cancel_reason": "Missing features!" if left else ""}


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
            "acquisition_cost": str(300 + 7 * int(account[1:])) if int(account[1:]) % 3 else "",
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
    if random.Random(account).random() < 0.4:
        tables["campaign_members"].append({"campaign_id": "k1", "account_id": account})


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
        "quantity": str(1 + int(account[1:]) % 3),
        "billing_interval": "month",
        "subscription_id": f"{account}-{product}-{start:%j}",
        # Every second customer has a contract of a year.
        "term_end": (start + timedelta(days=365)).isoformat() if int(account[1:]) % 2 else "",
    }
    ended_for = random.Random(account).choice(("Too expensive", "too_expensive", "missing features", ""))
    rows.append(
        line
        | {
            "amount": str(price),
            "cancel_reason": ended_for if end and not changed else "",
            "start_date": start.isoformat(),
            "end_date": (change if changed else end).isoformat() if changed or end else "",
        }
    )
    if changed:
        rows.append(
            line
            | {
                "amount": str(later),
                "cancel_reason": ended_for if end else "",
                "start_date": change.isoformat(),
                "end_date": end.isoformat() if end else "",
                "subscription_id": f"{account}-{product}-{change:%j}b",
            }
        )


def _day(account: str, day: date, chance: random.Random, tables: dict[str, Rows]) -> None:
    person = f"p{chance.randint(1, 3)}@{account}.example"
    at = f"{day.isoformat()} {chance.randint(8, 18):02}:30:00"
    tables["events"].append(
        {
            "account_id": account,
            "user_id": person,
            "event_name": chance.choice(("open", "export")),
            "event_at": at,
            "duration_minutes": str(5 + len(tables["events"]) % 40),
        }
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
    _voice(account, person, day, tables["surveys"])
    _support(account, day, tables["tickets"])
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
                "is_recurring": "false" if len(tables["invoices"]) % 7 == 0 else "true",
            }
        )
    if chance.random() < 0.05:
        tables["outcomes"].append(
            {"account_id": account, "measure": "hours saved", "date": day.isoformat(), "actual": "8", "target": "10"}
        )


def _voice(account: str, person: str, day: date, surveys: Rows) -> None:
    """Invitations, comments, follow-ups and effort answers, drawn apart so that the rest stays as it is."""
    chance = random.Random(f"{account} {day} voice")
    for row in surveys[-1:]:
        if row["account_id"] == account and row.get("responded_at", "")[:10] == day.isoformat():
            row["sent_at"] = (
                (day - timedelta(days=chance.randint(0, 20))).isoformat() if chance.random() < 0.7 else ""
            )
            row["comment"] = chance.choice(COMMENTS) if chance.random() < 0.6 else ""
            low = row["survey_type"] == "nps" and int(row["score"]) <= 6 and chance.random() < 0.6
            row["followed_up_at"] = (day + timedelta(days=chance.randint(0, 14))).isoformat() if low else ""
    if chance.random() < 0.1:
        kind = chance.choice(("nps", "csat", "ces"))
        surveys.append(
            {"account_id": account, "contact_email": person, "survey_type": kind, "sent_at": day.isoformat()}
        )
    if chance.random() < 0.08:
        score = {"survey_type": "ces", "scale": "1-7", "score": str(chance.randint(3, 7))}
        surveys.append(
            {"account_id": account, "contact_email": person, "responded_at": f"{day.isoformat()} 12:00:00"} | score
        )


def _support(account: str, day: date, tickets: Rows) -> None:
    """What became of the day's ticket: solved or still open, how often it changed hands, whether it was escalated."""
    for row in tickets[-1:]:
        if row["account_id"] != account or row["created_at"][:10] != day.isoformat():
            return
        chance = random.Random(f"{account} {day} support")
        hours = chance.choice((1, 5, 30, 60, 200, 900))
        solved = datetime.fromisoformat(row["created_at"]) + timedelta(hours=hours)
        row |= {name: str(chance.choice((0, 0, 0, 1))) for name in ("reopens", "assignee_changes", "group_changes")}
        row |= {
            "agent_replies": str(chance.choice((0, 1, 1, 2, 4))),
            "first_response_minutes": str(12 * hours),
            "solved_at": solved.isoformat(sep=" ") if solved.date() <= LAST else "",
            "priority": chance.choice(("normal", "urgent")),
            "channel": chance.choice(("mail", "phone", "web form")),
        }
        if chance.random() < 0.3 and hours > 1:
            row["escalated_at"] = (solved - timedelta(hours=hours / 2)).isoformat(sep=" ")
            row["escalation_closed_at"] = row["solved_at"]
