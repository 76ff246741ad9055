"""Kill a process that loads, closes, saves and shares: nothing that it called done is lost, and nothing is torn.

`python -m bench.faults.kills 200` does so as often, each time at another random instant.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from datetime import date, timedelta
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from bench.faults.company import NOON, NOTEBOOKS, SCOPE, answers_of, lines, take_in
from bench.faults.forked import answer, started
from csm_core.closing.closing import close_month, closed_months
from csm_core.facts.build import definitions
from csm_core.metrics.asking.ask import ask
from csm_core.metrics.framework.registry import registry
from csm_core.notebook.cell import Cell
from csm_core.notebook.notebook import Notebook
from csm_core.scope import Span
from csm_core.snapshot.disclosure import Disclosure
from csm_core.snapshot.take import take_snapshot
from csm_core.snapshot.terms import Terms
from csm_core.snapshot.vault import Vault
from csm_core.store.saved import Saved
from csm_core.store.tenancies import Tenancies
from csm_core.store.tenancy import Role
from csm_core.store.workspace import Workspace

FEW, MANY = 20, 500
_STEPS = 8
MARCH = date(2024, 3, 1)
SPAN = Span(date(2024, 1, 1), date(2024, 4, 10), "EUR")
KEY, OWNER = "0123456789abcdef", "ann@example.com"


def kill_once(folder: Path, steps: int, seconds: float) -> str:
    """Let a process take so many steps, kill it so long after the last of them, and look at what it left.

    Returns during which step it was killed. Raises AssertionError where something is torn or lost.
    """
    process, ours = started(partial(_work, folder))
    done = [ours.recv() for _ in range(1 + steps)]
    time.sleep(seconds)
    process.kill()
    process.join()
    try:
        while True:
            done.append(ours.recv())
    except EOFError:
        pass
    seen = answer(partial(_look, folder, done))
    if seen is not None:
        raise AssertionError(f"after {done[-1]}: {seen!r}")
    return f"after {done[-1][0]}"


def _work(folder: Path, progress: Connection) -> None:
    """One step after the other, for as long as it lives; each is told when it is done."""
    workspace = Workspace.open(folder / "team.duckdb")
    register, vault = Tenancies(folder / "host"), Vault(folder / "snapshots")
    take_in(workspace, lines(0, FEW), answers_of(8))
    register.create(OWNER, "Team", KEY, NOON)
    progress.send(("begin", 0))
    for turn in range(1, 1000):
        (load_id,) = take_in(workspace, lines(FEW, MANY))
        progress.send(("load", turn))
        Saved(workspace, NOTEBOOKS).put("Board", f"turn {turn}", NOON)
        progress.send(("save", turn))
        close_month(workspace, SCOPE, SPAN, MARCH, {}, NOON + timedelta(minutes=turn))
        progress.send(("close", turn))
        vault.put(f"token {turn}", lambda path: share(workspace, path))
        progress.send(("share", turn))
        register.let_in(KEY, OWNER, f"{turn}@example.com", Role.VIEWER)
        progress.send(("member", turn))
        workspace.undo(load_id)
        progress.send(("undo", turn))


def share(workspace: Workspace, path: Path) -> None:
    """Write a snapshot of one figure."""
    terms = Terms(
        title="Board",
        made_at=NOON,
        expires_at=NOON + timedelta(days=30),
        fingerprint=workspace.fingerprint,
        definitions=definitions(),
        scope=SCOPE,
        span=SPAN,
        splits=(),
        names=False,
        comments=False,
    )
    cells = [Cell("mrr", scope=SCOPE)]
    take_snapshot(workspace, Notebook.of("Board", cells), terms, Disclosure(False, False, (), b"salt"), path)


def _look(folder: Path, done: list[tuple[str, int]]) -> None:
    turns = dict(done)
    workspace = Workspace.open(folder / "team.duckdb")
    # All of a load or none, with facts of the same rows; and the last that was called done is there.
    accounts = workspace.row_counts()["subscriptions"]
    is_loaded, is_undone = turns.get("load", 0), turns.get("undo", 0)
    expected = {FEW + MANY} if is_loaded > is_undone else {FEW}
    if done[-1][0] in ("begin", "undo", "member"):  # what came next may have been done, and not been told any more
        expected = {FEW, FEW + MANY}
    assert accounts in expected, (accounts, done[-1])
    rows = ask(workspace, "mrr", SCOPE).table.to_pylist()
    assert rows[-1]["value"] == 10 * accounts, (rows[-1], accounts)
    board = Saved(workspace, NOTEBOOKS).get("Board")
    saved = 0 if board is None else board.version
    assert saved in (turns.get("save", 0), turns.get("save", 0) + 1), (saved, done[-1])
    assert board is None or board.text == f"turn {saved}"
    assert len(closed_months(workspace)) >= (1 if "close" in turns else 0)
    take_in(workspace, lines(FEW + MANY, 1))  # it is not only readable
    assert workspace.row_counts()["subscriptions"] == accounts + 1
    workspace.close()
    for turn in range(1, turns.get("share", 0) + 1):
        notebook = Vault(folder / "snapshots").open(f"token {turn}", NOON).notebook()
        assert notebook.entries[0].frozen is not None
    members = Tenancies(folder / "host").of_member(KEY, OWNER).members
    assert len(members) - 1 in (turns.get("member", 0), turns.get("member", 0) + 1)
    for opened in list(Workspace._open.values()):
        opened.close()


def main(count: int, seed: int) -> None:
    """Print after which step how many were killed; the first fault ends it."""
    registry()  # imported once, for all that are forked
    draw = random.Random(seed)
    killed: Counter[str] = Counter()
    for _ in range(count):
        with tempfile.TemporaryDirectory() as folder:
            steps, seconds = draw.randrange(_STEPS), draw.uniform(0, 0.3)
            killed[kill_once(Path(folder), steps, seconds)] += 1
    for step, number in killed.most_common():
        print(f"killed {step:16} {number:5}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
