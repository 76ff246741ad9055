"""The health score tried on past ends of months against who was lost in the days after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tests.recomputed.company import DAY, Company
from tests.recomputed.health import Health

HORIZON, SNAPSHOTS, RED_BELOW = 90, 12, 400


@dataclass(frozen=True, slots=True)
class Replayed:
    lost: int
    lost_mrr: float
    caught: float
    caught_mrr: float
    false_alarms: int
    auc: float
    scored_losses: int


def ends(company: Company, account: str) -> list[date]:
    """The first days without service after each time that the account was a customer."""
    held = sorted(company.lines[account], key=lambda line: line.first)
    gaps = []
    reached = held[0].end
    for line in held[1:]:
        if line.first > reached:
            gaps.append(reached)
        reached = max(reached, line.end)
    return [*gaps, reached]


def month_ends(as_of: date) -> list[date]:
    """The latest ends of months whose horizon is over."""
    rows: list[date] = []
    day = as_of.replace(day=1) - DAY if (as_of + DAY).day != 1 else as_of
    while len(rows) < SNAPSHOTS:
        if day + timedelta(HORIZON) <= as_of:
            rows.append(day)
        day = day.replace(day=1) - DAY
    return sorted(rows)


def replay(company: Company, health: Health, split: str, segment: str, as_of: date) -> Replayed:
    """The figures of one segment."""
    scores: list[tuple[int, bool]] = []
    losses: dict[tuple[str, date], tuple[float, bool]] = {}
    red: set[str] = set()
    lost_after_red: set[str] = set()
    names: set[tuple[str, date]] = set()
    for day in month_ends(as_of):
        for account in company.customers(day):
            if company.segment(account, split, day) != segment:
                continue
            points = health.score_then(account, day)
            end = next((one for one in ends(company, account) if day < one <= day + timedelta(HORIZON)), None)
            is_red = points is not None and points < RED_BELOW
            if points is not None:
                scores.append((points, end is not None))
            if is_red:
                red.add(account)
            if end is not None:
                _, caught = losses.get((account, end), (0.0, False))
                losses[account, end] = company.paid(account, day, day), caught or is_red
                if points is not None:
                    names.add((account, end))
                if is_red:
                    lost_after_red.add(account)
    money = sum(paid for paid, _ in losses.values())
    return Replayed(
        len(losses),
        money,
        sum(caught for _, caught in losses.values()) / len(losses),
        sum(paid for paid, caught in losses.values() if caught) / (money or 1),
        len(red - lost_after_red),
        auc(scores),
        len(names),
    )


def auc(scores: list[tuple[int, bool]]) -> float:
    """The share of pairs in which the one before a loss has the lower score, equal ones counting half."""
    leaving = [points for points, lost in scores if lost]
    staying = [points for points, lost in scores if not lost]
    wins = sum((a < b) + (a == b) / 2 for a in leaving for b in staying)
    return wins / max(1, len(leaving) * len(staying))
