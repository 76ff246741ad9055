"""Calls that a score would have led to: on a past day, with so many calls a month, and what they caught."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from csm_core.scoring.bands import Band
from csm_core.scoring.history import History
from csm_core.scoring.replay import Replay
from csm_core.scoring.weights import UNKNOWN


@dataclass(frozen=True, slots=True)
class PastCall:
    """An account that would have been called on a past day. `score` is 0 to 100 as of that day, `mrr` what it paid
    then (None where not known), `lost_on` the day on which it was lost within the horizon, None where it stayed."""

    account_id: str
    account_name: str
    score: float
    mrr: float | None
    lost_on: date | None


@dataclass(frozen=True, slots=True)
class Caught:
    """Of `lost` customers so many `caught` among those called; `called` accounts were called at least once, and
    `stayed` of them were lost within the horizon of no call."""

    caught: int
    lost: int
    called: int
    stayed: int


def past_calls(replay: Replay, day: date) -> tuple[PastCall, ...]:
    """The accounts that were at risk on a month-end of the history, those that were lost first, then by MRR."""
    history = replay.history
    day_index = history.days.index(day)
    rows = np.flatnonzero((history.day == day_index) & (replay.codes == Band.RED))
    calls = [_call(replay, day, row) for row in rows.tolist()]
    return tuple(sorted(calls, key=lambda one: (one.lost_on is None, -_worth(one), one.account_id)))


def lost_after(replay: Replay, day: date) -> int:
    """How many customers of a month-end were lost within the horizon after it."""
    history = replay.history
    return int(np.count_nonzero(history.churned & (history.day == history.days.index(day))))


def caught_by_calls(history: History, rows: NDArray[np.intp], scores: NDArray[np.uint16], calls: int) -> Caught:
    """What `calls` a month-end would have caught, to the accounts with the lowest scores; of equal scores the account
    that comes first. `rows` are those of the history that `scores` (tenths) belong to."""
    chosen: list[NDArray[np.intp]] = []
    days = history.day[rows]
    for day in np.unique(days):
        scored = np.flatnonzero((days == day) & (scores != UNKNOWN))
        chosen.append(rows[scored[np.argsort(scores[scored], kind="stable")[:calls]]])
    called = np.concatenate(chosen) if chosen else np.empty(0, dtype=np.intp)
    lost = history.lost[rows]
    hit = called[history.lost[called] >= 0]
    accounts = np.unique(history.account[called])
    return Caught(
        caught=int(np.unique(history.lost[hit]).size),
        lost=int(np.unique(lost[lost >= 0]).size),
        called=int(accounts.size),
        stayed=int(np.setdiff1d(accounts, history.account[hit]).size),
    )


def limit_for_calls(scores: NDArray[np.uint16], calls: int) -> int | None:
    """The highest whole limit (points) below which no more than `calls` of today's accounts lie; `scores` are tenths.
    None where nobody has a score."""
    ranked = np.sort(scores[scores != UNKNOWN])
    if not ranked.size:
        return None
    if calls >= ranked.size:
        return int(ranked[-1]) // 10 + 1
    return int(ranked[calls]) // 10


def expected_loss(replay: Replay, codes: NDArray[np.uint8], mrr: NDArray[np.float64]) -> float | None:
    """MRR that is lost within the horizon if each band goes on as it did: the band's past share of losses times the
    MRR in it, all of it where notice was given. `codes` and `mrr` are today's accounts, NaN where no MRR is known.

    None where the past tells too little, or where a band with MRR in it has no past.
    """
    if replay.thin is not None:
        return None
    whole = 0.0
    for band in np.unique(codes[~np.isnan(mrr)]).tolist():
        rate = 1.0 if band == Band.LEAVING else replay.bands[band].rate.value
        if rate is None:
            return None
        whole += rate * float(np.nansum(mrr[codes == band]))
    return whole


def _call(replay: Replay, day: date, row: int) -> PastCall:
    history = replay.history
    paid, days = float(history.mrr[row]), int(history.lost_in[row])
    return PastCall(
        history.accounts[history.account[row]],
        history.names[history.account[row]],
        int(replay.scores[row]) / 10,
        None if np.isnan(paid) else paid,
        day + timedelta(days=days) if days else None,
    )


def _worth(call: PastCall) -> float:
    return 0.0 if call.mrr is None else call.mrr
