"""The weights of the health score: the live board, the exact values, and their place in the address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil

import numpy as np
import streamlit as st

from csm_core import CsmError, registry
from csm_core.metrics.asking.ask import context_of, missing_tables
from csm_core.metrics.framework.context import Context
from csm_core.metrics.framework.declare import Value
from csm_core.metrics.framework.what_to_load import what_to_load
from csm_core.metrics.health.components.fillable import fillable, unfilled_note
from csm_core.metrics.health.components.uploaded_numbers import ATTRIBUTES, attributes_text
from csm_core.metrics.health.what_if.scenario import Scenario
from csm_core.metrics.health.what_if.what_if import METRIC, SHARED, WhatIf, what_if
from csm_core.scoring.components import COMPONENTS
from csm_core.scoring.history import History
from csm_core.text.plural import plural
from csm_ui.exhibits.ask import remembered
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.standing import standing_settings
from csm_ui.health.board import Against, Board, Past, exact_values, weights_board
from csm_ui.health.board.presets import presets
from csm_ui.health.scenarios import scenarios
from csm_ui.visitor.address import choose, chosen
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.keys import Key
from csm_ui.visitor.view import View
from csm_ui.widgets.latest import latest
from csm_ui.widgets.plain import plain

_LIVE_ROWS = 60_000
"""Of the past so many rows are tried while a slider moves; of more, whole accounts are left out, and it is said."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What the page asks: the present score against a scenario."""

    answer: WhatIf
    scenario: Scenario


def weights_form(view: View) -> Asked | None:
    """Draw the scenarios, the board and the exact values; None, and a sentence, where there is nothing to weigh."""
    if METRIC not in registry():
        return None
    missing = missing_tables(view.workspace, registry()[METRIC])
    if missing:
        st.info(plain(what_to_load(missing)))
        return None
    scenario = scenarios(view)
    settings = dict(with_choices(Cell(METRIC)).settings)
    try:
        what_if_now = what_if(_context(view, settings), settings, dict(scenario.settings))
    except CsmError as error:
        st.warning(plain(f"{error} Remove it under 'Changed settings' on the left."))
        return None
    if what_if_now is None:
        st.info("No account in this scope has a score.")
        return None
    for sentence in unfilled_note(what_if_now.context):
        st.info(plain(sentence), icon=":material/add_circle:")
    st.session_state[Key.WEIGHTS] = what_if_now.now.choice.weights

    def write() -> None:
        take_weights(what_if_now, st.session_state[Key.WEIGHTS])

    board = latest("board", _of_board(what_if_now, scenario), lambda: _board(what_if_now, scenario))
    weights_board(board, key=Key.BOARD, weights_key=Key.WEIGHTS, on_commit=write)
    if what_if_now.leaving:
        count = plural(what_if_now.leaving, "account")
        st.caption(f"{count} that gave notice: leaving under any weights, and not counted here.")
    exact_values(board.components, key=Key.BOARD, weights_key=Key.WEIGHTS, on_commit=write)
    return Asked(what_if_now, scenario)


def _context(view: View, settings: dict[str, Value]) -> Context:
    shared = {name: value for name, value in settings.items() if name in SHARED}
    question = ("health", view.scope, tuple(shared.items()))
    return remembered(view.workspace, question, lambda: context_of(view.workspace, METRIC, view.scope, None, shared))


def take_weights(what_if: WhatIf, weights: tuple[int, ...]) -> None:
    """Put weights into the address, under the names of the command line. To be called in a callback."""
    standing = standing_settings()
    for component, weight, is_filled in zip(COMPONENTS, weights, fillable(what_if.context), strict=False):
        # What no data fills has no weight now, and its own once there is some.
        if not is_filled:
            continue
        name = f"weight.{component.id}"
        usual = standing.get(name, component.weight)
        if weight != usual or chosen(name) is not None:
            choose(name, None if weight == usual else str(weight))
    uploaded = what_if.components[len(COMPONENTS) :]
    if uploaded:
        weighed = zip(uploaded, weights[len(COMPONENTS) :], strict=True)
        choose(ATTRIBUTES.name, attributes_text(tuple(replace(one, weight=weight) for one, weight in weighed)))


def _of_board(what_if: WhatIf, scenario: Scenario) -> tuple[object, ...]:
    """All that the board shows but the weights: it weighs by itself, and is sent once for all of them."""
    now = what_if.now.choice
    return what_if.matrix, what_if.history, now.definitions, now.cutoffs, what_if.then.choice, scenario.name


def _board(what_if: WhatIf, scenario: Scenario) -> Board:
    now, then = what_if.now, what_if.then
    rows = _tried(what_if.history)
    past = _past(what_if, rows) if len(rows) else None
    return Board(
        components=what_if.components,
        matrix=now.today.tenths,
        mrr_cents=np.round(what_if.matrix.mrr * 100),
        currency=what_if.context.scope.currency or "",
        against=Against(
            scenario.name,
            then.choice.weights,
            then.choice.cutoffs,
            then.today.scores,
            then.past_scores[rows] if past else None,
            what_if.same_rules,
        ),
        presets=presets(what_if.components),
        cutoffs=now.choice.cutoffs,
        missing=now.choice.missing,
        past=past,
    )


def _tried(history: History) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The rows of the history that the browser tries: all, or those of every n-th account."""
    every = ceil(len(history.account) / _LIVE_ROWS)
    return np.flatnonzero(history.account % every == 0) if every > 1 else np.arange(len(history.account))


def _past(what_if: WhatIf, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Past:
    history = what_if.history
    count = len(history.days)
    label = f"Would it have warned? {count} past date{'' if count == 1 else 's'}, {history.horizon_days} days ahead"
    if len(rows) < len(history.account):
        label += f", tried on 1 in {ceil(len(history.account) / _LIVE_ROWS)} accounts"
    lost = history.lost[rows]
    losses = np.unique(lost[lost >= 0])
    return Past(
        label,
        np.asfortranarray(what_if.now.past[rows]),
        np.where(lost >= 0, np.searchsorted(losses, lost), -1).astype(np.int32),
        len(losses),
        history.account[rows],
        len(history.accounts),
    )
