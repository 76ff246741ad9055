"""Threshold points as text, in settings and in addresses: 'value=points value=points', by tenure where wanted."""

from __future__ import annotations

from math import isfinite

from csm_core.errors import BadValue
from csm_core.scoring.normalise import ByTenure, Thresholds

Points = tuple[tuple[float, float], ...]
_SHAPE = "'value=points value=points', values rising, points from 0 to 100; ' | 6: …' for others from 6 months on"


def points_of(name: str, text: str) -> Points:
    """The (value, points) pairs of one stage: '0.5=0 1=75 1.25=100'.

    Raises
    ------
    BadValue
        When it can't be read, or the values do not rise.
    """
    try:
        pairs = [part.split("=") for part in text.split()]
        points = tuple((float(value), float(score)) for value, score in pairs)
        if not all(isfinite(number) for pair in points for number in pair):
            raise ValueError(text)
        return Thresholds(points).points
    except (ValueError, BadValue) as error:
        raise BadValue.of(name, text, _SHAPE) from error


def thresholds_of(name: str, text: str) -> Thresholds | ByTenure:
    """Points, perhaps others for older customers: '0=0 20=100 | 6: 0=0 10=100' has its own from 6 months on.

    Raises
    ------
    BadValue
        When it can't be read.
    """
    first, *others = text.split("|")
    thresholds = Thresholds(points_of(name, first))
    if not others:
        return thresholds
    stages: list[tuple[float, Thresholds]] = [(0.0, thresholds)]
    for stage in others:
        months, _, points = stage.partition(":")
        try:
            stages.append((float(months), Thresholds(points_of(name, points))))
        except ValueError as error:
            raise BadValue.of(name, text, _SHAPE) from error
    try:
        return ByTenure(tuple(stages))
    except BadValue as error:
        raise BadValue.of(name, text, _SHAPE) from error


def points_text(points: Points) -> str:
    """The pairs as text."""
    return " ".join(f"{value:g}={score:g}" for value, score in points)
