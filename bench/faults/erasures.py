"""Kill a process that erases a customer: nothing is torn, and what was left to do is done the next time.

`python -m bench.faults.erasures 50` does so as often, each time at another random instant.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from bench.faults.company import NOON, NOTEBOOKS, answers_of, lines, take_in
from bench.faults.forked import answer, started
from csm_core.backups.shelf import BackupShelf
from csm_core.metrics.framework.registry import registry
from csm_core.privacy.everywhere import erase_everywhere, finish_erasing
from csm_core.privacy.subject import subject_of
from csm_core.snapshot.shares import SHARES
from csm_core.snapshot.vault import Vault
from csm_core.store.audit_log import AuditLog
from csm_core.store.saved import Saved
from csm_core.store.workspace import Workspace
from csm_core.store.workspace_file import erasing_mark_of
from tests.workspaces import batch_of

_ACCOUNTS = 3_000
# Nobody else's id begins so: it stands in rows, in a notebook, and in the bytes of the file.
_WHO = "A1234"
_LONGEST_SECONDS = 0.7


def kill_once(folder: Path, seconds: float, is_late: bool) -> str:
    """Kill it so long after it began to erase (`is_late`: to write the file anew), and look at what it left; how far
    it had come.

    Raises AssertionError where something is torn, or where what is called erased is still there somewhere.
    """
    filled = answer(partial(_fill, folder))
    assert filled is None, filled
    process, ours = started(partial(_work, folder))
    assert ours.recv() == "begin"
    begun = folder / "team.duckdb.part" if is_late else erasing_mark_of(folder / "team.duckdb")
    while not begun.exists() and not ours.poll(0.001):
        pass
    is_done = ours.poll(seconds)
    process.kill()
    process.join()
    left = answer(partial(_look, folder))
    assert isinstance(left, str), left
    assert left == "erased" or not is_done
    return left


def _fill(folder: Path) -> None:
    workspace = Workspace.open(folder / "team.duckdb")
    accounts = batch_of("accounts", [{"account_id": f"A{number}"} for number in range(_ACCOUNTS)])
    take_in(workspace, accounts, lines(0, _ACCOUNTS), answers_of(40))
    Saved(workspace, NOTEBOOKS).put("Board", f"{_WHO} leaves", NOON)
    Vault(folder / "snapshots").put("token", lambda path: path.write_bytes(b"a snapshot"))
    Saved(workspace, SHARES).put(Vault.mark("token"), "{}", NOON)
    workspace.close()


def _work(folder: Path, progress: Connection) -> None:
    workspace = Workspace.open(folder / "team.duckdb")
    subject = subject_of(workspace, _WHO)
    vault, log = Vault(folder / "snapshots"), AuditLog(folder / "audit.jsonl")
    progress.send("begin")
    erase_everywhere(workspace, subject, vault, BackupShelf(folder / "backups"), log)
    progress.send("done")
    time.sleep(60)


def _look(folder: Path) -> str:
    """'untouched', 'erased', or 'finished' where the rest was done only now."""
    path, vault = folder / "team.duckdb", Vault(folder / "snapshots")
    was_open = erasing_mark_of(path).exists()
    finish_erasing(path, vault)
    assert not erasing_mark_of(path).exists()
    workspace = Workspace.open(path)
    rows = workspace.query("select count(*) as rows from canonical.subscriptions").column(0)[0].as_py()
    board = Saved(workspace, NOTEBOOKS).get("Board")
    assert board is not None
    assert rows in (_ACCOUNTS, _ACCOUNTS - 1), rows
    # All of it in one step: rows and texts.
    assert (_WHO in board.text) == (rows == _ACCOUNTS), (board.text, rows)
    workspace.close()
    assert not list(folder.glob("*.part*"))
    if rows == _ACCOUNTS:
        return "untouched"
    assert _WHO.encode() not in path.read_bytes()
    assert not list((folder / "snapshots").glob("*.duckdb"))
    return "finished" if was_open else "erased"


def main(count: int, seed: int) -> None:
    """Print how far it had come how often; the first fault ends it."""
    registry()  # imported once, for all that are forked
    draw, outcomes = random.Random(seed), Counter[str]()
    for number in range(count):
        with tempfile.TemporaryDirectory() as folder:
            outcomes[kill_once(Path(folder), draw.uniform(0, _LONGEST_SECONDS), number % 2 == 0)] += 1
    for outcome, number in outcomes.most_common():
        print(f"{outcome:10} {number:5}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
