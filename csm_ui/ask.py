"""The one answer cache: what was asked of a workspace is computed once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

import pyarrow as pa

import csm_core
from csm_core import Result, Scope, Workspace, metric_named
from csm_core.charts.chart import chart
from csm_core.charts.cohort_curves import cohort_curves
from csm_core.charts.look import Look
from csm_core.charts.picture import Picture
from csm_core.facts.account_profile import account_names
from csm_core.facts.annotations import annotations_of
from csm_core.metrics.declare import Shape, Value
from csm_core.metrics.shown_unit import shown_unit
from csm_ui.cell import Cell
from csm_ui.view import View

T = TypeVar("T")
_MOST = 400


class _Answers:
    """The latest answers of one workspace; they go when the workspace goes, so nobody else can ever see them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, object] = OrderedDict()

    def find(self, key: Hashable, make: Callable[[], object]) -> object:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return made


_answers: WeakKeyDictionary[Workspace, _Answers] = WeakKeyDictionary()
_lock = threading.Lock()


def remembered(workspace: Workspace, question: Hashable, make: Callable[[], T]) -> T:
    """`make()`, or what it gave when the same was asked of the same data before. Answers are shared: frozen."""
    with _lock:
        answers = _answers.setdefault(workspace, _Answers())
    return cast(T, answers.find((workspace.revision, question), make))


def answer(view: View, cell: Cell) -> Result:
    """The Result of a cell."""
    return remembered(view.workspace, ("answer", *_question(view, cell)), lambda: _ask(csm_core.ask, view, cell))


def rows(view: View, cell: Cell) -> pa.Table:
    """The rows behind a cell's answer."""
    return remembered(
        view.workspace, ("rows", *_question(view, cell)), lambda: _ask(csm_core.rows_behind, view, cell)
    )


def picture(view: View, cell: Cell) -> Picture | None:
    """The picture of a cell's answer, in the reader's theme; None where there is nothing to draw."""

    def draw() -> Picture | None:
        result = answer(view, cell)
        metric = metric_named(cell.metric)
        names = known_accounts(view.workspace) if metric.shape is Shape.ACCOUNTS else None
        unit = shown_unit(metric, result, cell.measure)
        look = Look(view.theme, result.scope.currency, unit)
        if cell.curves:
            return cohort_curves(result, look, name=metric.name, measure=cell.measure)
        return chart(
            result,
            metric.shape,
            look,
            name=metric.name,
            measure=cell.measure,
            annotations=annotations_of(view.workspace, result.scope, metric.id),
            account_names=names,
        )

    return remembered(
        view.workspace, ("picture", view.theme, cell.measure, cell.curves, *_question(view, cell)), draw
    )


def known_accounts(workspace: Workspace) -> Mapping[str, str]:
    """Account id → name, in the order of names."""
    return remembered(workspace, "names", lambda: account_names(workspace))


def _question(view: View, cell: Cell) -> tuple[str, str | None, tuple[tuple[str, Value], ...], Scope]:
    # The Scope is not resolved here: together with the data's fingerprint it says the same.
    return cell.metric, cell.variant, cell.settings, cell.scope or view.scope


def _ask(put: Callable[..., T], view: View, cell: Cell) -> T:
    return put(view.workspace, cell.metric, cell.scope or view.scope, cell.variant, dict(cell.settings))
