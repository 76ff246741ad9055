"""The health score of each customer on a day: thirteen components, and the weighted mean of what is known."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path

from tests.recomputed.company import DAY, Company
from tests.recomputed.exports import Answer, Line, Use, answers, day_of, table, uses
from tests.recomputed.lifetime import added

# What a component is worth: (value, points), linear between and flat beyond, and its weight (the usual ones).
RULES: dict[str, tuple[tuple[tuple[str, int], ...], int]] = {
    "Usage trend": ((("0.5", 0), ("1", 75), ("1.25", 100)), 20),
    "Usage frequency": ((("0", 0), ("20", 100)), 15),
    "Licence utilisation": ((("0.2", 0), ("0.8", 100)), 15),
    "Feature breadth": ((("0", 0), ("0.6", 100)), 10),
    "Likelihood to recommend": ((("0", 0), ("10", 100)), 10),
    "Open escalations": ((("0", 100), ("2", 0)), 10),
    "Satisfaction": ((("0.5", 0), ("0.95", 100)), 5),
    "Tickets": ((("0", 100), ("5", 0)), 5),
    "Payment on time": ((("0.5", 0), ("1", 100)), 5),
    "Outcomes": ((("0.5", 0), ("1", 100)), 5),
    "Ease": ((("0.5", 0), ("0.95", 100)), 0),
    "Time to renewal": ((("0", 0), ("180", 100)), 0),
    "Tenure": ((("0", 0), ("24", 100)), 0),
}
Values = dict[str, Fraction | None]


class Health:
    """All rows that a score looks at, by account and in order of their day."""

    def __init__(self, folder: Path, company: Company) -> None:
        self.company = company
        self.uses: dict[str, list[Use]] = defaultdict(list)
        for use in sorted(uses(folder), key=lambda one: one.day):
            self.uses[use.account].append(use)
        self.begins = min(rows[0].day for rows in self.uses.values())
        """The first day that events and tickets tell of; nobody knows what was before."""
        self.answers: dict[str, list[Answer]] = defaultdict(list)
        for answer in answers(folder):
            self.answers[answer.account].append(answer)
        account_of = {
            row["Email"]: row["Associated Company IDs (Primary)"] for row in table(folder, "hubspot_contacts.csv")
        }
        self.tickets: dict[str, list[tuple[date, date | None, date | None]]] = defaultdict(list)
        for row in table(folder, "zendesk_tickets.csv"):
            self.tickets[account_of[row["Requester email"]]].append(
                (
                    date.fromisoformat(row["Created at"][:10]),
                    day_of(row["Escalated at [txt]"]),
                    day_of(row["Escalation closed at [txt]"]),
                )
            )
        self.bills: dict[str, list[tuple[datetime, datetime | None]]] = defaultdict(list)
        for row in table(folder, "stripe_invoices.csv"):
            paid = datetime.fromisoformat(row["Paid At (UTC)"]) if row["Paid At (UTC)"] else None
            due = datetime.fromisoformat(row["Due Date (UTC)"])
            self.bills[row["hubspot_company_id (metadata)"]].append((due, paid))
        self.outcomes: dict[str, list[tuple[date, Fraction]]] = defaultdict(list)
        for row in table(folder, "outcomes.csv"):
            actual, target = Fraction(row["actual"]), Fraction(row["target"])
            attained = target / actual if row["less_is_better"] == "true" else actual / target
            self.outcomes[row["account_id"]].append((date.fromisoformat(row["date"]), attained))

    def used(self, account: str, day: date, days: int) -> list[Use]:
        """What was used in so many days up to and with a day."""
        rows = self.uses[account]
        first = bisect_left(rows, day - timedelta(days - 1), key=lambda one: one.day)
        return rows[first : bisect_right(rows, day, key=lambda one: one.day)]

    def values(self, account: str, day: date, *, replay: bool = False) -> Values:
        """The components on a day."""
        four_weeks, before = self.used(account, day, 28), self.used(account, day - timedelta(28), 28)
        came = self.came(account, day)
        days_there, own_before = ((day - timedelta(back) - came).days + 1 for back in (0, 28))
        days, days_before = ({one.day for one in rows if one.day >= came} for rows in (four_weeks, before))
        year = {one.feature for one in self.used(account, day, 365)}
        is_seen = self.begins <= day - timedelta(27)
        tickets = [one for one in self.tickets[account] if one[0] <= day]
        share, share_before = share_of(days, days_there, 7), share_of(days_before, own_before, 1)
        return {
            "Usage trend": share / share_before
            if self.begins <= day - timedelta(55) and share is not None and share_before
            else None,
            "Usage frequency": 28 * share if is_seen and share is not None else None,
            "Licence utilisation": ratio(
                len({one.user for one in four_weeks}), self.seats(account, day, replay=replay)
            )
            if is_seen
            else None,
            "Feature breadth": ratio(len({one.feature for one in four_weeks}), len(year)) if is_seen else None,
            "Likelihood to recommend": mean(self.given(account, "nps", day, 180)),
            "Open escalations": Fraction(
                sum(
                    escalated is not None and escalated <= day and (closed is None or closed > day)
                    for _, escalated, closed in tickets
                )
            )
            if self.begins <= day
            else None,
            "Satisfaction": mean([score >= 4 for score in self.given(account, "csat", day, 90)]),
            "Tickets": Fraction(sum(day - timedelta(28) < created for created, _, _ in tickets))
            if self.begins <= day - timedelta(27)
            else None,
            "Payment on time": self.on_time(account, day),
            "Outcomes": mean(
                [attained for on, attained in self.outcomes[account] if day - timedelta(180) < on <= day]
            ),
            "Ease": mean([score >= 5 for score in self.given(account, "ces", day, 180)]),
            "Time to renewal": self.to_renewal(account, day),
            "Tenure": Fraction((day - self.company.began(account)).days) / (Fraction("365.25") / 12),
        }

    @cache  # noqa: B019 - lives as long as the tests
    def score_then(self, account: str, day: date) -> int | None:
        """The score on a past day, from what was known then."""
        return score(self.values(account, day, replay=True))

    def given(self, account: str, kind: str, day: date, days: int) -> list[int]:
        return [
            one.score
            for one in self.answers[account]
            if one.kind == kind and day - timedelta(days) < one.at.date() <= day
        ]

    def seats(self, account: str, day: date, *, replay: bool) -> int:
        """The quantities of what is paid for, or without any the CRM's seats, of which no past is known."""
        bought = sum(line.seats for line in self.company.lines[account] if line.is_paid(day))
        actual = self.company.accounts[account]["Seats Purchased"]
        return bought or (0 if replay or not actual else int(actual))

    def came(self, account: str, day: date) -> date:
        """The first day of the time as a customer that a day lies in."""
        first = day
        for line in sorted(self.company.lines[account], key=lambda one: one.end, reverse=True):
            if line.first < first <= line.end:
                first = line.first
        return first

    def on_time(self, account: str, day: date) -> Fraction | None:
        """Of the bills due in 180 days, the share paid in a week from then; those whose week is not over are out."""
        ended = datetime.combine(day + DAY, datetime.min.time())
        return mean(
            [
                paid is not None and paid <= due + timedelta(7)
                for due, paid in self.bills[account]
                if ended - timedelta(180) <= due and due + timedelta(7) < ended
            ]
        )

    def to_renewal(self, account: str, day: date) -> Fraction | None:
        """Days to the nearest end of a term, 0 on its day: whole terms before the end that the billing tool tells."""
        ends = [self.next_end(line, day) for line in self.company.lines[account] if line.is_live(day)]
        return Fraction((min(ends) - day).days) if ends else None

    def next_end(self, line: Line, day: date) -> date:
        steps = 0
        while added(line.term_end, -(steps + 1) * line.months) >= day:
            steps += 1
        return added(line.term_end, -steps * line.months)


