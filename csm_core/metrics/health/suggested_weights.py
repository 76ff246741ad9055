"""Weights that would have told best who was about to leave."""

from __future__ import annotations

import pyarrow as pa

from csm_core.metrics.context import Context
from csm_core.metrics.declare import Direction, Example, Metric, OwnUnit, Refused, Setting, Shape, Variant
from csm_core.metrics.health.health_score import METRIC as HEALTH_SCORE
from csm_core.metrics.health_settings import HEALTH_SETTINGS
from csm_core.metrics.suggestion_answer import suggestion_answer
from csm_core.metrics.trial_rows import GAINS, trial_rows, trial_value
from csm_core.metrics.weights_trial import CURRENT, EQUAL, SUGGESTED, weights_trial
from csm_core.scoring.components import COMPONENTS
from csm_core.scoring.trial import FEWEST_TO_CHECK, FEWEST_TO_LEARN
from csm_core.units import Unit

_NAMES = tuple(component.name for component in COMPONENTS)


def _rows(context: Context) -> pa.Table:
    return trial_rows(weights_trial(context))


METRIC = Metric(
    id="suggested_weights",
    family="health",
    name="Suggested weights",
    question="Which weights would have told best who was about to leave?",
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
            "Weights judged on the snapshots that they were fitted to",
            "They always look better there. Only snapshots after the fit say whether they would have helped.",
        ),
        Refused(
            "A random part of the snapshots held back",
            "One loss shows in several snapshots of its account; it would be learned from and checked on at once.",
        ),
        Refused("Applied by themselves", "A fit knows nothing of next year's plans. People decide."),
    ),
    settings=(
        Setting("horizon_days", "Lost within so many days after a past month-end", 90, (7, 730), "days"),
        Setting("snapshots", "How many past month-ends are looked at, at most", 60, (2, 240), "month-ends"),
        Setting("mix", "From 0 (all weights shrink alike) to 1 (few weights stay)", 0.5, (0.0, 1.0), ""),
        *HEALTH_SETTINGS,
    ),
    compute=suggestion_answer,
    rows=_rows,
    value_of=trial_value,
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
