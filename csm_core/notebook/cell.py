"""Cell: one question, how its answer is shown, and what is said beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from csm_core.metrics.framework.declare import Value
from csm_core.periods import add_periods, period_start
from csm_core.scope import Scope, Span


class Form(StrEnum):
    """How an answer is shown."""

    PICTURE = "picture"  # the usual picture of its shape; a table where there is none
    CURVES = "curves"  # cohorts as lines instead of a grid
    BRIDGE = "bridge"  # movements of all periods as one waterfall
    STACK = "stack"  # bands and classes one on the other, a bar a period
    BULLETS = "bullets"  # goals, each with its present value and its forecast
    FIGURE = "figure"  # the headline with its interval and its change
    TABLE = "table"  # the rows of the answer
    SEGMENTS = "segments"  # the headline of every segment, as a table


@dataclass(frozen=True, slots=True)
class Cell:
    """A metric, how it is read and shown, and a note in Markdown.

    `scope` None means: what the reader is looking at. `last` puts the start so many periods before the data's end
    (the running one counts), so that a weekly review moves on by itself. `measure` and `series` choose what stands
    for the whole where a metric gives several; `label` is said instead of the metric's name. `account` asks it of
    that account alone.
    """

    metric: str
    variant: str | None = None
    settings: tuple[tuple[str, Value], ...] = ()
    scope: Scope | None = None
    measure: str | None = None
    series: str | None = None
    label: str | None = None
    note: str = ""
    form: Form = Form.PICTURE
    account: str | None = None
    last: int | None = None

    def asked(self, scope: Scope, span: Span) -> Cell:
        """The same question with a Scope of its own: `scope` where it has none, its calendar where the own one says
        none, begun where `last` puts it."""
        asked_scope = (self.scope or scope).with_calendar(scope)
        if self.last is not None:
            end = period_start(asked_scope.as_of or span.last, asked_scope.with_calendar(span).calendar)
            asked_scope = replace(asked_scope, start=add_periods(end, 1 - self.last, asked_scope.grain), end=None)
        return replace(self, scope=asked_scope, last=None)


@dataclass(frozen=True, slots=True)
class Text:
    """A note in Markdown that stands by itself."""

    note: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What a notebook holds and this version can't read: kept as it was found, so that a save loses nothing."""

    kept: str  # JSON
    reason: str
    note: str = ""


Content = Cell | Text | Unreadable
