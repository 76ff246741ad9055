"""The replay: a score with its weights, tried on past month-ends against who was really lost in the days after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, fsum

import numpy as np
from numpy.typing import NDArray

from csm_core.scoring.bands import Cutoffs, bands
from csm_core.scoring.history import History, Refusal
from csm_core.scoring.losses import FalseAlarms, LeadTime, Losses, false_alarms, losses
from csm_core.scoring.replay_tables import (
    BandOutcome,
    Decile,
    band_outcomes,
    deciles,
    judged_outcomes,
    lift,
    out_of_order,
    some,
)
from csm_core.scoring.weights import UNKNOWN, Missing, score
from csm_core.stats.auc_of_scores import auc_of_scores
from csm_core.stats.clustered_share import clustered_share
from csm_core.stats.intervals import Interval
from csm_core.text.plural import plural

FEWEST_LOSSES = 10
"""Below so many losses nothing is said of how well a score tells who leaves."""
FEW_LOSSES = 100
"""Below so many the intervals are wide, and the reader is told."""
TOO_GOOD = 0.95
TOO_GOOD_ALONE = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Replay:
    """What the score would have told. Each loss counts once, however many month-ends lie in the horizon before it.

    scores, codes: tenths and band codes of the history's rows. losses, alarms: each once.
    lost_mrr: what the lost customers paid on the last month-end before; None where no MRR is known.
    caught: share of the losses that were red at least once in the horizon before; caught_mrr: the same of the MRR.
    false_alarm_mrr: what those who raised a false alarm paid on the last such day.
    auc, lift: over the scored rows; without value where the history is too thin. lift: share of the losing rows in
        the worst tenth of the scores, as a multiple of a tenth.
    judged: success managers' judgements, held to what came as the bands are.
    thin: why there is no verdict, and what is missing; None where there is enough.
    warnings: whole sentences: refused components, suspiciously good, few losses.
    """

    history: History
    weights: tuple[int, ...]
    scores: NDArray[np.uint16]
    codes: NDArray[np.uint8]
    losses: Losses
    alarms: FalseAlarms
    lost_mrr: float | None
    caught: Interval
    caught_mrr: Interval
    caught_mrr_amount: float | None
    false_alarm_mrr: float | None
    auc: Interval
    lift: Interval
    deciles: tuple[Decile, ...]
    bands: tuple[BandOutcome, ...]
    judged: tuple[BandOutcome, ...]
    out_of_order: tuple[str, ...]
    thin: str | None
    warnings: tuple[str, ...]

    @property
    def lost(self) -> int:
        """Losses within the horizon of a month-end."""
        return self.history.losses

    @property
    def caught_accounts(self) -> int:
        """Losses that were red at least once in the horizon before."""
        return int(self.losses.caught.sum())

    @property
    def alarmed(self) -> int:
        """Accounts that were ever red."""
        return self.alarms.alarmed

    @property
    def false_alarms(self) -> int:
        """Those of them that were not lost within the horizon of any red day."""
        return int(self.alarms.account.size)

    @property
    def lead_days(self) -> LeadTime:
        """How early the losses that were caught were red."""
        return self.losses.lead_time

    @property
    def unscored(self) -> int:
        """Losing rows without a score."""
        return int((self.history.churned & (self.scores == UNKNOWN)).sum())


def replay(
    history: History,
    tenths: NDArray[np.uint16],
    weights: Sequence[int],
    missing: Missing,
    cutoffs: Cutoffs,
    alone: Sequence[float | None] = (),
) -> Replay:
    """The score of `tenths` (rows of the history × components) under whole-number weights, held to what came.

    `alone` are the AUCs of the single components, where they were worked out: one that is too good is said aloud.
    Weights must have passed `check_weights`.
    """
    scores = score(tenths, weights, missing)
    codes = bands(scores, cutoffs)
    lost, alarms = losses(history, codes), false_alarms(history, codes)
    scored = scores != UNKNOWN
    thin = _thin(history, np.unique(history.lost[history.churned & scored]).size)
    auc = Interval(None, None, None, int(scored.sum()))
    if thin is None:
        rows = some(scored)
        auc = auc_of_scores(scores[rows], history.churned[rows], history.account[rows], len(history.accounts))
    by_band = band_outcomes(history, codes)
    mrr_known = bool((~np.isnan(history.mrr)).any())
    return Replay(
        history=history,
        weights=tuple(weights),
        scores=scores,
        codes=codes,
        losses=lost,
        alarms=alarms,
        lost_mrr=_total(lost.mrr) if mrr_known else None,
        caught=_of_losses(history, lost, np.ones(history.losses)),
        caught_mrr=_of_losses(history, lost, np.nan_to_num(lost.mrr)),
        caught_mrr_amount=_total(lost.mrr[lost.caught]) if mrr_known else None,
        false_alarm_mrr=_total(history.mrr[alarms.last_row]) if mrr_known else None,
        auc=auc,
        lift=lift(history, scores) if thin is None else Interval(None, None, None, auc.n),
        deciles=deciles(history, scores),
        bands=by_band,
        judged=judged_outcomes(history),
        out_of_order=out_of_order(history.horizon_days, by_band),
        thin=thin,
        warnings=_warnings(history, auc, weights, alone, thin),
    )


def _of_losses(history: History, lost: Losses, worth: NDArray[np.float64]) -> Interval:
    return clustered_share(lost.caught * worth, worth, lost.account, len(history.accounts))


def _total(mrr: NDArray[np.float64]) -> float | None:
    """The sum of what is known; None where there are entries and none is known."""
    amounts = mrr[~np.isnan(mrr)]
    return fsum(amounts.tolist()) if amounts.size or not mrr.size else None


def _thin(history: History, scored_losses: int) -> str | None:
    horizon = history.horizon_days
    if not history.days:
        return (
            f"The data has no past date with {horizon} days after it, so there is nothing to replay. Load "
            "older data, or look fewer days ahead."
        )
    if scored_losses >= FEWEST_LOSSES:
        return None
    warning = (
        f"{plural(history.losses, 'customer')} {'was' if history.losses == 1 else 'were'} lost within "
        f"{horizon} days of a past date, {scored_losses} of them with a score; a verdict needs at "
        f"least {FEWEST_LOSSES} with one."
    )
    if not scored_losses:
        return f"{warning} There is nothing yet to compare the score with."
    covered = (history.days[-1] - history.days[0]).days + horizon
    months = ceil((FEWEST_LOSSES - scored_losses) * covered / scored_losses / 30.4375)
    return f"{warning} At the current pace that takes about {plural(months, 'more month')} of history."


def _warnings(
    history: History, auc: Interval, weights: Sequence[int], alone: Sequence[float | None], thin: str | None
) -> tuple[str, ...]:
    refused = [
        f"{refusal.component} is left out of the replay: {refusal.reason}"
        for refusal, weight in _weighed(history, weights)
        if weight
    ]
    warnings = [*refused]
    if auc.value is not None and auc.value > TOO_GOOD:
        warnings.append(
            f"An AUC of {auc.value:.2f} is too good to be true in most companies: check whether a component only "
            "became known when the customer left."
        )
    for component, value, weight in zip(history.components, alone, weights, strict=False):
        if weight and value is not None and max(value, 1 - value) > TOO_GOOD_ALONE:
            warnings.append(
                f"{component.name} alone reaches an AUC of {value:.2f}: does it record who left, rather than "
                "predict who will?"
            )
    if thin is None and history.losses < FEW_LOSSES:
        warnings.append(f"Few customers were lost ({history.losses}), so the intervals are wide.")
    return tuple(warnings)


def _weighed(history: History, weights: Sequence[int]) -> list[tuple[Refusal, int]]:
    names = {component.name: weight for component, weight in zip(history.components, weights, strict=True)}
    return [(refusal, names.get(refusal.component, 1)) for refusal in history.refused]
