"""A small company in a workspace file: what is asked of it before and after a fault."""

from __future__ import annotations

import os
import signal
from datetime import date, datetime
from pathlib import Path

from csm_core.errors import CsmError
from csm_core.facts.build import build_facts_in
from csm_core.intake.batch import Batch
from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from csm_core.store.saved import Saved
from csm_core.store.workspace import Cursor, Workspace
from tests.workspaces import LOADED_AT, batch_of

NOON = datetime.fromisoformat("2024-05-02T12:00")
SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 4, 1), as_of=date(2024, 4, 10), currency="EUR")
NOTEBOOKS = "notebook"


def lines(first: int, count: int, mrr: int = 10) -> Batch:
    """So many accounts at `mrr` EUR a month each."""
    rows = [
        {"account_id": f"A{number}", "start_date": "2024-01-05", "mrr": str(mrr), "currency": "EUR"}
        for number in range(first, first + count)
    ]
    return batch_of("subscriptions", rows, f"lines-{first}-{count}.csv")


def answers_of(count: int) -> Batch:
    """So many answers, the last of them in April, so that March is over."""
    rows = [
        {"account_id": f"A{number}", "responded_at": f"2024-0{1 + number % 4}-10", "score": "9", "survey_type": "nps"}
        for number in range(count)
    ]
    return batch_of("surveys", rows, f"answers-{count}.csv")


def take_in(workspace: Workspace, *batches: Batch) -> list[int]:
    """Load and build the facts, as the app does; the numbers of the loads."""

    def prove(cursor: Cursor) -> None:
        build_facts_in(cursor, workspace)

    return [load.load_id for load in workspace.load(batches, LOADED_AT, "add", prove=prove)]


def left_by_a_killed_process(path: Path) -> None:
    """Fill a workspace and die without closing it: some of it is in the file, and some in its log."""
    child = os.fork()
    if child == 0:
        workspace = Workspace.open(path)
        take_in(workspace, lines(0, 3000), answers_of(500))
        workspace.query("checkpoint")
        for number in range(8):
            Saved(workspace, NOTEBOOKS).put(f"Notebook {number}", f"{number} " * 200, NOON)
        take_in(workspace, lines(3000, 50))
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)


def figures(path: Path) -> list[object]:
    """Open a workspace and ask for figures, loads and documents; what it says.

    Raises
    ------
    CsmError
        When it is refused.
    """
    workspace = Workspace.open(path)
    try:
        given: list[object] = [[(load.load_id, load.file, load.rows_kept) for load in workspace.loads()]]
        given.append([(one.name, one.text, one.version) for one in Saved(workspace, NOTEBOOKS).all()])
        given.append(sorted(workspace.row_counts().items()))
        for metric in ("mrr", "nps"):
            try:
                given.append(ask(workspace, metric, SCOPE).table.to_pylist())
            except CsmError as error:
                if workspace.is_closed:
                    raise
                given.append(str(error))
        return given
    finally:
        workspace.close()
