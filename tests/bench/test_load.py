"""The app as a server: every visitor gets her own alone, and a stop from outside loses nothing."""

from __future__ import annotations

import signal
from contextlib import closing
from pathlib import Path

from websockets.exceptions import ConnectionClosed

from bench.load.isolation import isolation, lines_of
from bench.load.served import served
from bench.load.visitor import Visitor
from csm_core.store.workspace import Workspace


def test_visitors_at_once_are_sent_their_own_customers_figures_and_files_alone(tmp_path: Path) -> None:
    with served(tmp_path, CSM_THREADS="1") as server:
        seen = isolation(server.address, visitors=3, rounds=1, pages=("",))
    assert (seen.visits, seen.strangers) == (3, ())
    assert seen.downloads >= 3


def test_a_server_that_is_told_to_stop_ends_its_visits_and_keeps_what_was_loaded(tmp_path: Path) -> None:
    path = tmp_path / "team.duckdb"
    with served(tmp_path, CSM_WORKSPACE=str(path), CSM_BACKUP_DAYS="0", CSM_THREADS="1") as server:
        with closing(Visitor(server.address)) as visitor:
            visitor.open("data")
            visitor.upload("exports.0", "lines.csv", lines_of(1, 1))
            visitor.turn("load_files", 1)
            server.process.send_signal(signal.SIGTERM)
            closed = None
            try:
                while True:
                    visitor.turn("grain", "quarter")
            except ConnectionClosed as error:
                closed = error.rcvd
            # Told in the protocol that the server goes away, not cut off.
            assert closed is not None
            assert closed.code in (1001, 1012)
        assert server.process.wait(timeout=60) in (0, -signal.SIGTERM)
        assert "Traceback" not in server.log.read_text("utf-8")
    workspace = Workspace.open(path)  # which refuses what is damaged
    assert workspace.row_counts() == {"subscriptions": 8}
    workspace.close()
