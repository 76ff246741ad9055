"""The rows of the true ledger. Days are `date.toordinal` numbers; an `end` is exclusive."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray


@dataclass(slots=True)
class Account:
    """One company in the CRM, customer or not. `index` is its row in every matrix."""

    index: int
    account_id: str
    stripe_id: str
    name: str
    domain: str
    segment: str
    region: str
    country: str
    language: str
    currency: str
    industry: str
    employees: int
    owner: str
    channel: str
    acquisition_cost: float
    created: int
    minute: int
    trial_start: int | None
    trial_end: int | None
    converts: bool
    first_day: int
    starts_monthly: bool
    plan: str
    seats: int
    parent_id: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One stretch in which an account pays one unchanged amount for one product.

    `unit` is the price a unit and interval in `currency`; `term_end` the first renewal after `start`;
    `ended_by` is '' (still live), 'change', 'churn' or 'trial'.
    """

    subscription_id: str
    account: int
    product: str
    plan: str
    interval: str
    quantity: int
    unit: float
    currency: str
    start: int
    end: int | None
    term_end: int
    ended_by: str = ""
    cancel_requested: int | None = None
    reason: str = ""
    paused: int | None = None
    resumed: int | None = None
    trial_start: int | None = None
    first_of_account: bool = False
    replaced_mrr: float = 0.0

    @property
    def mrr(self) -> float:
        """Monthly amount in the account's own currency, pauses ignored."""
        return self.unit * self.quantity / (12 if self.interval == "year" else 1)

    def live_on(self, day: int) -> bool:
        """Whether the line is running on `day` and not paused."""
        if day < self.start or (self.end is not None and day >= self.end):
            return False
        return self.paused is None or day < self.paused or (self.resumed is not None and day >= self.resumed)


@dataclass(frozen=True, slots=True)
class Opportunity:
    """One chance to leave: a monthly or yearly renewal, its true hazard, and what came of it."""

    account: int
    day: int
    stratum: str
    hazard: float
    churned: bool
    request: int | None


@dataclass(frozen=True, slots=True)
class Contact:
    """One user of one account. `slot` is her seat number, from 0."""

    contact_id: str
    user_id: str
    account: int
    slot: int
    first: str
    last: str
    email: str
    created: int


@dataclass(frozen=True, slots=True)
class Answer:
    """One invitation; `responded` and `score` are None where nobody answered. Times in epoch seconds."""

    kind: str
    contact: int
    sent: int
    responded: int | None = None
    score: int | None = None
    comment: str = ""
    touchpoint: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One request for help. Times in epoch seconds, durations in minutes."""

    ticket_id: int
    contact: int
    created: int
    subject: str
    area: str
    priority: str
    channel: str
    kind: str
    status: str
    assignee: str
    group: str
    first_reply: int | None
    resolution: int | None
    first_resolution: int | None
    replies: int
    reopens: int
    group_stations: int
    assignee_stations: int
    satisfaction: str
    escalated: int | None
    escalation_closed: int | None


@dataclass(frozen=True, slots=True)
class Events:
    """Usage, one row an event, as equally long arrays; `contact` is −1 for the vendor's own staff."""

    second: NDArray[np.int64]
    contact: NDArray[np.int64]
    feature: NDArray[np.int64]
    session: NDArray[np.int64]
    minutes: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Company:
    """The whole truth: everything the exports are written from.

    `health` is accounts × months; `rates` gives EUR for one unit of a currency, by month index.
    """

    accounts: tuple[Account, ...]
    contacts: tuple[Contact, ...]
    lines: tuple[Line, ...]
    opportunities: tuple[Opportunity, ...]
    health: NDArray[np.float64]
    rates: dict[str, NDArray[np.float64]]
    events: Events
    features: tuple[str, ...]
    answers: tuple[Answer, ...]
    tickets: tuple[Ticket, ...]
    members: frozenset[int]
    adopted: dict[int, int] = field(default_factory=dict)


def ended(line: Line, day: int, why: str, request: int | None = None, reason: str = "") -> Line:
    """`line` closed at `day`."""
    return replace(line, end=day, ended_by=why, cancel_requested=request, reason=reason)
