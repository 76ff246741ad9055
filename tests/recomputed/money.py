"""Recurring revenue and who stays, from what each account pays on two days."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from tests.recomputed.company import DAY, Company, is_over, months

Cell = tuple[float | None, int]


def mrr(company: Company, split: str, closing: date) -> dict[str, Cell]:
    """Segment → MRR on the closing day, and how many accounts pay it."""
    amounts: dict[str, list[float]] = defaultdict(list)
    for account in company.payers(closing):
        amounts[company.segment(account, split, closing)].append(company.paid(account, closing, closing))
    return {segment: (sum(paid), len(paid)) for segment, paid in amounts.items()}


def bridge(company: Company, split: str, opening: date, closing: date) -> dict[tuple[str, str], Cell]:
    """(Segment, movement) → money and accounts. Movements are in the rates of the closing day.

    A movement belongs to the segment of the opening day, who was no customer then to that of the closing day. Who
    changes segment takes the end from left to entered.
    """
    money: Counter[tuple[str, str]] = Counter()
    count: Counter[tuple[str, str]] = Counter()

    def book(segment: str, movement: str, amount: float) -> None:
        if abs(amount) > 1e-9:
            money[segment, movement] += amount
            count[segment, movement] += 1

    customers_then, customers_now = company.customers(opening), company.customers(closing)
    for account in company.lines:
        before, after = company.segment(account, split, opening), company.segment(account, split, closing)
        if account not in customers_then:
            before = after
        start = company.paid(account, opening, opening)
        then, now = company.paid(account, opening, closing), company.paid(account, closing, closing)
        book(before, "start", start)
        book(before, "currency", then - start)
        book(before, _movement(company, account, opening, then, now, customers_then, customers_now), now - then)
        if before != after:
            book(before, "left", -now)
            book(after, "entered", now)
        book(after, "end", now)
    return {key: (money[key], count[key]) for key in count}


def _movement(
    company: Company,
    account: str,
    opening: date,
    then: float,
    now: float,
    customers_then: set[str],
    customers_now: set[str],
) -> str:
    if then and now:
        return "expansion" if now > then else "contraction"
    if then:
        return "paused" if account in customers_now else "churn"
    if account in customers_then:
        return "resumed"
    return "reactivation" if company.began(account) <= opening else "new"


def retention(company: Company, split: str, then: date, now: date) -> dict[str, tuple[float, float, int]]:
    """Segment then → NRR, GRR and the accounts in them, all in the rates of now."""
    parts: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for account in company.payers(then):
        pair = company.paid(account, then, now), company.paid(account, now, now)
        parts[company.segment(account, split, then)].append(pair)
    return {
        segment: (
            sum(after for _, after in pairs) / sum(before for before, _ in pairs),
            sum(min(pair) for pair in pairs) / sum(before for before, _ in pairs),
            len(pairs),
        )
        for segment, pairs in parts.items()
    }


def churn(company: Company, split: str, opening: date, closing: date) -> dict[str, tuple[float, int]]:
    """Segment at the start → share of its customers that are none at the end, and how many those were."""
    start: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    kept = company.customers(closing)
    for account in company.customers(opening):
        segment = company.segment(account, split, opening)
        start[segment] += 1
        lost[segment] += account not in kept
    return {segment: (lost[segment] / number, number) for segment, number in start.items()}


def cohorts(company: Company, split: str, as_of: date) -> dict[tuple[str, date | None, int], tuple[float, int, bool]]:
    """(Segment, cohort, age) → share still there, members, whether the month is over; cohort None: the average."""
    members: dict[tuple[str, date], set[str]] = defaultdict(set)
    for account in company.lines:
        began = company.began(account)
        if began <= as_of:
            members[company.segment(account, split, began), began.replace(day=1)].add(account)
    calendar = months(min(first for _, first in members), as_of)
    grid: dict[tuple[str, date | None, int], tuple[float, int, bool]] = {}
    last: dict[tuple[str, date], int] = {}
    for (segment, cohort), those in members.items():
        ages = [closing for first, _, closing in calendar if first >= cohort]
        for age, closing in enumerate(ages):
            kept = len(those & company.customers(closing))
            grid[segment, cohort, age] = kept / len(those), len(those), is_over(closing)
            if is_over(closing):
                last[segment, cohort] = age
    # The average is of the same cohorts at every age: those that came to the last age that half of all came to.
    for segment in {segment for segment, _ in last}:
        ends = {cohort: age for (name, cohort), age in last.items() if name == segment}
        sizes = {cohort: len(members[segment, cohort]) for cohort in ends}
        began = sum(sizes.values())
        until = max(age for age in ends.values() if 2 * sum(sizes[c] for c in ends if ends[c] >= age) >= began)
        pooled = [cohort for cohort in ends if ends[cohort] >= until]
        number = sum(sizes[cohort] for cohort in pooled)
        for age in range(until + 1):
            kept = sum(grid[segment, cohort, age][0] * sizes[cohort] for cohort in pooled)
            grid[segment, None, age] = kept / number, number, True
    return grid


def a_year_before(day: date) -> date:
    """The same day a year before; the last of a month stays the last."""
    if (day + DAY).day == 1:
        return (day + DAY).replace(year=(day + DAY).year - 1) - DAY
    return day.replace(year=day.year - 1)
