"""Uploaded numbers that join the health score: chosen in one setting, read and checked here."""

from __future__ import annotations

import re
from collections.abc import Mapping

from csm_core.errors import BadValue
from csm_core.metrics.framework.declare import Setting, Value
from csm_core.metrics.health.components.points import points_of, points_text
from csm_core.scoring.components import Component, Direction

_ONE = re.compile(r"\s*(?P<name>.+?)\s*:\s*(?P<weight>[0-9]{1,3})\s*\((?P<points>[^()]*)\)\s*")
_MOST = 10

ATTRIBUTES = Setting(
    "attributes",
    "Uploaded numbers that join the score, as 'Name: weight (value=points value=points); Name: …'",
    "",
    None,
    "",
)


def attribute_components(settings: Mapping[str, Value]) -> tuple[Component, ...]:
    """The components that the setting 'attributes' asks for, in its order; none without it.

    Raises
    ------
    BadValue
        When it can't be read, names one attribute twice, or has a weight above 100.
    """
    text = str(settings.get(ATTRIBUTES.name, "")).strip()
    components = tuple(_component(part) for part in text.split(";") if part.strip())
    names = [component.name for component in components]
    if len(set(names)) < len(names) or len(names) > _MOST:
        raise BadValue.of(ATTRIBUTES.name, text, f"each attribute once, at most {_MOST}")
    return components


def attributes_text(components: tuple[Component, ...]) -> str:
    """The setting that asks for these components."""
    return "; ".join(f"{one.name}: {one.weight} ({points_text(one.points)})" for one in components)


def _component(part: str) -> Component:
    match = _ONE.fullmatch(part)
    if match is None or int(match["weight"]) > 100:
        accepted = "'Name: weight (value=points value=points)', as 'Employees: 10 (50=0 200=100)'"
        raise BadValue.of(ATTRIBUTES.name, part.strip(), accepted)
    points = points_of(ATTRIBUTES.name, match["points"])
    return Component(
        id=f"attribute.{match['name']}",
        name=match["name"],
        meaning=f"{match['name']}, as uploaded",
        unit="",
        direction=Direction.UP if points[0][1] <= points[-1][1] else Direction.DOWN,
        points=points,
        weight=int(match["weight"]),
        window_days=None,
        reads=("account_attributes",),
    )
