"""Every title that a chart of the demo can say, as it was read aloud and approved.

A title that changes is read beside its chart first; `python -m tests.csm_core.notebook.test_titles` then writes the
list anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from csm_core import Workspace, registry
from csm_core.metrics.framework.declare import Shape
from csm_core.notebook.answered import answered
from csm_core.notebook.cell import Cell
from csm_core.notebook.drawn import picture_of
from csm_core.periods import Grain
from csm_core.scope import Compare, Scope
from tests.workspaces import demo_workspace

APPROVED = Path(__file__).with_name("titles.txt")
USUAL = Scope(start=date(2025, 9, 1), end=date(2026, 10, 1), compare=Compare.YEAR)
SCOPES = {
    "the last 13 months against a year ago": USUAL,
    "the same by Segment": replace(USUAL, split="Segment"),
    "all quarters against the one before, by Owner": Scope(grain=Grain.QUARTER, split="Owner"),
}


def titles(workspace: Workspace) -> Iterator[str]:
    """A heading a scope, and under it a line a metric that draws something."""
    for words, scope in SCOPES.items():
        yield f"== {words}"
        for metric in registry().values():
            if metric.shape is not Shape.TABLE:
                drawn = picture_of(answered(workspace, Cell(metric.id, scope=scope)), "light")
                if drawn is not None:
                    yield f"{metric.id} | {drawn.title}"


def test_titles_of_the_demo_are_those_that_were_read_and_approved() -> None:
    assert list(titles(demo_workspace())) == APPROVED.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    APPROVED.write_text("\n".join(titles(demo_workspace())) + "\n", encoding="utf-8")
