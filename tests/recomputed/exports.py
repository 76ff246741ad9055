"""The demo company's raw exports, read as a person would: csv, json and nothing else."""

from __future__ import annotations

import csv
import gzip
import json
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

NEVER = date.max


def table(folder: Path, name: str, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a file as texts by header."""
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def day_of(text: str) -> date | None:
    """The day of '2025-03-04 10:00'; None where there is none."""
    return date.fromisoformat(text[:10]) if text else None


@dataclass(frozen=True, slots=True)
class Line:
    """One subscription: paid from `first` to the day before `end`, except where it is paused."""

    account: str
    product: str
    plan: str
    seats: int
    first: date
    end: date
    monthly: float
    currency: str
    months: int
    term_end: date
    paused_from: date
    paused_to: date

    def is_live(self, day: date) -> bool:
        """Whether there is service on that day, paused or not."""
        return self.first <= day < self.end

    def is_paid(self, day: date) -> bool:
        """Whether that day is paid for."""
        return self.is_live(day) and not self.paused_from <= day < self.paused_to


def lines(folder: Path) -> list[Line]:
    """All that was ever paid for. A trial is paid from its end on; one that was lost never was.

    Amounts are for a unit and a billing interval; coupons were for first bills, and no part of what recurs.
    """
    paid = []
    for row in table(folder, "stripe_subscriptions.csv"):
        first = day_of(row["Trial End (UTC)"]) or day_of(row["Start Date (UTC)"])
        end = day_of(row["Ended At (UTC)"]) or NEVER
        assert first is not None
        months = {"month": 1, "year": 12}[row["Interval"]]
        if first < end:
            paid.append(
                Line(
                    row["hubspot_company_id (metadata)"],
                    row["Product"],
                    row["Plan"],
                    int(row["Quantity"]),
                    first,
                    end,
                    float(row["Amount"]) * int(row["Quantity"]) / months,
                    row["Currency"].upper(),
                    months,
                    date.fromisoformat(row["Current Period End (UTC)"][:10]),
                    day_of(row["paused_at (metadata)"]) or NEVER,
                    day_of(row["resumed_at (metadata)"]) or NEVER,
                )
            )
    return paid


class Rates:
    """Euros for one unit of a currency: the last rate told until a day."""

    def __init__(self, folder: Path) -> None:
        self._rates: dict[str, list[tuple[date, float]]] = defaultdict(list)
        for row in table(folder, "fx_rates.csv"):
            self._rates[row["currency"]].append((date.fromisoformat(row["date"]), float(row["rate"])))

    def on(self, currency: str, day: date) -> float:
        actual = self._rates[currency]
        return actual[bisect_right([since for since, _ in actual], day) - 1][1]


@dataclass(frozen=True, slots=True)
class Use:
    """A person of an account used a feature on a day."""

    account: str
    user: str
    feature: str
    day: date


def uses(folder: Path) -> list[Use]:
    """Every event once (some were delivered twice), of people who are contacts of an account."""
    account_of = {
        row["App User ID"]: row["Associated Company IDs (Primary)"] for row in table(folder, "hubspot_contacts.csv")
    }
    delivered: set[str] = set()
    rows = []
    with gzip.open(folder / "mixpanel_events.jsonl.gz", "rt", encoding="utf-8") as file:
        for text in file:
            event = json.loads(text)
            properties = event["properties"]
            user, delivery = properties["distinct_id"], properties["$insert_id"]
            if user in account_of and delivery not in delivered:
                delivered.add(delivery)
                day = datetime.fromtimestamp(properties["time"], UTC).date()
                rows.append(Use(account_of[user], user, event["event"], day))
    return rows


@dataclass(frozen=True, slots=True)
class Answer:
    kind: str
    account: str
    person: str
    score: int
    at: datetime


def answers(folder: Path) -> list[Answer]:
    """All answers of the three surveys; Qualtrics keeps unfinished ones, which have no score."""
    account_of = {
        row["Email"]: row["Associated Company IDs (Primary)"] for row in table(folder, "hubspot_contacts.csv")
    }
    rows = [
        Answer(
            "nps",
            row["customer_id"],
            row["person_email"],
            int(row["score"]),
            datetime.fromtimestamp(int(row["created_at"]), UTC).replace(tzinfo=None),
        )
        for row in table(folder, "delighted_nps.csv")
    ]
    for kind in ("csat", "ces"):
        for row in table(folder, f"qualtrics_{kind}.csv")[2:]:
            if row["Q1"]:
                person = row["RecipientEmail"]
                at = datetime.fromisoformat(row["EndDate"])
                rows.append(Answer(kind, row["ExternalReference"] or account_of[person], person, int(row["Q1"]), at))
    return rows
