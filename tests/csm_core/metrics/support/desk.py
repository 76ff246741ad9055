"""Random tickets of a few accounts, as rows of text."""

import random
from datetime import datetime, timedelta

LAST = datetime.fromisoformat("2024-06-30T23:59")


def tickets(seed: int, count: int = 250, accounts: int = 8) -> list[dict[str, str]]:
    chance = random.Random(seed)
    rows = []
    for number in range(count):
        created = datetime.fromisoformat("2024-01-01") + timedelta(minutes=chance.randint(0, 181 * 1440))
        solved = created + timedelta(minutes=chance.choice((30, 300, 3000, 30000, 90000)) + chance.randint(0, 20))
        escalated = created + timedelta(minutes=chance.randint(5, 2000))
        closed = escalated + timedelta(minutes=chance.randint(5, 20000))
        row = {
            "ticket_id": str(number),
            "account_id": f"a{chance.randrange(accounts)}",
            "created_at": created.isoformat(),
            "agent_replies": str(chance.choice((0, 1, 1, 2, 5))),
            "reopens": str(chance.choice((0, 0, 0, 1))),
            "assignee_changes": str(chance.choice((0, 0, 1))),
            "group_changes": str(chance.choice((0, 0, 0, 1))),
            "channel": chance.choice(("mail", "phone", "chat", "bot")),
            "first_response_minutes": str(chance.choice((5, 90))) if chance.random() < 0.8 else "",
        }
        if solved <= LAST:
            row["solved_at"] = solved.isoformat()
        if chance.random() < 0.3 and escalated <= LAST:
            row["escalated_at"] = escalated.isoformat()
            row["escalation_closed_at"] = closed.isoformat() if closed <= LAST else ""
        rows.append(row)
    return rows
