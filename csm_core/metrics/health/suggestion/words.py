"""What the trial of suggested weights says, in plain sentences: the verdict first."""

from __future__ import annotations

from csm_core.metrics.health.suggestion.evaluation import CURRENT, EQUAL, SUGGESTED, WeightsTrial
from csm_core.scoring.lessons import KNOWN_ENOUGH, Signals
from csm_core.scoring.trial import what_is_missing
from csm_core.stats.auc import AucDifference
from csm_core.stats.auc_of_scores import auc_gain

# From here on a score is more likely to know of the loss than to foresee it.
_TOO_GOOD = 0.95
_FEW_LOSSES = 100


def trial_words(trial: WeightsTrial) -> tuple[str, ...]:
    """The verdict, then what to know of it."""
    if trial.suggestion is None:
        return (what_is_missing(trial.lessons, trial.cut), *_refused(trial))
    if SUGGESTED not in trial.scores:
        verdict = "Nothing in the past predicts who leaves, so no weights are suggested."
        return (verdict, *_refused(trial))
    gains = {name: _gain(trial, name) for name in (CURRENT, EQUAL)}
    tried = f"Tested on {trial.cut.lost_to_check} later losses."
    return (
        f"{_verdict(gains[CURRENT], 'your weights')} {_verdict(gains[EQUAL], 'equal weights')} {tried}",
        *_cautions(trial, gains[CURRENT].second),
        *_refused(trial),
    )


def _gain(trial: WeightsTrial, other: str) -> AucDifference:
    lessons, rows = trial.lessons, trial.checked
    return auc_gain(
        trial.scores[other],
        trial.scores[SUGGESTED],
        lessons.churned[rows],
        lessons.account[rows],
        len(trial.history.accounts),
    )


def _verdict(gain: AucDifference, whose: str) -> str:
    gap = gain.difference
    if gap.value is None or gap.low is None or gap.high is None or gain.first is None or gain.second is None:
        return f"Can't tell whether they are better than {whose}."
    band = f"{gap.value:+.3f}, 95 % interval {gap.low:+.3f} to {gap.high:+.3f}"
    sentence = f"AUC {gain.second:.2f} instead of {gain.first:.2f}; {band}"
    if gap.low > 0:
        return f"Better than {whose}: {sentence}."
    if gap.high < 0:
        return f"Worse than {whose}: {sentence}."
    return f"No better than {whose}: the difference is within noise ({sentence})."


def _cautions(trial: WeightsTrial, auc: float | None) -> list[str]:
    cautions = []
    if trial.cut.lost_to_learn < _FEW_LOSSES:
        cautions.append(
            f"Fitted to only {trial.cut.lost_to_learn} losses: the weights are rough, with wide intervals."
        )
    if auc is not None and auc > _TOO_GOOD:
        cautions.append("An AUC above 0.95 is too good to be true: look for a component recorded after the loss.")
    fewer = trial.known_share[CURRENT] - trial.known_share[SUGGESTED]
    if fewer > 0.01:
        cautions.append(
            f"{fewer:.0%} more of the past scores would be unknown with these weights: they rely on sparse data."
        )
    if trial.suggestion is not None and not trial.suggestion.folds:
        cautions.append("Too few losses to tune the penalty: the default is used.")
    if trial.learned is not None:
        carried = set(Signals.of(trial.learned).used.tolist())
        names = [one.name for index, one in enumerate(trial.choice.components) if index not in carried]
        if names:
            cautions.append(
                f"Not fitted, as fewer than {KNOWN_ENOUGH:.0%} of the rows have data or all values are equal: "
                f"{', '.join(names)}."
            )
    return cautions


def _refused(trial: WeightsTrial) -> tuple[str, ...]:
    return tuple(refusal.reason for refusal in trial.history.refused)
