"""Seats: how many visitors the app serves at once, and in which order the others wait for a place."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from weakref import ref

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from csm_ui.visitor.hosting import hosting
from csm_ui.visitor.keys import Key

LOOK_AGAIN_SECONDS = 10
# A tab whose network fails comes back within this; a waiting page that does not ask for so long is closed.
_AWAY_SECONDS = 60.0


@dataclass(slots=True, weakref_slot=True, eq=False)
class Seat:
    """A visit's claim to a place. It lives in the session, and is given up when that ends.

    Times are those of `time.monotonic`, in seconds. `left_at`: since when its page is closed; None while it is open.
    """

    session: str
    used_at: float
    left_at: float | None = None

    def is_given_up(
        self, idle_seconds: float, away_seconds: float, now: float, is_open: Callable[[str], bool]
    ) -> bool:
        """Whether nobody has done anything for so long, or its page has been closed for so long."""
        if is_open(self.session):
            self.left_at = None
        elif self.left_at is None:
            self.left_at = now
        return now - self.used_at > idle_seconds or (self.left_at is not None and now - self.left_at > away_seconds)


class Seats:
    """Who has a place and who waits, first come, first served."""

    def __init__(self, is_open: Callable[[str], bool]) -> None:
        """`is_open` says of a session whether a browser shows its page."""
        self._is_open = is_open
        self._lock = threading.Lock()
        self._taken: list[ref[Seat]] = []
        self._queue: list[ref[Seat]] = []

    def position(self, seat: Seat, most: int, idle_seconds: float, now: float) -> int:
        """Where the visit stands in the queue, from 1; 0 when it has one of the `most` places."""
        with self._lock:
            seat.used_at, seat.left_at = now, None
            self._taken = [one for one in self._taken if self._stays(one(), idle_seconds, now)]
            self._queue = [one for one in self._queue if self._stays(one(), _AWAY_SECONDS, now)]
            if any(one() is seat for one in self._taken):
                return 0
            if not any(one() is seat for one in self._queue):
                self._queue.append(ref(seat))
            while self._queue and len(self._taken) < most:
                self._taken.append(self._queue.pop(0))
            return next((number for number, one in enumerate(self._queue, 1) if one() is seat), 0)

    def _stays(self, seat: Seat | None, idle_seconds: float, now: float) -> bool:
        """Whether it still counts: its session lives, its page is open, and somebody does something there."""
        return seat is not None and not seat.is_given_up(idle_seconds, _AWAY_SECONDS, now, self._is_open)


def place_in_queue() -> int:
    """Where this visitor stands in the queue, from 1; 0 when she has a place.

    Raises
    ------
    BadValue
        When a setting of the host can't be used.
    """
    settings = hosting()
    seat = st.session_state.get(Key.SEAT)
    if not isinstance(seat, Seat):
        seat = Seat(session_of_run(), time.monotonic())
        st.session_state[Key.SEAT] = seat
    return _SEATS.position(seat, settings.most_visitors, 60.0 * settings.idle_minutes, time.monotonic())


def keep_seat() -> None:
    """Note that the visitor is doing something: a place that nobody uses goes to whoever waits for one."""
    seat = st.session_state.get(Key.SEAT)
    if isinstance(seat, Seat):
        seat.used_at = time.monotonic()


def session_of_run() -> str:
    """The session that this run belongs to; empty where there is none."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


def is_open(session: str) -> bool:
    """Whether a browser shows the page of that session; yes where nothing is served, as in tests."""
    return not runtime.exists() or runtime.get_instance().is_active_session(session)


_SEATS = Seats(is_open)
