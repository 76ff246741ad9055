"""View: what one run of a page works with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from csm_core import Scope, Workspace
from csm_core.charts.look import Theme
from csm_core.periods import Grain, add_periods
from csm_core.scope import Span
from csm_ui.visitor.cell import Cell, Text

# A year and one period more, so that the latest has its counterpart a year ago; of years, all.
USUAL_PERIODS = {Grain.DAY: 396, Grain.WEEK: 57, Grain.MONTH: 13, Grain.QUARTER: 5}


@dataclass(slots=True, eq=False)
class View:
    """The visitor's data, the Scope of the sidebar, what the data itself says, and the theme.

    `annotated` changes with the dated notes and the benchmarks that were written in the app. `taken` are the names of
    the widgets that this run has drawn, so that a metric shown twice gets two. `shown` are the page's cells under its
    `title`. `written` are the notes that stand on the page already, and `remarks` those that its foot will say: each
    is said once. `state` is what its parts share, as it was when the page was drawn. `trouble` says why no figure can
    be shown; then only what is loaded can be looked at. `is_usual_period` says that nobody chose the period: it moves
    on with the data. `notebook` is the name of the one that the page shows, where it shows one.
    """

    workspace: Workspace
    scope: Scope
    span: Span
    theme: Theme
    annotated: str = ""
    taken: set[str] = field(default_factory=set)
    title: str = ""
    shown: list[Cell | Text] = field(default_factory=list)
    written: set[str] = field(default_factory=set)
    remarks: dict[str, None] = field(default_factory=dict)
    state: tuple[object, ...] = ()
    trouble: str = ""
    is_usual_period: bool = False
    notebook: str | None = None

    @property
    def resolved(self) -> Scope:
        """The Scope with every date filled in."""
        return self.scope.resolved(self.span)

    @property
    def year(self) -> Scope:
        """What moved is summed over: the period that is shown; where nobody chose it, without its first, which is
        there to be compared with."""
        start = self.scope.start
        if not self.is_usual_period or start is None:
            return self.scope
        calendar = self.scope.with_calendar(self.span).calendar
        return replace(self.scope, start=add_periods(start, 1, calendar.grain))

    def key(self, name: str) -> str:
        """A key for a widget: `name`, with a number where the page has it already."""
        key, number = name, 1
        while key in self.taken:
            number += 1
            key = f"{name}~{number}"
        self.taken.add(key)
        return key

    def unwritten(self, notes: Iterable[str]) -> list[str]:
        """Those of the notes that the page does not have yet; from now on it has them."""
        fresh = [text for text in dict.fromkeys(notes) if text not in self.written]
        self.written.update(fresh)
        return fresh

    def has_written(self, days: Sequence[str]) -> bool:
        """Whether the page's notes hold all of these dated notes already; no for none."""
        return bool(days) and all(any(day in note for note in self.written) for day in days)