def ratio(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def share_of(days: set[date], overrides: int, least: int) -> Fraction | None:
    """The share of an account's own days (at most four weeks) that were days with use; None of too few days."""
    return Fraction(len(days), min(28, overrides)) if overrides >= least else None


def mean(values: Sequence[int | Fraction]) -> Fraction | None:
    return Fraction(sum(values)) / len(values) if values else None


def tenths(component: str, value: Fraction | None) -> int | None:
    """Points in whole tenths, half up."""
    if value is None:
        return None
    points = [(Fraction(at), worth) for at, worth in RULES[component][0]]
    if value <= points[0][0]:
        return points[0][1] * 10
    for (low, worth), (high, more) in pairwise(points):
        if value <= high:
            exact = 10 * (worth + (more - worth) * (value - low) / (high - low))
            return int(exact + Fraction(1, 2))
    return points[-1][1] * 10


def score(values: Values) -> int | None:
    """The score in tenths, rounded down; None where less than half of the weight is known."""
    figures = {name: points for name, value in values.items() if (points := tenths(name, value)) is not None}
    weight = sum(RULES[name][1] for name in figures)
    if 2 * weight < sum(weight for _, weight in RULES.values()):
        return None
    return sum(RULES[name][1] * points for name, points in figures.items()) // weight
