"""Who used what, when: events that follow health, seats, season, launch and campaign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .model import Account, Events, Line
from .truth import CORE, Truth

FEATURES = (
    "Schedule viewed",
    "Job dispatched",
    "Message sent",
    "Mobile check-in",
    "Schedule published",
    "Dashboard viewed",
    "Report exported",
    "Integration synced",
    "Template edited",
    "Forecast run",
    "Automation run",
    "Route map opened",
    "Workspace created",
    "Crew imported",
    "First schedule published",
)
_CORE_FEATURES = 9
_FORECAST, _AUTOMATION, _ROUTE_MAP, _FIRST_STEP = 9, 10, 11, 12
_STEP_REACHED = (1.0, 0.86, 0.78)
_UNIX_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of one month in which an account's use has one rate."""

    account: int
    month: int
    start: int
    end: int
    seats: int
    factor: float
    forecast: bool
    automations: bool


def _cuts(line: Line, start: int, end: int) -> list[tuple[int, int, float]]:
    """The parts of [start, end) that are no pause; the float is 0 after a cancel request of a lost account."""
    edges = sorted(
        {start, end}
        | {day for day in (line.paused, line.resumed, line.cancel_requested) if day is not None and start < day < end}
    )
    parts = []
    for left, right in pairwise(edges):
        in_pause = line.paused is not None and line.paused <= left and (line.resumed is None or left < line.resumed)
        going = line.ended_by == "churn" and line.cancel_requested is not None and left >= line.cancel_requested
        if not in_pause:
            parts.append((left, right, 0.0 if going else 1.0))
    return parts


def make_stretches(truth: Truth, lines: list[Line], members: frozenset[int]) -> list[Stretch]:
    """Stretches from the tools' first day up to and including the as-of day, trials included."""
    season, after = truth.section("usage")["season"], truth.section("usage")["factor_after_cancel_request"]
    campaign = truth.section("campaign")
    campaign_day = date.fromisoformat(campaign["start"]).toordinal()
    add_ons = [line for line in lines if line.product != CORE]
    owned: dict[int, list[Line]] = {}
    for line in add_ons:
        owned.setdefault(line.account, []).append(line)
    stretches: list[Stretch] = []
    for line in lines:
        if line.product != CORE:
            continue
        begin = line.trial_start if line.trial_start is not None else line.start
        stop = min(line.end if line.end is not None else truth.as_of + 1, truth.as_of + 1)
        for month in range(truth.month_of(max(begin, truth.tools_from)), truth.last_month + 1):
            left = max(begin, truth.month_starts[month], truth.tools_from)
            right = min(stop, truth.month_starts[month + 1])
            if left >= right:
                continue
            month_factor = season[date.fromordinal(left).month - 1]
            if line.account in members and left >= campaign_day:
                month_factor *= campaign["active_days_factor"]
            have = {other.product for other in owned.get(line.account, ()) if other.live_on(left)}
            for a, b, staying in _cuts(line, left, right):
                factor = month_factor * (1.0 if staying else after)
                stretches.append(
                    Stretch(
                        line.account, month, a, b, line.quantity, factor, "Forecast" in have, "Automations" in have
                    )
                )
    return stretches


def make_events(
    rng: np.random.Generator,
    truth: Truth,
    stretches: list[Stretch],
    health: NDArray[np.float64],
    first_contacts: list[int],
    adopted: NDArray[np.int64],
    onboarded: list[tuple[int, int, int]],
) -> Events:
    """Events of all users, in the order of time.

    `adopted` is the day on which an account first opens the launched feature; `onboarded` holds account,
    first day and end of each onboarding.
    """
    day, contact, features, session = _sessions(rng, truth, stretches, health, first_contacts, adopted)
    second = (day - _UNIX_EPOCH) * 86400 + rng.integers(7 * 3600, 18 * 3600, len(day))[session]
    second = second + rng.integers(0, 1500, len(second))
    steps = _onboarding(rng, truth, onboarded, first_contacts)
    staff = int(len(second) * 0.002)
    span = ((truth.tools_from - _UNIX_EPOCH) * 86400, (truth.as_of + 1 - _UNIX_EPOCH) * 86400)
    second = np.concatenate([second, steps[0], rng.integers(*span, staff)])
    contact = np.concatenate([contact, steps[1], np.full(staff, -1)])
    features = np.concatenate([features, steps[2], rng.integers(0, _CORE_FEATURES, staff)])
    extra = np.arange(session.max() + 1, session.max() + 1 + len(steps[0]) + staff)
    session = np.concatenate([session, extra])
    minutes = np.maximum(1, rng.lognormal(1.9, 0.8, len(second)).astype(np.int64))
    order = np.lexsort((contact, second))
    return Events(second[order], contact[order], features[order], session[order], minutes[order])


