"""Suggested weights beside those that are set, and how well each would have told who leaves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from csm_core.metrics.context import Answer, Context
from csm_core.metrics.line_history import todays_lines
from csm_core.metrics.trial_rows import GAINS
from csm_core.metrics.trial_words import trial_words
from csm_core.metrics.weights_trial import CURRENT, EQUAL, SUGGESTED, WeightsTrial, weights_trial
from csm_core.result import SCHEMA, Parameter
from csm_core.scoring.trial import what_is_missing
from csm_core.stats.auc_of_scores import auc_gain, auc_of_scores

Cell = dict[str, object]
_COLUMNS = ("measure", "series", "value", "low", "high", "n", "note")
_SCHEMA = pa.schema([SCHEMA.field(name) for name in _COLUMNS])
_NOTHING = "Nothing in the past tells who leaves: no component gets a weight."


def suggestion_answer(context: Context) -> Answer:
    """Suggested and current weights by component; AUC of each set of weights on the later part of the past."""
    trial = weights_trial(context)
    if not trial.lessons.churned.size:
        note = "No customers on any past day whose outcome is known."
        return Answer(pa.table({"value": pa.array([None], pa.float64()), "note": [note]}))
    cells = [*_weights(trial), *_aucs(trial), *_gains(trial), *_lost(trial)]
    fitted = trial.suggestion
    parameters = () if fitted is None else (Parameter("penalty", fitted.penalty), Parameter("mix", fitted.mix))
    return Answer(
        pa.Table.from_pylist(cells, _SCHEMA),
        parameters=parameters,
        notes=(*trial_words(trial), *todays_lines(context)),
    )


def _weights(trial: WeightsTrial) -> Iterator[Cell]:
    names = [component.name for component in trial.choice.components]
    fitted = trial.suggestion
    for place, name in enumerate(names):
        cell: Cell = {"measure": "weight", "series": name, "n": trial.cut.lost_to_learn}
        if fitted is None:
            yield cell | {"note": what_is_missing(trial.lessons, trial.cut)}
        elif not any(fitted.weights):
            yield cell | {"note": _NOTHING}
        else:
            low, high = np.quantile(fitted.draws[:, place], [0.025, 0.975])
            value = float(fitted.weights[place])
            yield cell | {"value": value, "low": min(float(low), value), "high": max(float(high), value)}
    for name, weight in zip(names, trial.choice.weights, strict=True):
        yield {"measure": "current", "series": name, "value": float(weight), "n": 1}
    for place, name in enumerate(names):
        if fitted is not None:
            chosen = float((fitted.draws[:, place] > 0).mean())
            yield {"measure": "chosen_in", "series": name, "value": chosen, "n": len(fitted.draws)}


def _aucs(trial: WeightsTrial) -> Iterator[Cell]:
    lessons, rows = trial.lessons, trial.checked
    churned, account = lessons.churned[rows], lessons.account[rows]
    for name in (SUGGESTED, CURRENT, EQUAL):
        cell: Cell = {"measure": "auc", "series": name, "n": trial.cut.lost_to_check}
        if name not in trial.scores:
            yield cell | {"note": _NOTHING if trial.suggestion else what_is_missing(trial.lessons, trial.cut)}
            continue
        found = auc_of_scores(trial.scores[name], churned, account, len(trial.history.accounts))
        note = None if found.value is not None else "Nobody of the later part was lost, or everybody."
        yield cell | {"value": found.value, "low": found.low, "high": found.high, "note": note}


def _gains(trial: WeightsTrial) -> Iterator[Cell]:
    for series, other in GAINS.items():
        cell: Cell = {"measure": "auc_gain", "series": series, "n": trial.cut.lost_to_check}
        if SUGGESTED not in trial.scores:
            yield cell | {"note": _NOTHING if trial.suggestion else what_is_missing(trial.lessons, trial.cut)}
            continue
        rows = trial.checked
        found = auc_gain(
            trial.scores[other], trial.scores[SUGGESTED], trial.lessons.churned[rows],
            trial.lessons.account[rows], len(trial.history.accounts),
        )  # fmt: skip
        gap = found.difference
        note = None if gap.value is not None else "Nobody of the later part was lost, or everybody."
        yield cell | {"value": gap.value, "low": gap.low, "high": gap.high, "note": note}


def _lost(trial: WeightsTrial) -> Iterator[Cell]:
    counts = (("learned from", trial.cut.lost_to_learn), ("checked on", trial.cut.lost_to_check))
    for series, count in counts:
        yield {"measure": "lost", "series": series, "value": float(count), "n": count}
