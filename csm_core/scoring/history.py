"""The past to try a score on: accounts as they were known on past days, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from csm_core.scoring.components import Component
from csm_core.scoring.definitions import Values

NOT_LOST = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """A component that may not be used in a replay, and why. `reason` is a whole sentence."""

    component: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """One row a month-end and account that was a customer then, in order of day and account.

    days: the month-ends, rising; the horizon of each is over by the as-of day, so that every outcome is decided.
    accounts, names: each account once; `account` (one a row) is a place in them. `segments` likewise.
    day: one a row, a place in `days` (also the `day` of `values`).
    mrr: what the account paid a month on the month-end's day, NaN where no revenue tells.
    lost_in: days from the month-end to the first day without service, NOT_LOST (0) where that is not within the
        horizon. churned: lost_in > 0.
    lost: a place in the list of all losses (`losses` long), -1 where not churned: rows of one loss share it.
    renewed_in: days to a term's end within the horizon that the account outlived, 0 without one.
    judged: the band of a success manager's judgement in force (codes of `Band`), NOT_JUDGED without one.
    refused: components that are MISSING throughout because they would know of what came after.
    """

    days: tuple[date, ...]
    as_of: date
    horizon_days: int
    accounts: tuple[str, ...]
    names: tuple[str, ...]
    segments: tuple[str | None, ...]
    components: tuple[Component, ...]
    values: Values
    account: NDArray[np.int32]
    mrr: NDArray[np.float64]
    lost_in: NDArray[np.int32]
    lost: NDArray[np.int32]
    losses: int
    renewed_in: NDArray[np.int32]
    judged: NDArray[np.uint8]
    refused: tuple[Refusal, ...]

    @property
    def churned(self) -> NDArray[np.bool_]:
        """Whether the account was lost within the horizon, one a row."""
        return self.lost_in > NOT_LOST

    def of(self, rows: NDArray[np.bool_]) -> History:
        """The same past of some rows alone (a segment); accounts keep their places, losses are counted anew."""
        values = self.values
        loss_ids, lost = np.unique(self.lost[rows], return_inverse=True)
        lost = lost.reshape(-1) - int((loss_ids < 0).any())
        return replace(
            self,
            values=Values(
                values.raw[rows], values.age_days[rows], values.day[rows], values.segment[rows], values.tenure[rows]
            ),
            account=self.account[rows],
            mrr=self.mrr[rows],
            lost_in=self.lost_in[rows],
            lost=lost.astype(np.int32),
            losses=int((loss_ids >= 0).sum()),
            renewed_in=self.renewed_in[rows],
            judged=self.judged[rows],
        )

    @property
    def day(self) -> NDArray[np.int32]:
        """The place of each row's month-end in `days`."""
        return self.values.day


NOT_JUDGED = 255