def _sessions(
    rng: np.random.Generator,
    truth: Truth,
    stretches: list[Stretch],
    health: NDArray[np.float64],
    first_contacts: list[int],
    adopted: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Day, contact, feature and session number of every event of daily work."""
    usage = truth.section("usage")
    account, month, start, end, seats = (
        np.array([getattr(s, name) for s in stretches]) for name in ("account", "month", "start", "end", "seats")
    )
    factor = np.array([s.factor for s in stretches])
    add_ons = np.array([(s.forecast, s.automations) for s in stretches])
    state = health[account, month]
    row = np.repeat(np.arange(len(stretches)), seats)
    slot = np.arange(len(row)) - np.repeat(np.cumsum(seats) - seats, seats)
    user = np.array(first_contacts)[account[row]] + slot
    habit = rng.standard_normal(int(user.max()) + 1)[user]
    chance = usage["active_user_logit"] + usage["active_user_logit_per_health"] * state[row] + 0.9 * habit
    active = rng.random(len(row)) < 1 / (1 + np.exp(-chance))
    row, user = row[active], user[active]
    pace = usage["active_days_month"] * np.exp(usage["active_days_log_per_health"] * state - 0.05) * factor
    count = rng.poisson((pace * (end - start) / 30.4)[row])
    row, user = np.repeat(row, count), np.repeat(user, count)
    day = start[row] + (rng.random(len(row)) * (end - start)[row]).astype(np.int64)
    keep = ((day - 1) % 7 < 5) | (rng.random(len(day)) < 0.08)
    row, user, day = row[keep], user[keep], day[keep]
    session = np.arange(len(row))
    actions = 1 + rng.poisson(0.3, len(row))
    row, user, day, session = (np.repeat(part, actions) for part in (row, user, day, session))
    feature = (_CORE_FEATURES * rng.random(len(row)) ** np.clip(2.1 - 0.5 * state[row], 1.1, 4)).astype(np.int64)
    other = rng.random(len(row))
    feature[(other < 0.10) & add_ons[row, 0]] = _FORECAST
    feature[(other > 0.88) & add_ons[row, 1]] = _AUTOMATION
    feature[(rng.random(len(row)) < 0.14) & (day >= adopted[account[row]])] = _ROUTE_MAP
    return day, user, feature, session


def _onboarding(
    rng: np.random.Generator, truth: Truth, onboarded: list[tuple[int, int, int]], first_contacts: list[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The three steps of setting up, some never reached, none after the account's end or the as-of day."""
    seconds, contacts, features = [], [], []
    for account, day, end in onboarded:
        moment = (day - _UNIX_EPOCH) * 86400 + 9 * 3600 + int(rng.integers(0, 25000))
        last = (min(end, truth.as_of + 1) - _UNIX_EPOCH) * 86400
        for step, reached in enumerate(_STEP_REACHED):
            if rng.random() > reached:
                break
            moment += int(rng.exponential((0.01, 2.0, 5.0)[step]) * 86400)
            if moment >= last:
                break
            seconds.append(moment)
            contacts.append(first_contacts[account])
            features.append(_FIRST_STEP + step)
    return np.array(seconds, np.int64), np.array(contacts, np.int64), np.array(features, np.int64)


def adoption_days(rng: np.random.Generator, truth: Truth, accounts: list[Account]) -> NDArray[np.int64]:
    """Day from which each account knows the launched feature: exponential with the segment's stated median."""
    launch = truth.section("launch")
    first = date.fromisoformat(launch["date"]).toordinal()
    medians = np.array([launch["median_days_to_first_use"][a.segment] for a in accounts])
    days: NDArray[np.int64] = first + rng.exponential(medians / np.log(2)).astype(np.int64)
    return days
