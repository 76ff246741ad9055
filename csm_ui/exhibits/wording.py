"""Figures of a page: the headline of a cell and its change."""

from __future__ import annotations

from dataclasses import replace

from csm_core.metrics.framework.what_to_load import what_to_load
from csm_core.notebook.figure import Figure
from csm_core.result import Result
from csm_ui.exhibits.ask import answered
from csm_ui.visitor.cell import Cell, Form
from csm_ui.visitor.view import View

__all__ = ["Figure", "figure", "whole"]


def whole(view: View, cell: Cell) -> Cell:
    """The cell asked of everybody in the filters together: a figure that stands alone is no segment's."""
    return replace(cell, scope=replace(cell.scope or view.scope, split=None), form=Form.FIGURE)


def figure(view: View, cell: Cell) -> Figure:
    """The headline of a cell and its change against the comparison period; whatever the split, it is the whole's."""
    return Figure.of(answered(view, whole(view, cell)))


def why_no_rows(result: Result, nobody: str) -> str:
    """Why a list of accounts is empty; `nobody` where the answer is known: an unknown one clears nobody."""
    if result.missing:
        return what_to_load(result.missing)
    reasons = [] if result.has_value else [row["note"] for row in result.rows() if row["note"]]
    return reasons[-1] if reasons else nobody
