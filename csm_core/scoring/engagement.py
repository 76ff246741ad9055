"""The components of the engagement score: how much an account uses what it bought."""

from __future__ import annotations

from csm_core.scoring.components import COMPONENTS, Component, Direction

# Taken from the health score as they are: an account stands equally well in both.
SHARED = ("licence_utilisation", "usage_frequency", "feature_breadth")

ENGAGEMENT: tuple[Component, ...] = (
    *(component for component in COMPONENTS if component.id in SHARED),
    Component(
        id="time",
        name="Time",
        meaning="Minutes per week and active user, over the last 28 days",
        unit="minutes",
        direction=Direction.UP,
        points=((0.0, 0.0), (60.0, 100.0)),
        weight=10,
        window_days=28,
        reads=("sessions", "user_days"),
    ),
)
