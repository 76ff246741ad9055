"""The settings of the health score, and what they say: weights, bands, and how each component becomes points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csm_core.metrics.framework.context import Context
from csm_core.metrics.framework.declare import Setting, Value
from csm_core.metrics.health.components.fillable import fillable
from csm_core.metrics.health.components.judgements import IN_PLACE, JUDGEMENT_DAYS, JUDGEMENTS
from csm_core.metrics.health.components.matrix import HealthMatrix
from csm_core.metrics.health.components.points import points_text, thresholds_of
from csm_core.metrics.health.components.uploaded_numbers import ATTRIBUTES, attribute_components
from csm_core.metrics.money.revenue_settings import REVENUE_SETTINGS
from csm_core.scoring.bands import Band, Cutoffs, bands
from csm_core.scoring.components import COMPONENTS, Component, Direction
from csm_core.scoring.definitions import Definition, tenths_of
from csm_core.scoring.history import NOT_JUDGED
from csm_core.scoring.normalise import ByTenure, MinMax, Percentile, Rule, Thresholds
from csm_core.scoring.weights import SETTING, MissingRule, check_weights, score

AS_ALL = "as_all"
_RULES = ("thresholds", "percentile", "percentile_in_segment", "min_max")
_GAPS = tuple(rule.value for rule in MissingRule)


def _weights(base: str) -> tuple[Setting, ...]:
    of = "Weight in the scenario to compare with, of" if base else "Weight of"
    return tuple(
        Setting(f"{base}{SETTING}{one.id}", f"{of}: {one.name}", one.weight, (0, 100), "") for one in COMPONENTS
    )


def _of_component(one: Component) -> tuple[Setting, ...]:
    """How one component becomes points; a name with a dot in it is a setting of a component."""
    return (
        Setting(f"rule.{one.id}", f"{one.name}: from values to points", AS_ALL, (AS_ALL, *_RULES), ""),
        Setting(
            f"points.{one.id}",
            f"{one.name}: which value is worth how many points; the first and last value are the caps",
            points_text(one.points),
            None,
            one.unit,
        ),
        Setting(f"direction.{one.id}", f"{one.name}: healthier up or down", one.direction.value, ("up", "down"), ""),
        Setting(f"missing.{one.id}", f"{one.name}: without data", AS_ALL, (AS_ALL, *_GAPS), ""),
        Setting(
            f"stale.{one.id}",
            f"{one.name}: older than this counts as no data; 0: never too old",
            0,
            (0, 3660),
            "days",
        ),
    )


_GAP = "Missing components: reweight the others, count as 50, or count as 0"

HEALTH_SETTINGS: tuple[Setting, ...] = (
    *_weights(""),
    Setting("red_below", "At risk below this score", 40, (0, 100), "points"),
    Setting("green_from", "Healthy from this score on", 70, (0, 100), "points"),
    Setting("missing", _GAP, "reweight", _GAPS, ""),
    Setting(
        "normalise",
        "From values to points: along the thresholds, by rank in the portfolio or its segment, or between two caps",
        "thresholds",
        _RULES,
        "",
    ),
    *(setting for component in COMPONENTS for setting in _of_component(component)),
    ATTRIBUTES,
    JUDGEMENTS,
    JUDGEMENT_DAYS,
    *REVENUE_SETTINGS,
)

BASE = "base."
BASE_SETTINGS: tuple[Setting, ...] = (
    *_weights(BASE),
    Setting(f"{BASE}red_below", "At risk below, in the scenario to compare with", 40, (0, 100), "points"),
    Setting(f"{BASE}green_from", "Healthy from, in the scenario to compare with", 70, (0, 100), "points"),
    Setting(f"{BASE}missing", f"{_GAP}, in the scenario to compare with", "reweight", _GAPS, ""),
)


@dataclass(frozen=True, slots=True)
class HealthChoice:
    """What the settings say. `definitions` are in the order of a matrix's columns, `weights` in theirs."""

    definitions: tuple[Definition, ...]
    weights: tuple[int, ...]
    cutoffs: Cutoffs

    @property
    def components(self) -> tuple[Component, ...]:
        """The components, in order."""
        return tuple(definition.component for definition in self.definitions)

    @property
    def missing(self) -> tuple[MissingRule, ...]:
        """What stands in for a gap, one a component."""
        return tuple(definition.missing for definition in self.definitions)


