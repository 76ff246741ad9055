"""Weightings to start from: what each holds to be a sign of health, and why one would choose it."""

from __future__ import annotations

from csm_core.scoring.components import Component
from csm_ui.health.board.wire import Preset

# Shares of 100 by component; a component that is not named has no weight.
_LED = {
    "Led by use": (
        "What people do, not what they say: for self-service products with many small accounts.",
        {
            "usage_trend": 30, "usage_frequency": 20, "licence_utilisation": 20, "feature_breadth": 15,
            "escalations_open": 5, "ticket_rate": 5, "nps": 5,
        },
    ),
    "Led by voice": (
        "What customers tell you: for few, well-known accounts. Needs surveys; without answers accounts are unknown.",
        {
            "nps": 30, "csat": 20, "ces": 15, "escalations_open": 15, "ticket_rate": 10, "usage_trend": 10,
        },
    ),
    "Led by revenue": (
        "Money and contract first: paid on time, results reached, seats in use, and how near the renewal is.",
        {
            "payment": 25, "licence_utilisation": 20, "renewal": 15, "outcomes": 15, "usage_trend": 15,
            "escalations_open": 10,
        },
    ),
}  # fmt: skip


def presets(components: tuple[Component, ...]) -> tuple[Preset, ...]:
    """The default weights, equal ones, and one weighting for each school, in the order of `components`."""
    usual = tuple(component.weight for component in components)
    equal = (10,) * len(components)
    led = (
        Preset(name, meaning, tuple(parts.get(component.id, 0) for component in components))
        for name, (meaning, parts) in _LED.items()
    )
    return (
        Preset("Usual", "Usage first, then voice, support and payment: a good start without history.", usual),
        Preset("Equal", "Every component counts the same: the baseline for any other weighting.", equal),
        *(preset for preset in led if any(preset.weights)),
    )
