"""Caretaker: a thread that lets go of what nobody uses, and deletes what may not be kept any longer."""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime, timedelta
from weakref import WeakKeyDictionary

from csm_core import Workspace
from csm_core.intake.kept_folder import sweep_leftovers
from csm_ui.visitor.daily_backups import back_up_daily, finish_erasures
from csm_ui.visitor.hosting import Hosting
from csm_ui.visitor.opened import tenancies, vault
from csm_ui.visitor.seats import Seat, is_open, session_of_run

_LOG = logging.getLogger("csm_ui")
_ROUND_SECONDS = 60.0
# Streamlit gives a browser that comes back within two minutes its session again; later it is another visit.
_AWAY_SECONDS = 150.0


_lock = threading.Lock()
_private: WeakKeyDictionary[Workspace, Seat] = WeakKeyDictionary()
_started = False


def in_use(workspace: Workspace) -> None:
    """Note that a private workspace is being used; from `idle_minutes` after its last use it is let go."""
    with _lock:
        _private[workspace] = Seat(session_of_run(), time.monotonic())


def start(hosting: Hosting) -> None:
    """Begin the rounds, once a process."""
    global _started
    with _lock:
        if _started:
            return
        _started = True
    threading.Thread(target=_rounds, args=(hosting,), name="caretaker", daemon=True).start()


def one_round(hosting: Hosting, seconds: float, now: datetime) -> None:
    """What one round does: close private workspaces that are idle or whose visit has ended, clear what killed
    processes left, go on with erasing that was cut short, delete files that nobody used for too long, and back up
    what changed.

    Parameters
    ----------
    seconds
        The clock of `time.monotonic`, by which idleness is measured.
    now
        UTC without a zone, as the store keeps times.
    """
    with _lock:
        idle_seconds = 60.0 * hosting.idle_minutes
        idle = [
            workspace
            for workspace, seat in _private.items()
            if seat.is_given_up(idle_seconds, _AWAY_SECONDS, seconds, is_open)
        ]
        for workspace in idle:
            del _private[workspace]
    for workspace in idle:
        workspace.close()
    sweep_leftovers()
    if hosting.snapshots_folder.is_dir():
        vault(hosting).sweep(now)
    if hosting.workspaces and hosting.retention_days:
        gone = tenancies(hosting).delete_unused(now - timedelta(days=hosting.retention_days))
        if gone:
            _LOG.info("%d workspaces deleted that nobody opened for %d days", len(gone), hosting.retention_days)
    waiting = finish_erasures(hosting)
    if waiting:
        _LOG.error("%d workspaces still hold what was erased: 'csm check' says why they can't be written", waiting)
    made, failed = back_up_daily(hosting, now)
    if made:
        _LOG.info("%d backups made", made)
    if failed:
        _LOG.error("%d backups could not be made: 'csm check' says why", failed)


def _rounds(hosting: Hosting) -> None:
    while True:
        time.sleep(_ROUND_SECONDS)
        try:
            one_round(hosting, time.monotonic(), datetime.now(UTC).replace(tzinfo=None))
        except Exception as error:  # the next round must come; the text of an error may hold data
            _LOG.error("a round of the caretaker failed: %s", type(error).__name__)
