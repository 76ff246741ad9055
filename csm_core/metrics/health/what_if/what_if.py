"""What if: health as it is scored now against another scenario, today and replayed over the past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from csm_core.metrics.framework.context import Context
from csm_core.metrics.framework.declare import Value
from csm_core.metrics.health.components.matrix import HealthMatrix, health_matrix
from csm_core.metrics.health.components.memory import remembered
from csm_core.metrics.health.components.settings import HealthChoice, health_choice
from csm_core.metrics.health.components.uploaded_numbers import ATTRIBUTES, attribute_components, attributes_text
from csm_core.metrics.health.replay.history import component_aucs, health_history, history_of_day, history_tenths
from csm_core.metrics.money.revenue_settings import REVENUE_SETTINGS
from csm_core.scoring.band_moves import Scored
from csm_core.scoring.bands import bands
from csm_core.scoring.compare import Comparison, compare
from csm_core.scoring.components import Component
from csm_core.scoring.definitions import Definition, tenths_of
from csm_core.scoring.history import History
from csm_core.scoring.replay import Replay, replay
from csm_core.scoring.weights import score

METRIC = "health_backtest"
SHARED = frozenset(
    {setting.name for setting in REVENUE_SETTINGS} | {"horizon_days", "month_ends", "roll_up", "judgement_days"}
)
"""Settings that are one and the same for both scenarios."""


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One scenario: what it says, the accounts of today under it, and the tenths of the history's rows."""

    choice: HealthChoice
    today: Scored
    past: NDArray[np.uint16]

    @property
    def past_scores(self) -> NDArray[np.uint16]:
        """The history's rows in tenths, or UNKNOWN."""
        return score(self.past, self.choice.weights, self.choice.missing)


@dataclass(frozen=True, slots=True, eq=False)
class WhatIf:
    """`now` and `then` score the same accounts on `day` and the same rows of the history, with the same components
    in the same order: one that only the other scenario knows has the weight 0. `leaving` accounts have given notice:
    no weight changes their band, and they are in none of the two."""

    context: Context
    day: date
    matrix: HealthMatrix
    history: History
    now: Side
    then: Side
    leaving: int

    @property
    def components(self) -> tuple[Component, ...]:
        """The components, in the order of every matrix."""
        return self.matrix.components

    @property
    def same_rules(self) -> bool:
        """Whether the two differ in nothing but weights."""
        return self.now.choice.definitions == self.then.choice.definitions and (
            self.now.choice.cutoffs == self.then.choice.cutoffs
        )

    def replays(self) -> tuple[Replay, Replay, Comparison]:
        """The replay of the other scenario, that of the present one, and the second against the first."""
        # The history itself, not what it was asked for: one that was forgotten and made again is another.
        question = ("replay", self.history, self.then.choice)
        then = remembered(self.context, question, lambda: self._replay(self.then))
        now = then if self.now.choice == self.then.choice else self._replay(self.now)
        return then, now, compare(then, now, self.context.scope.currency or "")

    def on_day(self, day: date) -> Replay:
        """The present scenario on one past day (see `replayable_days`)."""
        history, choice = history_of_day(self.context, self.history, day), self.now.choice
        past = history_tenths(self.context, history, choice.definitions)
        alone = component_aucs(self.context, history, choice.definitions)
        return replay(history, past, choice.weights, choice.missing, choice.cutoffs, alone)

    def _replay(self, side: Side) -> Replay:
        choice = side.choice
        alone = component_aucs(self.context, self.history, choice.definitions)
        return replay(self.history, side.past, choice.weights, choice.missing, choice.cutoffs, alone)


def what_if(context: Context, settings: Mapping[str, Value], other: Mapping[str, Value]) -> WhatIf | None:
    """Health under `settings` against health under `other`; None where nobody was a customer on the last day.

    Parameters
    ----------
    context
        Of `health_backtest`, with the settings in SHARED: what counts as revenue, and which past is replayed.
        It is the same for all weights, so that it can be kept.
    settings, other
        Of the health score; what is not in them is as usual.

    Raises
    ------
    BadValue
        When all weights of either are zero, its bands cross, or its points can't be read.
    """
    periods = context.periods[-1:]
    if not periods:
        return None
    given = {**settings, **{name: context.settings[name] for name in SHARED & context.settings.keys()}}
    context = replace(context, settings=context.metric.read_settings(given), statements=[])
    usual = {one.name: one.default for one in context.metric.settings}
    theirs = {**usual, **{name: context.settings[name] for name in SHARED & context.settings.keys()}, **other}
    choices = health_choice(context), health_choice(replace(context, settings=theirs))
    # What is worked out of the data must not hang on weights: the uploaded numbers are asked for without them.
    uploaded = {one.id: one for given in (theirs, context.settings) for one in attribute_components(given)}
    named = attributes_text(tuple(replace(one, weight=0) for one in uploaded.values()))
    context = replace(context, settings={**context.settings, ATTRIBUTES.name: named})
    day = min(periods[0].last_day, context.as_of)
    everybody = health_matrix(context, [day])
    matrix = everybody.of(~everybody.is_leaving)
    if not matrix.account_ids:
        return None
    horizon, month_ends = context.whole("horizon_days"), context.whole("month_ends")
    history = health_history(context, horizon, month_ends)
    now, then = (
        _side(context, everybody, history, _aligned(choice, choices, matrix.components)) for choice in choices
    )
    return WhatIf(context, day, matrix, history, now, then, int(everybody.is_leaving.sum()))


def _aligned(
    choice: HealthChoice, choices: tuple[HealthChoice, ...], components: tuple[Component, ...]
) -> HealthChoice:
    """The choice over all components: one of which it knows nothing has the other's rules and no weight."""
    definitions_by_id = {
        one.component.id: (one, weight) for one, weight in zip(choice.definitions, choice.weights, strict=True)
    }
    others = {one.component.id: (one, 0) for each in choices for one in each.definitions}
    pairs = [definitions_by_id.get(component.id, others[component.id]) for component in components]
    definitions = tuple(
        # Weights are compared as weights: a definition that differs in nothing else is the same.
        replace(one, component=replace(one.component, weight=component.weight))
        for (one, _), component in zip(pairs, components, strict=True)
    )
    return HealthChoice(definitions, tuple(weight for _, weight in pairs), choice.cutoffs)


def _side(context: Context, matrix: HealthMatrix, history: History, choice: HealthChoice) -> Side:
    # A rank is one among all customers, those who leave among them, as in the score itself.
    tenths = np.asfortranarray(_tenths(context, matrix, choice.definitions)[~matrix.is_leaving])
    scores = score(tenths, choice.weights, choice.missing)
    names = tuple(component.name for component in matrix.components)
    today = Scored(names, tenths, choice.weights, choice.missing, scores, bands(scores, choice.cutoffs))
    return Side(choice, today, history_tenths(context, history, choice.definitions))


def _tenths(context: Context, matrix: HealthMatrix, definitions: tuple[Definition, ...]) -> NDArray[np.uint16]:
    # How gaps are filled belongs to the score, so it changes nothing here.
    key = tuple((one.rule, one.stale_after_days, one.within_segment) for one in definitions)
    question = ("tenths of today", matrix.days[:1], key)
    return remembered(context, question, lambda: tenths_of(matrix.values, definitions))
