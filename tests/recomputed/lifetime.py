"""Lifetime value by the shifted-beta-geometric model, its likelihood written down and climbed here.

A customer's contract renews by the billing interval with which it began. At its renewal number k it leaves with the
probability alpha / (alpha + beta + k - 1), Fader & Hardie (2007); only the first time that an account was a customer
is looked at.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, log

from scipy.optimize import minimize

from tests.recomputed.company import DAY, Company
from tests.recomputed.exports import Line

HORIZON, RATE = 60, 0.10


@dataclass(frozen=True, slots=True)
class Contract:
    account: str
    term: int
    renewed: int
    lost: bool
    mrr: float
    wait: float
    """Terms from the end of the as-of day to the next renewal."""


def contracts(company: Company, split: str, segment: str, as_of: date) -> list[Contract]:
    """Of each account of a segment its first time as a customer, as it was known at the end of a day."""
    rows = []
    for account, held in company.lines.items():
        began = company.began(account)
        if began > as_of or company.segment(account, split, began) != segment:
            continue
        term = max((line for line in held if line.first == began), key=lambda line: line.monthly).months
        ended = first_gap(held, began)
        lost = ended <= as_of
        renewed, seen = 0, ended if lost else as_of + DAY
        while added(began, (renewed + 1) * term) < seen:
            renewed += 1
        following = added(began, (renewed + 1) * term)
        paid = 0.0 if lost else company.paid(account, as_of, as_of)
        rows.append(Contract(account, term, renewed, lost, paid, (following - seen).days / (365.25 / 12) / term))
    return rows


def first_gap(held: Sequence[Line], began: date) -> date:
    """The first day without service since an account began; a line that starts where another ends leaves none."""
    reached = began
    for line in sorted(held, key=lambda one: one.first):
        if line.first <= reached:
            reached = max(reached, line.end)
    return reached


def added(day: date, months: int) -> date:
    """So many months later, on the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Fit:
    alpha: float
    beta: float
    log_likelihood: float


def fit(of_one_term: Sequence[Contract]) -> Fit:
    """Alpha and beta of greatest likelihood."""
    lost, passed = Counter[int](), Counter[int]()
    for contract in of_one_term:
        passed.update(range(1, contract.renewed + 1))
        lost[contract.renewed + 1] += contract.lost

    def less_likely(logs: Sequence[float]) -> float:
        a, b = exp(logs[0]), exp(logs[1])
        stayed = sum(n * log((b + k - 1) / (a + b + k - 1)) for k, n in passed.items())
        return -stayed - sum(n * log(a / (a + b + k - 1)) for k, n in lost.items() if n)

    best = minimize(
        less_likely, [0.0, 1.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 4000}
    )
    return Fit(exp(best.x[0]), exp(best.x[1]), -float(best.fun))


def expected(fitted: Fit, term: int, renewed: int, wait: float) -> float:
    """Discounted terms that a customer pays for at its next renewals, as many as the horizon has terms."""
    a, b = fitted.alpha, fitted.beta
    still, total = 1.0, 0.0
    for index in range(HORIZON // term):
        k = renewed + index + 1
        still *= (b + k - 1) / (a + b + k - 1)
        total += still * (1 + RATE) ** (-(wait + index) * term / 12)
    return total


def new_customer(fitted: Fit, term: int) -> float:
    """Discounted terms that a new customer pays for within the horizon, the first one at once."""
    a, b = fitted.alpha, fitted.beta
    still, total = 1.0, 0.0
    for index in range(HORIZON // term):
        total += still * (1 + RATE) ** (-index * term / 12)
        still *= (b + index) / (a + b + index)
    return total


def lifetime_value(
    seen: Sequence[Contract],
) -> tuple[float, dict[int, Fit], dict[str, float]]:
    """A new customer's value, the fit of each term, and what each present account will still pay."""
    fits = {term: fit([one for one in seen if one.term == term]) for term in {one.term for one in seen}}
    present = [one for one in seen if one.mrr]
    value = sum(one.mrr * one.term * new_customer(fits[one.term], one.term) for one in present) / len(present)
    residual = {
        one.account: one.mrr * one.term * expected(fits[one.term], one.term, one.renewed, one.wait) for one in present
    }
    return value, fits, residual


def can_speak_for_all(seen: Sequence[Contract]) -> bool:
    """Whether nearly all MRR is on terms with two renewals seen or more, somebody lost and somebody kept."""
    fitted = {term for term in {one.term for one in seen} if is_known([one for one in seen if one.term == term])}
    paid = sum(one.mrr for one in seen)
    return paid > 0 and sum(one.mrr for one in seen if one.term in fitted) >= 0.95 * paid


def is_known(of_one_term: Sequence[Contract]) -> bool:
    lost = any(one.lost for one in of_one_term)
    reached = max(one.renewed + one.lost for one in of_one_term)
    return lost and reached >= 2 and any(one.renewed for one in of_one_term)
