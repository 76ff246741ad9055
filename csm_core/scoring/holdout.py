"""A hold-out for suggested weights: where the past is cut in two, and how the scores compare on the later part."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from csm_core.scoring.lessons import Lessons
from csm_core.stats.arrays import BoolArray

FEWEST_TO_LEARN = 20
FEWEST_TO_CHECK = 10
_CHECKED_SHARE = 1 / 3
_MONTH_DAYS = 30.4375


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """The past in two parts with the horizon between: `learn` and `check` mark rows; the rows of the gap are in
    neither. `lost_to_learn` and `lost_to_check` count different accounts."""

    learn: BoolArray
    check: BoolArray
    lost_to_learn: int
    lost_to_check: int

    @property
    def is_enough(self) -> bool:
        """Whether there are enough losses to learn from, and to check on."""
        return self.lost_to_learn >= FEWEST_TO_LEARN and self.lost_to_check >= FEWEST_TO_CHECK


def cut_in_two(lessons: Lessons, horizon_days: int) -> Cut:
    """The cut with enough losses on both sides whose later part holds nearest to a third of them; where no cut has
    enough, the one that comes nearest to it.

    The horizon of every month-end to learn from is over on the day of the first one to check on, so that no outcome
    of the one part lies in the time of the other.
    """
    cuts = [_cut(lessons, horizon_days, first) for first in np.unique(lessons.day).tolist() or [0]]
    return max(cuts, key=_fitness)


def _cut(lessons: Lessons, horizon_days: int, first: int) -> Cut:
    learn, check = lessons.day + horizon_days <= first, lessons.day >= first
    return Cut(learn, check, lessons.part(learn).lost(), lessons.part(check).lost())


def _fitness(cut: Cut) -> tuple[float, float]:
    enough = min(1.0, cut.lost_to_learn / FEWEST_TO_LEARN, cut.lost_to_check / FEWEST_TO_CHECK)
    checked = cut.lost_to_check / max(cut.lost_to_learn + cut.lost_to_check, 1)
    return enough, -abs(checked - _CHECKED_SHARE)


def what_is_missing(lessons: Lessons, cut: Cut) -> str:
    """How much history is missing, in a sentence or two."""
    wanted = max(0, FEWEST_TO_LEARN - cut.lost_to_learn) + max(0, FEWEST_TO_CHECK - cut.lost_to_check)
    text = (
        f"Too little history to suggest weights: {cut.lost_to_learn} lost accounts to learn from and "
        f"{cut.lost_to_check} later ones to check on; at least {FEWEST_TO_LEARN} and {FEWEST_TO_CHECK} "
        "are needed."
    )
    days = np.unique(lessons.day)
    months = max(1.0, float(days[-1] - days[0]) / _MONTH_DAYS) if days.size else 1.0
    pace = lessons.lost() / months
    if pace == 0:
        return f"{text} Nobody was lost within the horizon of any past day that the data covers."
    return (
        f"{text} At the current pace ({pace:.1f} a month) that takes about {ceil(wanted / pace)} more "
        "months of history."
    )
