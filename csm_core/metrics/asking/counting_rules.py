"""Which rules of counting hold, so that figures that were kept under an earlier one can say so."""

from __future__ import annotations

from dataclasses import dataclass

from csm_core.metrics.framework.registry import registry


@dataclass(frozen=True, slots=True)
class CountingRule:
    """A rule that moved figures when it came: `number` rises, `families` are those of the metrics that it moves."""

    number: int
    sentence: str
    families: frozenset[str]


# What was kept before rules were numbered rests on none of them.
_RULES = (
    CountingRule(
        1,
        "This was closed under an earlier rule. The state at the end of a period is that of its last "
        "day, not of the moment after it: a contract through 31 January counts in January and is lost "
        "in February.",
        frozenset({"revenue", "retention", "lifetime value", "outcomes", "health"}),
    ),
)
PRESENT_RULE = _RULES[-1].number


def rules_since(kept_under: int, metric_id: str) -> tuple[str, ...]:
    """A sentence for each rule that came after the one of that number and moves the metric; none for one that is no
    more."""
    metric = registry().get(metric_id)
    return tuple(
        rule.sentence for rule in _RULES if rule.number > kept_under and metric and metric.family in rule.families
    )
