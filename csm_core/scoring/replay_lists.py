"""The customers that a replay should be looked at for: lost though green, and red though they stayed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from csm_core.scoring.bands import Band
from csm_core.scoring.replay import Replay
from csm_core.scoring.weights import UNKNOWN


@dataclass(frozen=True, slots=True)
class Missed:
    """A customer that was lost though the last month-end before had it green. `score` is 0 to 100."""

    account_id: str
    account_name: str
    last_seen: date
    lost_on: date
    score: float | None
    mrr: float | None


@dataclass(frozen=True, slots=True)
class Stayed:
    """A customer that was red on `last_red` and was not lost within the horizon; `renewed_on` is the end of a term
    in that time which it outlived, None where none is known."""

    account_id: str
    account_name: str
    last_red: date
    renewed_on: date | None
    score: float | None
    mrr: float | None


def green_and_lost(replay: Replay) -> tuple[Missed, ...]:
    """Each loss that was green on the last month-end before it, the largest MRR first."""
    history = replay.history
    rows = replay.losses.last_row[replay.codes[replay.losses.last_row] == Band.GREEN]
    missed = [
        Missed(
            history.accounts[history.account[row]],
            history.names[history.account[row]],
            history.days[history.day[row]],
            history.days[history.day[row]] + timedelta(days=int(history.lost_in[row])),
            _points(replay, row),
            _mrr(replay, row),
        )
        for row in rows.tolist()
    ]
    return tuple(sorted(missed, key=lambda one: (_by_worth(one.mrr), one.account_id, one.lost_on)))


def red_and_stayed(replay: Replay) -> tuple[Stayed, ...]:
    """Each account that raised a false alarm, the largest MRR first."""
    history = replay.history
    false = []
    for row in replay.alarms.last_row.tolist():
        seen = history.days[history.day[row]]
        within = int(history.renewed_in[row])
        false.append(
            Stayed(
                history.accounts[history.account[row]],
                history.names[history.account[row]],
                seen,
                seen + timedelta(days=within) if within else None,
                _points(replay, row),
                _mrr(replay, row),
            )
        )
    return tuple(sorted(false, key=lambda one: (_by_worth(one.mrr), one.account_id)))


def _points(replay: Replay, row: int) -> float | None:
    tenths = int(replay.scores[row])
    return None if tenths == UNKNOWN else tenths / 10


def _mrr(replay: Replay, row: int) -> float | None:
    paid = float(replay.history.mrr[row])
    return None if np.isnan(paid) else paid


def _by_worth(mrr: float | None) -> float:
    """The largest first; what is not known comes last."""
    return float("inf") if mrr is None else -mrr
