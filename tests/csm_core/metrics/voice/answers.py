"""Random answers to surveys, as rows of an export."""

from __future__ import annotations

import random
from datetime import date, timedelta

from csm_core.store.workspace import Workspace
from tests.workspaces import workspace_of

FIRST, AS_OF = date(2024, 1, 3), date(2024, 5, 20)
MONTHS = [date(2024, month, 1) for month in range(1, 7)]
Answer = dict[str, str]


def random_answers(seed: int, survey_type: str, scales: tuple[tuple[int, int], ...], count: int = 60) -> list[Answer]:
    """Answers of people who answer more than once, some without an account, none at the same hour."""
    chance = random.Random(seed)
    rows = []
    for index in range(count):
        low, high = chance.choice(scales)
        day = FIRST + timedelta(days=chance.randint(0, (AS_OF - FIRST).days))
        person = chance.randint(0, count // 3)
        rows.append(
            {
                "responded_at": f"{day} {index % 24:02d}:{index // 24:02d}:00",
                "score": str(chance.randint(low, high)),
                "scale": f"{low}-{high}",
                "survey_type": survey_type,
                "contact_email": f"p{person}@x.example" if chance.random() < 0.9 else "",
                "account_id": f"a{person % 7}" if person % 5 else "",
                "touchpoint": chance.choice(("Onboarding", "Support", "")),
            }
        )
    return rows


def workspace_with(answers: list[Answer]) -> Workspace:
    """The answers, with a segment for each account and one event on the as-of day, so that the data's end is told."""
    accounts = [{"account_id": f"a{index}", "Region": ("North", "South", "")[index % 3]} for index in range(7)]
    return workspace_of(
        surveys=answers, accounts=accounts, events=[{"event_at": str(AS_OF), "account_id": "a1", "event_name": "x"}]
    )


def region(answer: Answer) -> str:
    account = answer["account_id"]
    return ("North", "South", "")[int(account[1:]) % 3] or "(not set)" if account else "(not set)"


def month_of(answer: Answer) -> date:
    return date.fromisoformat(answer["responded_at"][:10]).replace(day=1)


def last_of_each(answers: list[Answer]) -> list[Answer]:
    """The last answer of each person; who gave no address is told apart by the account, else by the answer."""
    kept: dict[str, Answer] = {}
    for index, answer in enumerate(answers):
        person = answer["contact_email"] or (
            f"account {answer['account_id']}" if answer["account_id"] else f"#{index}"
        )
        if person not in kept or kept[person]["responded_at"] < answer["responded_at"]:
            kept[person] = answer
    return list(kept.values())
