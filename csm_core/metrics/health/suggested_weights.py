"""Weights that would have told best who was about to leave."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from csm_core.metrics.customers.line_history import todays_lines
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    OwnUnit,
    Refused,
    Setting,
    Shape,
    Variant,
)
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.health.components.settings import HEALTH_SETTINGS
from csm_core.metrics.health.health_score import METRIC as HEALTH_SCORE
from csm_core.metrics.health.suggestion.evaluation import (
    CURRENT,
    EQUAL,
    SUGGESTED,
    WeightsEvaluation,
    weights_evaluation,
)
from csm_core.metrics.health.suggestion.rows import GAINS, evaluation_rows, evaluation_value
from csm_core.metrics.health.suggestion.words import evaluation_words
from csm_core.result import SCHEMA, Parameter
from csm_core.scoring.components import COMPONENTS
from csm_core.scoring.holdout import FEWEST_TO_CHECK, FEWEST_TO_LEARN, what_is_missing
from csm_core.stats.auc_of_scores import auc_gain, auc_of_scores
from csm_core.units import Unit

Cell = dict[str, object]
_COLUMNS = ("measure", "series", "value", "low", "high", "n", "note")
_SCHEMA = pa.schema([SCHEMA.field(name) for name in _COLUMNS])
_NOTHING = "Nothing in the past predicts who leaves, so no component gets a weight."


def suggestion_answer(context: Context) -> Answer:
    """Suggested and current weights by component; AUC of each set of weights on the later part of the past."""
    evaluation = weights_evaluation(context)
    if not evaluation.lessons.churned.size:
        note = "No past customers with a known outcome."
        return Answer(pa.table({"value": pa.array([None], pa.float64()), "note": [note]}))
    cells = [*_weights(evaluation), *_aucs(evaluation), *_gains(evaluation), *_lost(evaluation)]
    fitted = evaluation.suggestion
    parameters = () if fitted is None else (Parameter("penalty", fitted.penalty), Parameter("mix", fitted.mix))
    return Answer(
        pa.Table.from_pylist(cells, _SCHEMA),
        parameters=parameters,
        notes=(*evaluation_words(evaluation), *todays_lines(context)),
    )


def _weights(evaluation: WeightsEvaluation) -> Iterator[Cell]:
    names = [component.name for component in evaluation.choice.components]
    fitted = evaluation.suggestion
    for index, name in enumerate(names):
        cell: Cell = {"measure": "weight", "series": name, "n": evaluation.cut.lost_to_learn}
        if fitted is None:
            yield cell | {"note": what_is_missing(evaluation.lessons, evaluation.cut)}
        elif not any(fitted.weights):
            yield cell | {"note": _NOTHING}
        else:
            low, high = np.quantile(fitted.draws[:, index], [0.025, 0.975])
            value = float(fitted.weights[index])
            yield cell | {"value": value, "low": min(float(low), value), "high": max(float(high), value)}
    for name, weight in zip(names, evaluation.choice.weights, strict=True):
        yield {"measure": "current", "series": name, "value": float(weight), "n": 1}
    for index, name in enumerate(names):
        if fitted is not None:
            chosen = float((fitted.draws[:, index] > 0).mean())
            yield {"measure": "chosen_in", "series": name, "value": chosen, "n": len(fitted.draws)}


def _aucs(evaluation: WeightsEvaluation) -> Iterator[Cell]:
    lessons, rows = evaluation.lessons, evaluation.checked
    churned, account = lessons.churned[rows], lessons.account[rows]
    for name in (SUGGESTED, CURRENT, EQUAL):
        cell: Cell = {"measure": "auc", "series": name, "n": evaluation.cut.lost_to_check}
        if name not in evaluation.scores:
            yield cell | {"note": _why_untested(evaluation)}
            continue
        auc = auc_of_scores(evaluation.scores[name], churned, account, len(evaluation.history.accounts))
        note = None if auc.value is not None else "In the later part nobody was lost, or everyone."
        yield cell | {"value": auc.value, "low": auc.low, "high": auc.high, "note": note}


def _why_untested(evaluation: WeightsEvaluation) -> str:
    return _NOTHING if evaluation.suggestion else what_is_missing(evaluation.lessons, evaluation.cut)


def _gains(evaluation: WeightsEvaluation) -> Iterator[Cell]:
    for series, other in GAINS.items():
        cell: Cell = {"measure": "auc_gain", "series": series, "n": evaluation.cut.lost_to_check}
        if SUGGESTED not in evaluation.scores:
            yield cell | {"note": _why_untested(evaluation)}
            continue
        rows = evaluation.checked
        gain = auc_gain(
            evaluation.scores[other],
            evaluation.scores[SUGGESTED],
            evaluation.lessons.churned[rows],
            evaluation.lessons.account[rows],
            len(evaluation.history.accounts),
        )
        gap = gain.difference
        note = None if gap.value is not None else "In the later part nobody was lost, or everyone."
        yield cell | {"value": gap.value, "low": gap.low, "high": gap.high, "note": note}


def _lost(evaluation: WeightsEvaluation) -> Iterator[Cell]:
    counts = (("learned from", evaluation.cut.lost_to_learn), ("checked on", evaluation.cut.lost_to_check))
    for series, count in counts:
        yield {"measure": "lost", "series": series, "value": float(count), "n": count}


_NAMES = tuple(component.name for component in COMPONENTS)


def _rows(context: Context) -> pa.Table:
    return evaluation_rows(weights_evaluation(context))


METRIC = Metric(
    id="suggested_weights",
    family="health",
    name="Suggested weights",
    question="Which weights would have best predicted who leaves?",
    definition=(
        "Weights learned from past month-ends and what became of the accounts in the days after. The past is cut in "
        "two: the weights are fitted to the earlier part, and tried on the later one, with the horizon between, "
        "beside the weights that are set and equal ones. No component may count against its own meaning, so no "
        "weight is below zero; a weight of zero says that nothing in this data speaks for the component, not that it "
        "is useless. "
        f"It takes {FEWEST_TO_LEARN} lost accounts to learn from and {FEWEST_TO_CHECK} later ones to check on. They "
        "are a suggestion: nothing changes until somebody takes them over."
    ),
    formula=(
        "least of − log likelihood ÷ n + penalty × (mix × Σ b + (1 − mix) ÷ 2 × Σ b²), b ≥ 0; "
        "weight = b for a point, in whole parts of 100"
    ),
    inputs=HEALTH_SCORE.inputs,
    unit=Unit.COUNT,
    direction=Direction.NEITHER,
    additive=False,
    shape=Shape.TABLE,
    measures=("weight", "current", "chosen_in", "auc", "auc_gain", "lost"),
    series=(*_NAMES, SUGGESTED, CURRENT, EQUAL, *GAINS, "learned from", "checked on"),
    interval=(
        "weights: 2.5th to 97.5th percentile of fits to samples of the accounts, drawn with replacement (seeded); "
        "AUC and its gain: DeLong, clustered by account (Obuchowski 1997), the gain paired"
    ),
    interval_holds_value=True,
    variants=(
        Variant("elastic_net", "Ours", "Logistic regression with the elastic net, no slope below zero.", (0.0, 100.0),
                Unit.COUNT),
    ),
    refused=(
        Refused(
            "Weights judged on the data they were fitted to",
            "They always look better there. Only later data shows whether they would have helped.",
        ),
        Refused(
            "A random part of the data held out",
            "One loss affects several month-ends of its account; it would be both learned from and checked on.",
        ),
        Refused("Applied by themselves", "A fit knows nothing of next year's plans. People decide."),
    ),
    settings=(
        Setting("horizon_days", "Lost within this many days of a past month-end", 90, (7, 730), "days"),
        Setting("month_ends", "Maximum number of past month-ends", 60, (2, 240), "month-ends"),
        Setting("mix", "From 0 (all weights shrink alike) to 1 (few weights stay)", 0.5, (0.0, 1.0), ""),
        *HEALTH_SETTINGS,
    ),
    compute=suggestion_answer,
    rows=_rows,
    value_of=evaluation_value,
    references=(
        "Zou & Hastie (2005), Regularization and variable selection via the elastic net, JRSS B 67",
        "Friedman, Hastie & Tibshirani (2010), Regularization Paths for GLMs, Journal of Statistical Software 33(1)",
        "Slawski & Hein (2013), Non-negative least squares, Electronic Journal of Statistics 7",
        "DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44; Obuchowski (1997), Biometrics 53",
        "Dawes (1979), The Robust Beauty of Improper Linear Models, American Psychologist 34(7)",
    ),
    examples=(
        Example(
            "One lost account is too little to learn from: no weights, and the reason",
            (
                (
                    "subscriptions",
                    (
                        (("account_id", "A"), ("start_date", "2023-01-01"), ("end_date", "2023-10-15"),
                         ("amount", "10"), ("billing_interval", "month")),
                        (("account_id", "B"), ("start_date", "2023-01-01"), ("end_date", ""), ("amount", "10"),
                         ("billing_interval", "month")),
                    ),
                ),
            ),
            (("as_of", "2024-03-31"),),
            None,
            tuple((f"weight.{component.id}", int(component.id == "tenure")) for component in COMPONENTS),
            # Of the month-ends from 28 February to 31 December 2023, A is lost within 90 days of those from 31 July
            # to 30 September. No cut has 20 losses before it.
            (
                (("measure", "weight"), ("series", "Tenure"), ("value", None)),
                (("measure", "current"), ("series", "Tenure"), ("value", 1.0)),
                (("measure", "auc"), ("series", "suggested"), ("value", None)),
            ),
        ),
    ),
    own_units=(
        OwnUnit("chosen_in", Unit.RATE, (0.0, 1.0)),
        OwnUnit("auc", Unit.RATIO, (0.0, 1.0)),
        OwnUnit("auc_gain", Unit.RATIO, (-1.0, 1.0)),
        OwnUnit("lost", Unit.COUNT, (0.0, None)),
    ),
)  # fmt: skip
