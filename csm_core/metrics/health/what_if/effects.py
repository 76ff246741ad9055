"""What one component, or one component's rules, does to the bands of today: everything else as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from csm_core.metrics.health.components.settings import health_choice
from csm_core.metrics.health.what_if.what_if import WhatIf
from csm_core.scoring.bands import bands
from csm_core.scoring.definitions import tenths_of
from csm_core.scoring.normalise import MISSING
from csm_core.scoring.weights import score

_RULES = ("rule", "points", "direction", "missing", "stale")


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """`known_before`: the share of accounts (0 to 1) of which the component is known under its usual rules; `moved`:
    accounts that stand in another band under them."""

    known_before: float
    moved: int


def without_component(what_if: WhatIf, index: int) -> int:
    """How many accounts stand in another band when the component at `index` has no weight; all of them, where no
    other component has any."""
    choice = what_if.now.choice
    weights = [weight if k != index else 0 for k, weight in enumerate(choice.weights)]
    if not any(weights):
        return len(what_if.matrix.account_ids)
    scores = score(what_if.now.today.tenths, weights, choice.missing)
    return int(np.count_nonzero(bands(scores, choice.cutoffs) != what_if.now.today.bands))


def without_rules(what_if: WhatIf, component_id: str) -> RuleEffect | None:
    """What the rules of a component do against its usual ones; None where they are the usual ones."""
    context = what_if.context
    defaults = {one.name: one.default for one in context.metric.settings if one.name in _names(component_id)}
    choice = what_if.now.choice
    usual = health_choice(replace(context, settings={**context.settings, **defaults}))
    index = [one.id for one in what_if.components].index(component_id)
    definition = usual.definitions[[one.component.id for one in usual.definitions].index(component_id)]
    definition = replace(definition, component=choice.definitions[index].component)
    if definition == choice.definitions[index]:
        return None
    definitions = tuple(definition if k == index else one for k, one in enumerate(choice.definitions))
    tenths = tenths_of(what_if.matrix.values, definitions)
    scores = score(tenths, choice.weights, tuple(one.missing for one in definitions))
    coverage = float(np.mean(tenths[:, index] != MISSING))
    moved = np.count_nonzero(bands(scores, choice.cutoffs) != what_if.now.today.bands)
    return RuleEffect(coverage, int(moved))


def _names(component_id: str) -> set[str]:
    return {f"{kind}.{component_id}" for kind in _RULES}
