"""Two scenarios on the same past: what the second one does better or worse, and whether that may be chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csm_core.errors import BadValue
from csm_core.scoring.replay import Replay
from csm_core.scoring.replay_tables import lift_gain, some
from csm_core.scoring.verdict import change_sentence
from csm_core.scoring.weights import UNKNOWN
from csm_core.stats.auc import AucDifference
from csm_core.stats.auc_of_scores import auc_gain
from csm_core.stats.clustered_share import clustered_difference
from csm_core.stats.intervals import Interval


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Second replay minus first, paired by loss and by row, accounts being the units.

    auc: over the rows that both score, with its p. caught, caught_mrr: differences of shares (0.02 is two points).
    lift: difference of the multiples. caught_accounts, false_alarms: differences of counts; caught_mrr_amount of
    MRR. moved: rows whose band differs. sentence: what the change did, or that it can't be told apart from noise.
    """

    auc: AucDifference
    caught: Interval
    caught_mrr: Interval
    lift: Interval
    caught_accounts: int
    caught_mrr_amount: float | None
    false_alarms: int
    moved: int
    sentence: str


def compare(first: Replay, second: Replay, currency: str = "") -> Comparison:
    """The second replay against the first. `currency` (a code) follows amounts in the sentence.

    Raises
    ------
    BadValue
        When the two were not replayed over the same history.
    """
    history = second.history
    if first.history is not history:
        raise BadValue.of("the replays to compare", "two histories", "two scores over one and the same history")
    both = (first.scores != UNKNOWN) & (second.scores != UNKNOWN)
    accounts = len(history.accounts)
    nothing = Interval(None, None, None, int(both.sum()))
    auc = AucDifference(None, None, nothing, None)
    if first.thin is None and second.thin is None:
        rows = some(both)
        auc = auc_gain(
            first.scores[rows], second.scores[rows], history.churned[rows], history.account[rows], accounts
        )
    paid = np.nan_to_num(second.losses.mrr)
    whole = np.ones(history.losses)
    amounts = (first.caught_mrr_amount, second.caught_mrr_amount)
    return Comparison(
        auc=auc,
        caught=_gain(first, second, whole),
        caught_mrr=_gain(first, second, paid),
        lift=lift_gain(history, first.scores, second.scores) if auc.difference.value is not None else nothing,
        caught_accounts=second.caught_accounts - first.caught_accounts,
        caught_mrr_amount=None if amounts[0] is None or amounts[1] is None else amounts[1] - amounts[0],
        false_alarms=second.false_alarms - first.false_alarms,
        moved=int(np.count_nonzero(first.codes != second.codes)),
        sentence=change_sentence(first, second, auc, currency),
    )


def _gain(first: Replay, second: Replay, worth: NDArray[np.float64]) -> Interval:
    history = second.history
    return clustered_difference(
        first.losses.caught * worth, second.losses.caught * worth, worth, second.losses.account, len(history.accounts)
    )
