"""The one answer cache: what was asked of a workspace is computed once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from typing import TypeVar

import pyarrow as pa

import csm_core
from csm_core import Result, Scope, Workspace
from csm_core.charts.picture import Picture
from csm_core.facts.queries.account_profile import account_names
from csm_core.metrics.asking.ask import context_of
from csm_core.metrics.framework.context import Context
from csm_core.metrics.framework.declare import Value
from csm_core.notebook.answered import Answered, Settings
from csm_core.notebook.answered import answered as made
from csm_core.notebook.drawn import picture_of
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View

T = TypeVar("T")


def remembered(workspace: Workspace, question: Hashable, make: Callable[[], T]) -> T:
    """`make()`, or what it gave when the same was asked of the same data before, by whoever looks at the workspace.
    Answers are shared: frozen."""
    while True:
        key, moments = ("screen", workspace.revision, question), workspace.state.moments
        value = workspace.recent.get(key, make)
        if (workspace.revision, workspace.state.moments) == (key[1], moments):
            return value
        # A load came into force meanwhile: what was made may be of its data, and must not stand for the earlier.
        workspace.recent.forget(key)


def from_context(
    view: View, metric: str, split: str | None, settings: Mapping[str, Value], make: Callable[[Context], T]
) -> T:
    """What `make` takes from a metric's context in the view's scope, remembered. `make` is a function by name."""
    workspace, scope = view.workspace, replace(view.scope, split=split)
    question = (make, metric, scope, tuple(sorted(settings.items())))
    return remembered(workspace, question, lambda: make(context_of(workspace, metric, scope, None, settings)))


def answer(view: View, cell: Cell) -> Result:
    """The Result of a cell."""
    return _answer(view.workspace, *_question(view, cell))


def rows(view: View, cell: Cell) -> pa.Table:
    """The rows behind a cell's answer."""
    return _rows(view.workspace, *_question(view, cell))


def answered(view: View, cell: Cell) -> Answered:
    """A cell's answer with all that it takes to show it."""
    asked_cell = cell.asked(view.scope, view.span)
    question = ("answered", replace(asked_cell, note=""), view.annotated)
    kept = remembered(view.workspace, question, lambda: made(view.workspace, asked_cell, _answer, _rows))
    return replace(kept, cell=asked_cell)


def picture(view: View, cell: Cell) -> Picture | None:
    """The picture of a cell's answer, in the reader's theme; None where there is nothing to draw."""
    question = ("picture", view.theme, replace(cell.asked(view.scope, view.span), note=""))
    return remembered(
        view.workspace, (*question, view.annotated), lambda: picture_of(answered(view, cell), view.theme)
    )


def known_accounts(view: View) -> Mapping[str, str]:
    """Account id → name of all that counts as a customer in this view, in the order of names."""
    roll_up = view.scope.roll_up
    return remembered(view.workspace, ("names", roll_up), lambda: account_names(view.workspace, roll_up))


def _question(view: View, cell: Cell) -> tuple[str, Scope | None, str | None, Settings]:
    # The Scope is not resolved here: together with the data's fingerprint it says the same.
    asked_cell = cell.asked(view.scope, view.span)
    return asked_cell.metric, asked_cell.scope, asked_cell.variant, dict(asked_cell.settings)


def _answer(
    workspace: Workspace, metric: str, scope: Scope | None, variant: str | None, settings: Settings | None
) -> Result:
    question = (metric, scope, variant, tuple(sorted((settings or {}).items())))
    return remembered(
        workspace, ("answer", *question), lambda: csm_core.ask(workspace, metric, scope, variant, settings)
    )


def _rows(
    workspace: Workspace, metric: str, scope: Scope | None, variant: str | None, settings: Settings | None
) -> pa.Table:
    question = (metric, scope, variant, tuple(sorted((settings or {}).items())))
    return remembered(
        workspace, ("rows", *question), lambda: csm_core.rows_behind(workspace, metric, scope, variant, settings)
    )
