"""Without JavaScript: what the session holds, and what exact values and a hostile client can do to it."""

from __future__ import annotations

import json
import struct
import zlib

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from csm_core.scoring.bands import Cutoffs
from csm_core.scoring.components import COMPONENTS
from csm_core.scoring.weights import MissingRule
from csm_ui.health.board.exact_values import _as_text, field_key
from csm_ui.health.board.weights_board import _take
from csm_ui.health.board.wire import Against, Board, pack

KEY, WEIGHTS = "board", "health.weights"


def page() -> None:
    import numpy as np
    import streamlit as st

    from csm_core.scoring.bands import Cutoffs
    from csm_core.scoring.components import COMPONENTS
    from csm_core.scoring.weights import MissingRule
    from csm_ui.health.board import Against, Board, exact_values, weights_board

    matrix = np.array([[1000, 0], [300, 700]], dtype=np.uint16)
    cents = np.array([100.0, np.nan])
    against = Against("Saved", (50, 50), Cutoffs(), np.array([500, 500], dtype=np.uint16))
    board = Board(COMPONENTS[:2], matrix, cents, "EUR", against, (), Cutoffs(), MissingRule.REWEIGHT)
    weights = weights_board(board, key="board", weights_key="health.weights")
    exact_values(board.components, key="board", weights_key="health.weights")
    st.text(f"weights {weights}")


def run() -> AppTest:
    app = AppTest.from_function(page).run()
    assert not app.exception
    return app


def fields(app: AppTest) -> list[int | float | None]:
    return [app.number_input(key=field_key(KEY, component.id)).value for component in COMPONENTS[:2]]


def test_the_saved_weights_hold_until_something_changes_them() -> None:
    app = run()
    assert app.text[0].value == "weights (50, 50)"
    assert fields(app) == [50, 50]


def test_an_exact_value_sets_the_weights_and_the_board_is_asked_to_follow() -> None:
    app = run()
    before = app.session_state[f"{KEY}.revision"]
    app.number_input(key=field_key(KEY, "usage_trend")).set_value(80).run()
    assert not app.exception
    assert app.text[0].value == "weights (80, 50)"
    assert app.session_state[f"{KEY}.revision"] != before


def test_weights_put_into_the_session_reach_the_fields() -> None:
    app = run()
    app.session_state[WEIGHTS] = (7, 9)
    app.run()
    assert not app.exception
    assert fields(app) == [7, 9]


def test_the_last_weight_above_zero_can_not_be_taken_away() -> None:
    app = run()
    app.number_input(key=field_key(KEY, "usage_trend")).set_value(0).run()
    app.number_input(key=field_key(KEY, "usage_frequency")).set_value(0).run()
    assert not app.exception
    assert app.text[0].value == "weights (0, 50)"
    assert fields(app) == [0, 50]
    assert "at least one component" in app.warning[0].value


@pytest.mark.parametrize("broken", [(1,), (0, 0), (50, 101), "50-50", None])
def test_weights_that_can_not_be_used_give_way_to_the_saved_ones(broken: object) -> None:
    app = AppTest.from_function(page)
    app.session_state[WEIGHTS] = broken
    app.run()
    assert not app.exception
    assert app.text[0].value == "weights (50, 50)"


def test_a_name_from_a_file_is_no_markdown_in_a_label() -> None:
    assert _as_text("**A** [b](http://c) :red[d] Größe 5") == (r"\*\*A\*\* \[b\]\(http\:\/\/c\) \:red\[d\] Größe 5")


def small_board() -> Board:
    matrix = np.array([[1000, 0, 65535], [300, 700, 65535]], dtype=np.uint16)
    against = Against("Saved", (50, 50, 0), Cutoffs(40, 70), np.array([500, 500], dtype=np.uint16))
    cents = np.array([100.0, np.nan])
    return Board(COMPONENTS[:3], matrix, cents, "EUR", against, (), Cutoffs(40, 70), MissingRule.NEUTRAL)


@pytest.mark.parametrize(
    "sent", [None, "x", {"a": 1}, [1, 2], [0, 0, 0], [1, 2, 101], [1, 2, -1], [1, 2, 3.5], [True, 1, 1], [[1], 1, 1]]
)
def test_what_a_client_sends_is_refused_unless_it_is_weights(monkeypatch: pytest.MonkeyPatch, sent: object) -> None:
    session: dict[str, object] = {
        KEY: {"weights": sent},
        WEIGHTS: (50, 50, 0),
        f"{KEY}.revision": "a",
        f"{KEY}.shown": ((50, 50, 0), (50, 50, 0)),
    }
    monkeypatch.setattr(st, "session_state", session)
    calls: list[int] = []
    _take(small_board(), KEY, WEIGHTS, lambda: calls.append(1))
    assert session[WEIGHTS] == (50, 50, 0)
    assert isinstance(session[f"{KEY}.refused"], str)
    assert f"{KEY}.revision" not in session  # so that the board is asked to show what holds
    assert calls == []


def test_what_the_board_sends_becomes_the_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    session: dict[str, object] = {
        KEY: {"weights": [1, 2, 3]},
        WEIGHTS: (50, 50, 0),
        f"{KEY}.revision": "a",
        f"{KEY}.shown": ((50, 50, 0), (50, 50, 0)),
    }
    monkeypatch.setattr(st, "session_state", session)
    calls: list[int] = []
    _take(small_board(), KEY, WEIGHTS, lambda: calls.append(1))
    assert session[WEIGHTS] == (1, 2, 3)
    assert session[f"{KEY}.shown"] == ((50, 50, 0), (1, 2, 3))
    assert session[f"{KEY}.revision"] == "a"  # the board has them already
    assert calls == [1]


def test_the_bytes_hold_the_header_and_every_array_where_it_says() -> None:
    packed = pack(small_board(), KEY, (1, 2, 3), "r")
    length, checksum = struct.unpack_from("<II", packed)
    assert checksum == zlib.crc32(packed[8:])
    header = json.loads(packed[8 : 8 + length])
    assert (header["weights"], header["saved"], header["revision"]) == ([1, 2, 3], [50, 50, 0], "r")
    assert [component["known"] for component in header["components"]] == [
        "known for all",
        "known for all",
        "known for none",
    ]
    matrix, cents, _ = header["arrays"]
    start = 8 + length
    assert (start % 8, matrix["offset"] % 8, cents["offset"] % 8) == (0, 0, 0)
    read = np.frombuffer(packed, dtype="<u2", count=matrix["count"], offset=start + matrix["offset"])
    assert read.tolist() == [1000, 300, 0, 700, 65535, 65535]  # one component after the other
    money = np.frombuffer(packed, dtype="<f8", count=cents["count"], offset=start + cents["offset"])
    assert money[0] == 100
    assert np.isnan(money[1])
