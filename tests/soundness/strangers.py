"""A generator of strangers' files: a kind's own columns among distractors, in any order, in six languages.

Each file is known to say whose its rows are in one column. The reader may find it, or ask; it may not take another.

    python -m tests.soundness.strangers          what becomes of all of them
    python -m tests.soundness.strangers --wrong  those that are wrong without a question, and how
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from csm_core.intake.propose.propose import propose
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from tests.soundness.stranger_words import BESIDE, CORE

ALL = 630
# Kind → roles that every file of it has, and roles that some have.
_KINDS = {
    "accounts": ("account name owner", "industry country start"),
    "subscriptions": ("account start mrr", "end plan currency subscription name"),
    "invoices": ("account invoice invoice_date total", "due currency name"),
    "payments": ("account payment payment_date paid", "currency name"),
    "surveys": ("account responded score", "comment name"),
    "tickets": ("account ticket created priority", "solved subject name"),
    "events": ("account event_at event", "user name"),
}
_FIRMS = (
    "Birch Labs",
    "Elm Foods",
    "Oak Media",
    "Ash Mining",
    "Yew Textiles",
    "Fir Freight",
    "Box Robotics",
    "Ivy Air",
)
_PEOPLE = ("Maya Lind", "Noor Haddad", "Jo Berg", "Ann Ash", "Bo Bay")
_WORDS = {
    "currency": ("EUR", "USD"),
    "plan": ("Pro", "Team", "Basic"),
    "comment": ("Fast and kind", "Too slow for us", "Fine"),
    "priority": ("high", "low", "normal"),
    "subject": ("Cannot log in", "Export fails", "Question on a bill"),
    "event": ("login", "export_report", "invite_user"),
    "industry": ("Software", "Food", "Media"),
    "country": ("SE", "FI", "DE"),
    "type": ("Gold", "Silver", "Bronze"),
    "type_id": ("1", "2", "3"),
    "ledger": ("200", "400", "200"),
    "flag": ("true", "false"),
    "year": ("2021", "2022", "2023", "2024"),
}


@dataclass(frozen=True, slots=True)
class Stranger:
    """One file. `account`: the header of the column that says whose a row is."""

    number: int
    kind: str
    account: str
    headers: tuple[str, ...]
    text: str


def stranger(number: int) -> Stranger:
    """The file of that number; the same one each time."""
    dice = random.Random(f"stranger {number}")
    kind = tuple(_KINDS)[number % len(_KINDS)]
    language = tuple(CORE)[number // len(_KINDS) % len(CORE)]
    roles = _KINDS[kind][0].split()
    further = _KINDS[kind][1].split()
    roles += dice.sample(further, dice.randint(0, len(further)))
    columns = [(role, dice.choice(CORE[language][role].split("|"))) for role in roles]
    beside = [
        pair
        for pair in BESIDE[language].items()
        if not (pair[0] == "ledger" and kind not in ("invoices", "payments"))
    ]
    for what, headers in dice.sample(beside, dice.randint(2, 6)):
        columns.append((what, dice.choice(headers.split("|"))))
    dice.shuffle(columns)
    account_role = "account"
    rows = dice.randint(6, 40)
    style = dice.choice(("C-{}", "{}", "cus_{}x", "ACC{:05d}"))
    ids = [style.format(n) for n in dice.sample(range(1000, 9999), len(_FIRMS) if kind != "accounts" else rows)]
    lines = [[_value(role, row, kind, ids, dice) for role, _ in columns] for row in range(rows)]
    separator = ";" if language != "en" else ","
    headers = tuple(header for _, header in columns)
    text = "\n".join(separator.join(line) for line in [headers, *lines]) + "\n"
    return Stranger(number, kind, next(header for role, header in columns if role == account_role), headers, text)


def _value(role: str, row: int, kind: str, ids: Sequence[str], dice: random.Random) -> str:
    who = row if kind == "accounts" else dice.randrange(len(ids)) if role == "nobody" else row * 7 % len(ids)
    if role == "account":
        return ids[who]
    if role == "name":
        return f"{_FIRMS[who % len(_FIRMS)]}{' ' + 'ABCDEFG'[who // len(_FIRMS)] if who >= len(_FIRMS) else ''}"
    if role in _WORDS:
        return dice.choice(_WORDS[role])
    if role in ("owner", "person"):
        return dice.choice(_PEOPLE)
    if role in ("mrr", "total", "paid", "money"):
        return f"{dice.randint(20, 4000)}.{dice.randint(10, 99)}"
    if role == "count":
        return str(dice.randint(1, 900))
    if role == "score":
        return str(dice.randint(0, 10))
    if role == "user":
        return f"u{dice.randint(1, 30)}"
    if role == "mail":
        return f"ap{who}@firm{who}.example"
    if role == "other_id":
        return f"P{dice.randint(1, 5)}"
    if role in ("subscription", "invoice", "payment", "ticket", "sync"):
        return f"{ {'subscription': 'S', 'invoice': 'R', 'payment': 'P', 'ticket': 'T'}.get(role, '') }{row + 1}"
    return _date(role, row, dice)


def _date(role: str, row: int, dice: random.Random) -> str:
    year, month, day = 2024, 1 + row * 5 % 12, 13 + dice.randint(0, 14)
    if role == "end":
        return "" if dice.random() < 0.6 else f"2025-{month:02d}-{day:02d}"
    if role in ("solved", "due"):
        return f"{year}-{month:02d}-{day + 1:02d}"
    clock = f" {dice.randint(8, 18):02d}:{dice.randint(10, 59)}:00" if role in ("event_at", "created") else ""
    return f"{year}-{month:02d}-{day:02d}{clock}"


def outcome(one: Stranger) -> str:
    """'right', 'asked', or what was taken without a question."""
    (raw,) = read(Source("export.csv", one.text.encode()))
    proposal = propose(raw)
    if proposal.mapping is None:
        return "asked"
    kinds = {one.kind} | ({"invoices"} if one.kind == "payments" else set())
    taken = proposal.mapping.columns.get("account_id")
    if taken == one.account and proposal.mapping.kind in kinds:
        return "right"
    asked = {"kind_assumed"} | ({"columns_assumed"} if taken is not None else set())
    doubt = [q for q in proposal.questions if q.canonical == "account_id" or q.code in asked]
    if doubt and (taken == one.account or any(q.code == "kind_assumed" or one.account in q.headers for q in doubt)):
        return "asked"
    return f"{proposal.mapping.kind} for {one.kind}, account {taken!r} for {one.account!r}"


def strangers() -> Iterator[Stranger]:
    """All of them."""
    return (stranger(number) for number in range(ALL))


def main(arguments: Sequence[str]) -> int:
    """Print how many are right, asked and wrong; the exit code is 1 where one is wrong."""
    figures = {one: outcome(one) for one in strangers()}
    counts = Counter(one if one in ("right", "asked") else "wrong" for one in figures.values())
    if "--wrong" in arguments:
        for one, what in figures.items():
            if what not in ("right", "asked"):
                print(f"{one.number}: {what}: {', '.join(one.headers)}")
    print(dict(counts))
    return int(counts["wrong"] > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
