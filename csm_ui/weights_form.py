"""The weights of the health score: the live board, the exact values, and their place in the address."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import streamlit as st

from csm_core import registry
from csm_core.metrics.ask import context_of, missing_tables
from csm_core.metrics.context import Context
from csm_core.metrics.health_matrix import HealthMatrix, health_matrix
from csm_core.metrics.health_settings import health_scores
from csm_core.scoring.components import COMPONENTS
from csm_core.scoring.weights import score
from csm_ui.address import choose, chosen
from csm_ui.ask import remembered
from csm_ui.board import Against, Board, Past, exact_values, weights_board
from csm_ui.board.presets import presets
from csm_ui.cell import Cell
from csm_ui.choices import with_choices
from csm_ui.keys import Key
from csm_ui.plain import plain
from csm_ui.trouble import guarded
from csm_ui.view import View

_HEALTH = "health_score"
# How far ahead the score is held to what came: the shortest time in which enough accounts left to judge by.
_HORIZONS_DAYS = (90, 180, 365)
_FEWEST_LOST = 10
_DEFAULTS = tuple(component.weight for component in COMPONENTS)


def weights_form(view: View) -> None:
    """The board over today's accounts and over those of some months ago, whose future is known."""
    if _HEALTH not in registry():
        return
    with guarded("the weights board"):
        missing = missing_tables(view.workspace, registry()[_HEALTH])
        if missing:
            st.info(plain(f"Load {' and '.join(missing)} to see this."))
            return
        cell = with_choices(Cell(_HEALTH))
        question = ("board", cell.settings, view.scope)
        board = remembered(view.workspace, question, lambda: _board(view, cell))
        if board is None:
            st.info("No account in this scope has a score.")
            return
        st.session_state[Key.WEIGHTS] = _weights_of_address()
        if board.past is None:
            st.caption(
                f"Whether the score would have warned can't be said: fewer than {_FEWEST_LOST} accounts left within "
                f"{_HORIZONS_DAYS[-1]} days of a day that the data covers."
            )
        weights_board(board, key=Key.BOARD, weights_key=Key.WEIGHTS, on_commit=_write)
        exact_values(board.components, key=Key.BOARD, weights_key=Key.WEIGHTS, on_commit=_write)


def _weights_of_address() -> tuple[int, ...]:
    given = dict(with_choices(Cell(_HEALTH)).settings)
    return tuple(int(given.get(f"weight.{one.id}", one.weight)) for one in COMPONENTS)


def _write() -> None:
    weights: tuple[int, ...] = st.session_state[Key.WEIGHTS]
    for component, weight in zip(COMPONENTS, weights, strict=True):
        name = f"weight.{component.id}"
        if weight != component.weight or chosen(name) is not None:
            choose(name, None if weight == component.weight else str(weight))


def _board(view: View, cell: Cell) -> Board | None:
    # The board weighs by itself: weights are left out, so that it is built once for all of them.
    settings = {name: value for name, value in cell.settings if not name.startswith("weight.")}
    context = context_of(view.workspace, _HEALTH, view.scope, cell.variant, settings)
    last = context.periods[-1:]
    if not last:
        return None
    day = min(last[0].end - timedelta(days=1), context.as_of)
    now = health_matrix(context, [day])
    if not now.account_ids:
        return None
    found = health_scores(context, now)
    past = _past(context, day, now)
    return Board(
        components=COMPONENTS,
        matrix=found.tenths,
        mrr_cents=_cents(now),
        currency=context.scope.currency or "",
        against=Against(
            "Usual weights",
            _DEFAULTS,
            found.cutoffs,
            score(found.tenths, _DEFAULTS, found.missing),
            None if past is None else score(past.matrix, _DEFAULTS, found.missing),
        ),
        presets=presets(COMPONENTS),
        cutoffs=found.cutoffs,
        missing=found.missing,
        past=past,
    )


def _past(context: Context, day: date, now: HealthMatrix) -> Past | None:
    """The accounts as they were known before, and which of them are gone by `day`; None where too few are."""
    here = set(now.account_ids)
    for days in _HORIZONS_DAYS:
        then = day - timedelta(days=days)
        past = health_matrix(context, [then])
        left = np.array([account not in here for account in past.account_ids], dtype=np.bool_)
        if left.sum() >= _FEWEST_LOST:
            label = f"Would it have warned? As of {then:%d %b %Y}, the {days} days after"
            lost = np.where(left, np.cumsum(left) - 1, -1).astype(np.int32)
            each = np.arange(len(left), dtype=np.int32)
            return Past(label, health_scores(context, past).tenths, lost, int(left.sum()), each, len(left))
    return None


def _cents(matrix: HealthMatrix) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.round(matrix.mrr * 100)
