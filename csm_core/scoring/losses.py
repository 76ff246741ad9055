"""The losses of a history, each counted once: which were seen coming, how early, and which alarms were false."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csm_core.scoring.bands import Band
from csm_core.scoring.history import History


@dataclass(frozen=True, slots=True)
class LeadTime:
    """Days from the first red day (within the horizon) to the loss, over the losses that were caught."""

    median: float | None
    low_quartile: float | None
    high_quartile: float | None
    n: int


@dataclass(frozen=True, slots=True, eq=False)
class Losses:
    """One entry a loss. `account` is a place in the history's accounts; `mrr` what was paid on the last month-end
    before, NaN where not known; `last_row` that month-end's row; `caught`: red at least once in the horizon before;
    `lead` the days from the first such red day, 0 where not caught."""

    account: NDArray[np.int32]
    mrr: NDArray[np.float64]
    last_row: NDArray[np.int64]
    caught: NDArray[np.bool_]
    lead: NDArray[np.int32]

    @property
    def lead_time(self) -> LeadTime:
        """Median and quartiles of the leads."""
        leads = self.lead[self.caught]
        if not leads.size:
            return LeadTime(None, None, None, 0)
        low, middle, high = np.percentile(leads, (25, 50, 75)).tolist()
        return LeadTime(middle, low, high, int(leads.size))


@dataclass(frozen=True, slots=True, eq=False)
class FalseAlarms:
    """Accounts that were red on some month-end and were not lost within the horizon of any red one: `last_row` is
    the row of the last such red day, `account` whose it is. `alarmed` counts all accounts that ever were red."""

    account: NDArray[np.int32]
    last_row: NDArray[np.int64]
    alarmed: int


def losses(history: History, codes: NDArray[np.uint8]) -> Losses:
    """The losses under band codes, one a row of the history."""
    rows = np.flatnonzero(history.churned)
    which = history.lost[rows]
    # Rows are in order of day: the last one of a loss is the one that stays.
    last_row = np.zeros(history.losses, dtype=np.int64)
    last_row[which] = rows
    red = codes[rows] == Band.RED
    caught = np.zeros(history.losses, dtype=np.bool_)
    caught[which[red]] = True
    lead = np.zeros(history.losses, dtype=np.int32)
    np.maximum.at(lead, which[red], history.lost_in[rows][red])
    return Losses(history.account[last_row], history.mrr[last_row], last_row, caught, lead)


def false_alarms(history: History, codes: NDArray[np.uint8]) -> FalseAlarms:
    """The alarms that nobody's loss followed, one an account however long it was red."""
    rows = np.flatnonzero(codes == Band.RED)
    last_row = np.full(len(history.accounts), -1, dtype=np.int64)
    last_row[history.account[rows]] = rows
    alarmed = int(np.count_nonzero(last_row >= 0))
    last_row[history.account[rows[history.lost_in[rows] > 0]]] = -1
    account = np.flatnonzero(last_row >= 0).astype(np.int32)
    return FalseAlarms(account, last_row[account], alarmed)
