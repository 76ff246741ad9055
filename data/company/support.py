"""Tickets: more of them, slower and more often escalated where health is low."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from .model import Ticket
from .names import AGENTS
from .truth import Truth
from .usage import Stretch

_UNIX_EPOCH = date(1970, 1, 1).toordinal()
_SUBJECTS = {
    "Scheduling": (
        "Job shows on the wrong day",
        "Recurring jobs are not copied",
        "Cannot publish next week's schedule",
        "Shift pattern lost after edit",
    ),
    "Mobile app": ("App crashes on check-in", "Crew cannot log in on mobile", "Photos do not upload from the app"),
    "Integrations": ("Calendar sync stopped", "ERP export fails with error 502", "Duplicate jobs after sync"),
    "Reports": ("Report times out", "Overtime report shows wrong totals", "Export of dashboard to Excel is empty"),
    "Billing": ("Question about our invoice", "Please add two seats", "VAT number missing on invoice"),
    "Access": ("Reset two-factor login", "New planner needs access", "How do I remove a user?"),
}
_AREAS = tuple(_SUBJECTS)
_AREA_SHARES = (0.26, 0.20, 0.17, 0.15, 0.12, 0.10)
_PRIORITIES, _PRIORITY_SHARES = ("Low", "Normal", "High", "Urgent"), (0.15, 0.58, 0.20, 0.07)
_CHANNELS, _CHANNEL_SHARES = ("Mail", "Web Form", "Chat", "Phone"), (0.46, 0.28, 0.18, 0.08)
_SPEED = {"Low": 1.6, "Normal": 1.0, "High": 0.55, "Urgent": 0.3}


def make_tickets(
    rng: np.random.Generator,
    truth: Truth,
    stretches: list[Stretch],
    health: NDArray[np.float64],
    first_contacts: list[int],
) -> list[Ticket]:
    """Tickets in the order of creation; those not solved by the as-of day are open."""
    block = truth.section("tickets")
    drafts: list[tuple[int, int, float]] = []
    for stretch in stretches:
        state = float(health[stretch.account, stretch.month])
        share = (stretch.end - stretch.start) / 30.4
        size = (stretch.seats / 10) ** 0.45
        rate = block["per_account_month"] * size * np.exp(block["log_rate_per_health"] * state)
        for _ in range(int(rng.poisson(rate * share))):
            day = int(rng.integers(stretch.start, stretch.end))
            second = (day - _UNIX_EPOCH) * 86400 + int(rng.integers(6 * 3600, 19 * 3600))
            contact = first_contacts[stretch.account] + int(rng.integers(stretch.seats) * rng.random())
            drafts.append((second, contact, state))
    drafts.sort()
    last = (truth.as_of + 1 - _UNIX_EPOCH) * 86400 - 1
    return [
        _ticket(rng, block["escalated_share"], 40_100 + 3 * number, second, contact, state, last)
        for number, (second, contact, state) in enumerate(drafts)
    ]


def _ticket(
    rng: np.random.Generator, escalated_share: float, number: int, created: int, contact: int, state: float, last: int
) -> Ticket:
    area = str(rng.choice(_AREAS, p=_AREA_SHARES))
    priority = str(rng.choice(_PRIORITIES, p=_PRIORITY_SHARES))
    escalates = bool(rng.random() < escalated_share * np.exp(-0.5 * state))
    simple = bool(rng.random() < 0.42) and not escalates
    first_reply = int(rng.lognormal(4.5, 1.0) * _SPEED[priority]) + 3
    work = int(rng.lognormal(3.4, 0.9) if simple else rng.lognormal(7.3, 1.1) * (4.0 if escalates else 1.0))
    first_resolution = first_reply + work
    reopens = int(rng.poisson(0.04 if simple else 0.22))
    resolution = first_resolution + reopens * int(rng.lognormal(6.5, 0.8))
    replies = 1 if simple else 2 + int(rng.poisson(1.1))
    groups = 1 + int(not simple and rng.random() < 0.22) + int(escalates)
    escalated = created + (first_reply + int(work * rng.uniform(0.1, 0.5))) * 60 if escalates else None
    now, solved = (last - created) // 60, resolution <= (last - created) // 60
    unanswered = bool(rng.random() < 0.02) or first_reply > now
    rating = _rating(rng, 1.9 + 0.5 * state - 0.9 * reopens - 0.8 * escalates)
    return Ticket(
        ticket_id=number,
        contact=contact,
        created=created,
        subject=str(rng.choice(_SUBJECTS[area])),
        area=area,
        priority=priority,
        channel=str(rng.choice(_CHANNELS, p=_CHANNEL_SHARES)),
        kind="Question" if area in ("Billing", "Access") else str(rng.choice(("Incident", "Problem", "Question"))),
        status=_status(rng, solved, now - resolution, first_reply <= now),
        assignee=str(rng.choice(AGENTS)),
        group="Escalations" if escalates else ("Tier 2" if groups > 1 else "Tier 1"),
        first_reply=None if unanswered else first_reply,
        resolution=resolution if solved else None,
        first_resolution=first_resolution if first_resolution <= now else None,
        replies=0 if unanswered else (replies if solved else max(1, replies - 1)),
        reopens=reopens if solved else 0,
        group_stations=groups,
        assignee_stations=groups + int(rng.random() < 0.1),
        satisfaction=rating if solved else "Not Offered",
        escalated=escalated if escalated is not None and escalated <= last else None,
        escalation_closed=created + resolution * 60 if escalates and solved else None,
    )


def _rating(rng: np.random.Generator, logit: float) -> str:
    """Three in ten rate the help they got."""
    good = rng.random() < 1 / (1 + np.exp(-logit))
    return ("Good" if good else "Bad") if rng.random() < 0.3 else "Offered"


def _status(rng: np.random.Generator, solved: bool, minutes_since: int, replied: bool) -> str:
    if solved:
        return "Closed" if minutes_since > 28 * 1440 else "Solved"
    return str(rng.choice(("Open", "Pending", "On-hold"), p=(0.6, 0.3, 0.1))) if replied else "New"
