"""What became of the accounts of each band and of each tenth of the scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csm_core.scoring.bands import BY_SCORE, Band
from csm_core.scoring.history import NOT_JUDGED, History
from csm_core.scoring.normalise import FULL
from csm_core.scoring.weights import UNKNOWN
from csm_core.stats.clustered_share import clustered_difference, clustered_rates, clustered_share
from csm_core.stats.intervals import Interval
from csm_core.stats.linear_interval import linear_interval
from csm_core.units import write_percent

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class BandOutcome:
    """The month-ends of accounts in one band: how many (`rows`), of how many accounts, how many were lost within the
    horizon (`churned` rows), and the share of them with an interval that knows whose rows belong together."""

    band: Band
    rows: int
    accounts: int
    churned: int
    rate: Interval


@dataclass(frozen=True, slots=True)
class Decile:
    """A tenth of the scored rows, 1 the worst: `lowest` to `highest` tenths of a point. All are of one size: where a
    cut falls into equal scores, each of these rows lies in both tenths by its share, so rows need not be whole."""

    tenth: int
    lowest: int
    highest: int
    rows: float
    churned: float
    rate: Interval


def band_outcomes(history: History, codes: NDArray[np.uint8]) -> tuple[BandOutcome, ...]:
    """One for each of the four bands, in their order."""
    rates = clustered_rates(history.churned, codes, len(BY_SCORE), history.account, len(history.accounts))
    return tuple(
        BandOutcome(band, one.observations, one.accounts, one.events, one.rate)
        for band, one in zip(BY_SCORE, rates, strict=True)
    )


def judged_outcomes(history: History) -> tuple[BandOutcome, ...]:
    """The same by the judgements in force: red, amber and green; empty where nobody judged."""
    rows = history.judged != NOT_JUDGED
    if not rows.any():
        return ()
    return band_outcomes(history.of(rows), history.judged[rows])[: Band.UNKNOWN]


def out_of_order(horizon_days: int, outcomes: tuple[BandOutcome, ...]) -> tuple[str, ...]:
    """A sentence for each pair of bands of which the worse one lost a smaller share than the better one.

    Whether that may be chance is read from the interval of the difference (Zou & Donner 2008), which is as wide as
    the two bands' own intervals make it.
    """
    sentences = []
    for worse, better in ((Band.RED, Band.AMBER), (Band.AMBER, Band.GREEN), (Band.RED, Band.GREEN)):
        low, high = _parts(outcomes[worse].rate), _parts(outcomes[better].rate)
        if low is None or high is None or low[0] >= high[0]:
            continue
        bound = linear_interval((1.0, -1.0), (high, low)).low
        sure = bound is not None and bound > 0.0
        sentences.append(
            f"The band '{worse.word}' was safer than '{better.word}': {write_percent(low[0], 1)} of it was lost "
            f"within {horizon_days} days, and {write_percent(high[0], 1)} of '{better.word}'. "
            + ("This is hardly chance." if sure else "With so few losses this may be chance.")
        )
    return tuple(sentences)


def _parts(rate: Interval) -> tuple[float, float, float] | None:
    if rate.value is None or rate.low is None or rate.high is None:
        return None
    return rate.value, rate.low, rate.high


def deciles(history: History, scores: NDArray[np.uint16]) -> tuple[Decile, ...]:
    """The scored rows in tenths by score, the worst first."""
    has_score = some(scores != UNKNOWN)
    known_scores, churned, account = scores[has_score], history.churned[has_score], history.account[has_score]
    if not known_scores.size:
        return ()
    outcomes = []
    for tenth in range(1, 11):
        share = share_in_tenth(known_scores, tenth)
        span = np.flatnonzero(share)
        rows = np.flatnonzero(share[known_scores])
        weight = share[known_scores[rows]]
        rate = clustered_share(churned[rows] * weight, weight, account[rows], len(history.accounts))
        lost = float((churned[rows] * weight).sum())
        outcomes.append(Decile(tenth, int(span[0]), int(span[-1]), float(weight.sum()), lost, rate))
    return tuple(outcomes)


def share_in_tenth(scores: NDArray[np.uint16], tenth: int) -> NDArray[np.float64]:
    """For each possible score how much of a row with it lies in that tenth of the scored rows, 1 the worst: 0, 1, or,
    where a cut falls into equal scores, the same share of each of them."""
    counts = np.bincount(scores, minlength=FULL + 1)[: FULL + 1].astype(np.float64)
    until = np.cumsum(counts)
    size = counts.sum() / 10
    inside = np.minimum(until, tenth * size) - np.maximum(until - counts, (tenth - 1) * size)
    share = np.clip(inside / np.maximum(counts, 1.0), 0.0, 1.0)
    return np.asarray(np.where(share > _ROUNDING, share, 0.0), dtype=np.float64)


def some(rows: NDArray[np.bool_]) -> NDArray[np.bool_] | slice:
    """Which rows to take; all of them without copying where none is left out."""
    return slice(None) if rows.all() else rows


def in_worst_tenth(scores: NDArray[np.uint16], rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """For each of `rows` how much of it lies in the worst tenth of all scored rows: 0, 1, or, at the score where the
    cut falls, the same share of each. Rows without a score are in no tenth."""
    looked_up = np.append(share_in_tenth(scores, 1), 0.0)
    return np.asarray(looked_up[np.minimum(scores[rows], FULL + 1)], dtype=np.float64)


def lift(history: History, scores: NDArray[np.uint16]) -> Interval:
    """Share of the losing rows in the worst tenth, as a multiple of the tenth that chance would put there."""
    rows = np.flatnonzero(history.churned & (scores != UNKNOWN))
    share = clustered_share(
        in_worst_tenth(scores, rows), np.ones(rows.size), history.account[rows], len(history.accounts)
    )
    return _times_ten(share)


def lift_gain(history: History, first: NDArray[np.uint16], second: NDArray[np.uint16]) -> Interval:
    """Lift of the second scores minus that of the first, over the rows that have both."""
    both = (first != UNKNOWN) & (second != UNKNOWN)
    one, two = (first, second) if both.all() else (np.where(both, each, UNKNOWN) for each in (first, second))
    rows = np.flatnonzero(both & history.churned)
    gain = clustered_difference(
        in_worst_tenth(one, rows),
        in_worst_tenth(two, rows),
        np.ones(rows.size),
        history.account[rows],
        len(history.accounts),
    )
    return _times_ten(gain)


def _times_ten(share: Interval) -> Interval:
    value, low, high = (None if each is None else each * 10 for each in (share.value, share.low, share.high))
    return Interval(value, low, high, share.n)
