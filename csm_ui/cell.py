"""Cell: one question on a page, and the reader's present choices for it."""

from __future__ import annotations

from dataclasses import dataclass

from csm_core import Scope
from csm_core.metrics.declare import Value


@dataclass(frozen=True, slots=True)
class Cell:
    """A metric, how it is read, and what is said beside it. `scope` None means: what the sidebar says.

    `measure` and `series` choose what stands for the whole where a metric gives several; `label` is said
    instead of the metric's name; `curves` draws cohorts as lines instead of a grid.
    """

    metric: str
    variant: str | None = None
    settings: tuple[tuple[str, Value], ...] = ()
    scope: Scope | None = None
    measure: str | None = None
    series: str | None = None
    label: str | None = None
    note: str = ""
    curves: bool = False
