"""What the evaluation of suggested weights says, in plain sentences: the verdict first."""

from __future__ import annotations

from csm_core.metrics.health.suggestion.evaluation import CURRENT, EQUAL, SUGGESTED, WeightsEvaluation
from csm_core.scoring.holdout import what_is_missing
from csm_core.scoring.lessons import KNOWN_ENOUGH, Signals
from csm_core.stats.auc import AucDifference
from csm_core.stats.auc_of_scores import auc_gain
from csm_core.units import write_percent

# From here on a score is more likely to know of the loss than to foresee it.
_TOO_GOOD = 0.95
_FEW_LOSSES = 100


def evaluation_words(evaluation: WeightsEvaluation) -> tuple[str, ...]:
    """The verdict, then what to know of it."""
    if evaluation.suggestion is None:
        return (what_is_missing(evaluation.lessons, evaluation.cut), *_refused(evaluation))
    if SUGGESTED not in evaluation.scores:
        verdict = "Nothing in the past predicts who leaves, so no weights are suggested."
        return (verdict, *_refused(evaluation))
    gains = {name: _gain(evaluation, name) for name in (CURRENT, EQUAL)}
    tried = f"Tested on {evaluation.cut.lost_to_check} later losses."
    return (
        f"{_verdict(gains[CURRENT], 'your weights')} {_verdict(gains[EQUAL], 'equal weights')} {tried}",
        *_cautions(evaluation, gains[CURRENT].second),
        *_refused(evaluation),
    )


def _gain(evaluation: WeightsEvaluation, other: str) -> AucDifference:
    lessons, rows = evaluation.lessons, evaluation.checked
    return auc_gain(
        evaluation.scores[other],
        evaluation.scores[SUGGESTED],
        lessons.churned[rows],
        lessons.account[rows],
        len(evaluation.history.accounts),
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


def _cautions(evaluation: WeightsEvaluation, auc: float | None) -> list[str]:
    cautions = []
    if evaluation.cut.lost_to_learn < _FEW_LOSSES:
        cautions.append(
            f"Fitted to only {evaluation.cut.lost_to_learn} losses: the weights are rough, with wide intervals."
        )
    if auc is not None and auc > _TOO_GOOD:
        cautions.append("An AUC above 0.95 is too good to be true: look for a component recorded after the loss.")
    fewer = evaluation.known_share[CURRENT] - evaluation.known_share[SUGGESTED]
    if fewer > 0.01:
        cautions.append(
            f"{write_percent(fewer)} more of the past scores would be unknown with these weights: "
            "they rely on sparse data."
        )
    if evaluation.suggestion is not None and not evaluation.suggestion.folds:
        cautions.append("Too few losses to tune the penalty: the default is used.")
    if evaluation.learned is not None:
        carried = set(Signals.of(evaluation.learned).used.tolist())
        names = [one.name for index, one in enumerate(evaluation.choice.components) if index not in carried]
        if names:
            cautions.append(
                f"Not fitted, as fewer than {write_percent(KNOWN_ENOUGH)} of the rows have data or all values are "
                f"equal: {', '.join(names)}."
            )
    return cautions


def _refused(evaluation: WeightsEvaluation) -> tuple[str, ...]:
    return tuple(refusal.reason for refusal in evaluation.history.refused)
