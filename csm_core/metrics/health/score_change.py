"""Why the health score moved from one end of a period to the other."""

from __future__ import annotations

from csm_core.metrics.declare import Direction, Example, Metric, Refused, Shape, Variant
from csm_core.metrics.health.health_score import METRIC as HEALTH_SCORE
from csm_core.metrics.health_settings import HEALTH_SETTINGS
from csm_core.metrics.score_bridge import score_bridge, score_bridge_rows
from csm_core.metrics.score_moves import MOVE_SETTINGS, STEPS
from csm_core.metrics.value_of import sum_of_amounts
from csm_core.scoring.components import COMPONENTS
from csm_core.units import Unit

_NAMES = tuple(component.name for component in COMPONENTS)


def _days(month: int, days: range) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(
        (("account_id", "A"), ("user_id", "u"), ("event_name", "open"), ("event_at", f"2024-{month:02}-{day:02}"))
        for day in days
    )


def _weight_one(component: str) -> tuple[tuple[str, int], ...]:
    return tuple((f"weight.{each.id}", int(each.id == component)) for each in COMPONENTS)


METRIC = Metric(
    id="score_change",
    family="health",
    name="Score change",
    question="Why did the health score move?",
    definition=(
        "From the mean score on the last day before a period to that on its last day, by reason. Data: components "
        "that are known on both days changed (by component). Missing inputs: something came to be known or ceased to "
        "be. Weights and definition: the score itself was changed in between (say what was different with 'then'). "
        "Accounts that came and that left: who is in the mean changed. Causes that changed together share their "
        "joint effect evenly (Shapley's value), so none is favoured for being named first. The parts of an account "
        "are whole tenths of a point and add up exactly to the change of its score; those of the portfolio are "
        "their means, and add up to the change of the mean to rounding of doubles."
    ),
    formula=(
        "end − start = Σ parts of the accounts with a score on both days ÷ their number "
        "+ Σ (score − mean of those) ÷ n over accounts that came − the same over accounts that left"
    ),
    inputs=HEALTH_SCORE.inputs,
    unit=Unit.POINTS,
    direction=Direction.NEITHER,
    additive=False,
    shape=Shape.BRIDGE,
    measures=("score", "component"),
    series=(*STEPS, *_NAMES),
    interval=None,
    interval_holds_value=True,
    variants=(Variant("evenly", "Ours", "Every order of the causes counts the same.", (None, None), Unit.POINTS),),
    refused=(
        Refused(
            "One cause after the other, in an order of the tool's own",
            "What two causes do together goes to whichever is named first; another order gives another answer.",
        ),
        Refused(
            "Only accounts that are there on both days, called the portfolio",
            "A mean rises when the unhealthiest accounts leave. That is a reason of its own, and is shown as one.",
        ),
    ),
    settings=(*MOVE_SETTINGS, *HEALTH_SETTINGS),
    compute=score_bridge,
    rows=score_bridge_rows,
    value_of=sum_of_amounts,
    references=(
        "Shapley (1953), A Value for n-Person Games, Contributions to the Theory of Games II",
        "Shorrocks (2013), Decomposition procedures for distributional analysis, Journal of Economic Inequality 11",
    ),
    examples=(
        Example(
            "Use of an account falls from ten days in four weeks to five: 50 points become 25",
            (
                # 2 to 11 February are ten days of the four weeks to 29 February; 4 to 8 March five of those to the
                # 31st. Ten of 20 days are 50 points, five are 25.
                ("events", (*_days(1, range(1, 2)), *_days(2, range(2, 12)), *_days(3, range(4, 9)))),
                ("accounts", ((("account_id", "A"), ("start_date", "2023-01-01")),)),
            ),
            (("start", "2024-03-01"), ("end", "2024-04-01"), ("as_of", "2024-03-31")),
            None,
            _weight_one("usage_frequency"),
            (
                (("series", "start"), ("value", 50.0), ("n", 1)),
                (("series", "data"), ("value", -25.0), ("n", 1)),
                (("series", "Usage frequency"), ("value", -25.0), ("n", 1)),
                (("series", "weights"), ("value", 0.0), ("n", 1)),
                (("series", "accounts that left"), ("value", 0.0), ("n", 0)),
                (("series", "end"), ("value", 25.0), ("n", 1)),
            ),
        ),
    ),
)