@dataclass(frozen=True, slots=True, eq=False)
class HealthScores:
    """Scores in whole tenths (0 to 1000, or UNKNOWN) and band codes, one a row of the matrix."""

    tenths: NDArray[np.uint16]  # rows × components
    weights: tuple[int, ...]
    missing: tuple[MissingRule, ...]
    cutoffs: Cutoffs
    scores: NDArray[np.uint16]
    bands: NDArray[np.uint8]


def health_choice(context: Context, base: str = "") -> HealthChoice:
    """The context's settings; with `base` ('base.') weights, bands and rule for gaps of the scenario to compare with.

    A component that the loaded data fills for nobody has no weight, whatever was chosen: an account is unknown where
    it lacks what others have, not where a file was never loaded. Where gaps of a component are to count as 50 or 0,
    it keeps its weight; where nothing with a weight is filled, all keep theirs.

    Raises
    ------
    BadValue
        When all weights are zero, the bands cross, or points can't be read.
    """
    settings = context.settings
    uploaded = attribute_components(settings)
    components = (*COMPONENTS, *uploaded)
    chosen = [settings[f"{base}{SETTING}{one.id}"] for one in COMPONENTS] + [one.weight for one in uploaded]
    weights = check_weights(chosen, [one.name for one in components])
    definitions = tuple(_definition(settings, one, base) for one in components)
    filled = (*fillable(context), *(True for _ in uploaded))
    counted = tuple(
        weight if is_filled or one.missing is not MissingRule.REWEIGHT else 0
        for weight, is_filled, one in zip(weights, filled, definitions, strict=True)
    )
    return HealthChoice(
        definitions,
        counted if any(counted) else weights,
        Cutoffs(int(settings[f"{base}red_below"]), int(settings[f"{base}green_from"])),
    )


def health_scores(context: Context, matrix: HealthMatrix) -> HealthScores:
    """The matrix under the context's weights, normalisation, rules for gaps and bands.

    Raises
    ------
    BadValue
        As `health_choice`.
    """
    choice = health_choice(context)
    tenths = tenths_of(matrix.values, choice.definitions)
    scores = score(tenths, choice.weights, choice.missing)
    codes = bands(scores, choice.cutoffs)
    if context.settings[JUDGEMENTS.name] == IN_PLACE:
        codes = np.where(matrix.judged != NOT_JUDGED, matrix.judged, codes)
    codes = np.where(matrix.is_leaving, np.uint8(Band.LEAVING), codes)
    return HealthScores(tenths, choice.weights, choice.missing, choice.cutoffs, scores, codes)


def _definition(settings: Mapping[str, Value], component: Component, base: str) -> Definition:
    rules = {name: str(settings.get(f"{name}.{component.id}", AS_ALL)) for name in ("rule", "missing")}
    rule = str(settings["normalise"]) if rules["rule"] == AS_ALL else rules["rule"]
    missing = str(settings[f"{base}missing"]) if rules["missing"] == AS_ALL else rules["missing"]
    stale = int(settings.get(f"stale.{component.id}", 0))
    return Definition(
        component,
        _rule(settings, component, rule),
        MissingRule(missing),
        stale_after_days=stale if stale else None,
        within_segment=rule == "percentile_in_segment",
    )


def _rule(settings: Mapping[str, Value], component: Component, rule: str) -> Rule:
    name = f"points.{component.id}"
    direction = Direction(str(settings.get(f"direction.{component.id}", component.direction.value)))
    if rule.startswith("percentile"):
        return Percentile(direction)
    given = thresholds_of(name, str(settings.get(name, points_text(component.points))))
    if rule == "min_max":
        points = given.points if isinstance(given, Thresholds) else given.stages[-1][1].points
        return MinMax(points[0][0], points[-1][0], direction)
    return given if direction is component.direction else _turned(given)


def _turned(rule: Thresholds | ByTenure) -> Thresholds | ByTenure:
    """The same thresholds for a component of which less is healthier, or more."""
    if isinstance(rule, ByTenure):
        return ByTenure(tuple((months, _turned_points(stage)) for months, stage in rule.stages))
    return _turned_points(rule)


def _turned_points(rule: Thresholds) -> Thresholds:
    return Thresholds(tuple((value, 100.0 - points) for value, points in rule.points))
