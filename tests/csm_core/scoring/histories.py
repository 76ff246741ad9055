"""Small pasts for tests: accounts on days, with what became of them, drawn from a seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from csm_core.scoring.components import COMPONENTS
from csm_core.scoring.definitions import Values
from csm_core.scoring.history import NOT_JUDGED, History, Refusal

FIRST = date(2023, 1, 31)


@dataclass(frozen=True)
class Past:
    """A history with its components in tenths; three components have a meaning, the others are unknown."""

    history: History
    tenths: np.ndarray


def past(
    seed: int = 1,
    accounts: int = 60,
    month_ends: int = 6,
    horizon: int = 90,
    warned: bool = True,
    refused: tuple[Refusal, ...] = (),
) -> Past:
    """Month-ends every thirty days. About a third of the accounts is lost; with `warned` they score lower before."""
    random = np.random.default_rng(seed)
    days = tuple(FIRST + timedelta(days=30 * k) for k in range(month_ends))
    lost_on = np.where(
        random.random(accounts) < 0.35, random.integers(10, 30 * month_ends + horizon, accounts), 10**6
    )
    rows = [(k, a) for k in range(month_ends) for a in range(accounts) if lost_on[a] > 30 * k]
    day, account = (np.array(column, dtype=np.int32) for column in zip(*rows, strict=True))
    ahead = lost_on[account] - 30 * day
    lost_in = np.where(ahead <= horizon, ahead, 0).astype(np.int32)
    base = random.integers(200, 1001, accounts)[account]
    tenths = np.full((len(rows), len(COMPONENTS)), 65535, dtype=np.uint16, order="F")
    for index in range(3):
        noise = random.integers(-200, 200, len(rows)) - (300 if warned else 0) * (lost_in > 0)
        tenths[:, index] = np.clip(base + noise, 0, 1000)
    tenths[random.random(len(rows)) < 0.1, 1] = 65535
    losses = sorted({a for a, within in zip(account.tolist(), lost_in.tolist(), strict=True) if within})
    place_of = {a: row_index for row_index, a in enumerate(losses)}
    lost = [place_of[a] if within else -1 for a, within in zip(account.tolist(), lost_in.tolist(), strict=True)]
    nothing = np.full((len(rows), len(COMPONENTS)), np.nan)
    values = Values(nothing, nothing.astype(np.float32), day, account * 0, nothing[:, 0])
    names = tuple(f"a{a:03}" for a in range(accounts))
    return Past(
        History(
            days=days,
            as_of=days[-1] + timedelta(days=horizon),
            horizon_days=horizon,
            accounts=names,
            names=names,
            segments=(None,),
            components=COMPONENTS,
            values=values,
            account=account,
            mrr=random.integers(10, 900, accounts)[account].astype(float),
            lost_in=lost_in,
            lost=np.array(lost, dtype=np.int32),
            losses=len(losses),
            renewed_in=np.zeros(len(rows), dtype=np.int32),
            judged=np.where(random.random(len(rows)) < 0.1, random.integers(0, 3, len(rows)), NOT_JUDGED).astype(
                np.uint8
            ),
            refused=refused,
        ),
        tenths,
    )
