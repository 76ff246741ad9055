"""Fill the disk at every kind of write: nothing is torn, the cause is named, and the same works when there is room.

`python -m bench.faults.full_disk 100` does so a hundred times, in a process whose files may not grow past a size that
is drawn each time; `100 1 FOLDER` on the small disk (a tmpfs of its own, say of 80 MB) that FOLDER is.
"""

from __future__ import annotations

import contextlib
import random
import resource
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

from bench.faults.company import NOON, NOTEBOOKS, SCOPE, answers_of, figures, lines, take_in
from bench.faults.forked import answer
from bench.faults.kills import KEY, MARCH, OWNER, SPAN, share
from csm_core.backups.backup import back_up, restore
from csm_core.backups.shelf import BackupShelf
from csm_core.closing.closing import close_month
from csm_core.engines.workspace_unusable import WorkspaceUnusable
from csm_core.facts.build import built_facts
from csm_core.metrics.framework.registry import registry
from csm_core.privacy.everywhere import erase_everywhere
from csm_core.privacy.subject import subject_of
from csm_core.snapshot.vault import Vault
from csm_core.store.audit_log import AuditLog
from csm_core.store.saved import Saved
from csm_core.store.tenancies import Tenancies
from csm_core.store.tenancy import Role
from csm_core.store.workspace import Workspace

_FEW, _MANY = 300, 20_000
# More than the log takes without a word.
_TEXT = "word " * 100_000


def _load(folder: Path) -> None:
    take_in(Workspace.open(folder / "team.duckdb"), lines(_FEW, _MANY))


def _facts(folder: Path) -> None:
    workspace = Workspace.open(folder / "team.duckdb")
    with workspace.writing() as cursor:
        cursor.execute("delete from meta.notes where key = 'facts'")
    built_facts(workspace)


def _save(folder: Path) -> None:
    Saved(Workspace.open(folder / "team.duckdb"), NOTEBOOKS).put("Large", _TEXT, NOON)


def _close(folder: Path) -> None:
    close_month(Workspace.open(folder / "team.duckdb"), SCOPE, SPAN, MARCH, {}, NOON)


def _share(folder: Path) -> None:
    workspace = Workspace.open(folder / "team.duckdb")
    Vault(folder / "snapshots").put("token", lambda path: share(workspace, path))


def _let_in(folder: Path) -> None:
    register = Tenancies(folder / "host")
    for number in range(200):
        register.let_in(KEY, OWNER, f"{number}@example.com", Role.VIEWER)


def _back_up(folder: Path) -> None:
    back_up(folder / "team.duckdb", folder / "new.duckdb")


def _restore(folder: Path) -> None:
    restore(folder / "team.duckdb", folder / "backup.duckdb")


def _erase(folder: Path) -> None:
    workspace = Workspace.open(folder / "team.duckdb")
    shelf, log = BackupShelf(folder / "backups"), AuditLog(folder / "audit.jsonl")
    erase_everywhere(workspace, subject_of(workspace, "A7"), Vault(folder / "snapshots"), shelf, log)


WRITES: dict[str, Callable[[Path], None]] = {
    "load": _load,
    "snapshot": _share,
    "restore": _restore,
    "notebook": _save,
    "erase": _erase,
    "backup": _back_up,
    "facts": _facts,
    "closed month": _close,
    "membership": _let_in,
}
# What these write goes into the file itself, which is there already; all others begin a file, or the log.
_INTO_THE_FILE = ("load", "facts", "erase")


def prepared(folder: Path) -> None:
    """A workspace, its backup and a host's register, all closed."""

    def fill() -> None:
        workspace = Workspace.open(folder / "team.duckdb")
        take_in(workspace, lines(0, _FEW), answers_of(40))
        Tenancies(folder / "host").create(OWNER, "Team", KEY, NOON - timedelta(hours=1))
        for opened in list(Workspace._open.values()):
            opened.close()
        back_up(folder / "team.duckdb", folder / "backup.duckdb")

    given = answer(fill)
    assert given is None, given


def write_once(name: str, folder: Path, before: list[object], room: int, disk: bool) -> str:
    """Write where there is only so much room; what became of it, 'done' or 'refused'.

    Raises AssertionError where a figure, a load or a document is not as before a refusal, where no cause is named, or
    where the same can't be done once there is room again.
    """
    with _little_room(folder, room) if disk else contextlib.nullcontext():
        given = answer(partial(_write, name, folder, None if disk else room))
    is_named = isinstance(given, WorkspaceUnusable) and ("disk is full" in str(given) or "no room" in str(given))
    assert given is None or is_named, f"{name}: {given!r}"
    left = answer(partial(figures, folder / "team.duckdb"))
    assert isinstance(left, list), f"{name}: {left!r}"
    assert given is None or left == before or name == "erase", f"{name}: refused, and yet another state"
    again = None if given is None else answer(partial(_write_again, name, folder))
    assert again is None, f"{name} again: {again!r}"
    rest = [file.name for file in folder.rglob("*.part*")]
    assert not rest, f"{name}: {rest} is left"
    return "done" if given is None else "refused"


def _write(name: str, folder: Path, room: int | None) -> None:
    if room is not None:
        there = (folder / "team.duckdb").stat().st_size if name in _INTO_THE_FILE else 0
        resource.setrlimit(resource.RLIMIT_FSIZE, (there + room, resource.RLIM_INFINITY))
    WRITES[name](folder)


def _write_again(name: str, folder: Path) -> None:
    (folder / "new.duckdb").unlink(missing_ok=True)
    if name == "erase":
        return  # who was erased is not there any more; what is left to do is another test's
    WRITES[name](folder)


@contextlib.contextmanager
def _little_room(folder: Path, room: int) -> Iterator[None]:
    """Fill the disk that the folder is on, but for so many bytes."""
    filler = folder.parent / "filler"
    with filler.open("wb") as file:
        left = shutil.disk_usage(folder).free - room
        while left > 0:
            left -= file.write(bytes(min(left, 1 << 20)))
    try:
        yield
    finally:
        filler.unlink()


def main(count: int, seed: int, disk: Path | None) -> None:
    """Print how often which write was done and refused; the first fault ends it."""
    registry()  # imported once, for all that are forked
    draw, outcomes = random.Random(seed), Counter[tuple[str, str]]()
    with tempfile.TemporaryDirectory() as whole:
        prepared(Path(whole))
        before = answer(partial(figures, Path(whole) / "team.duckdb"))
        assert isinstance(before, list), before
        for number in range(count):
            name = list(WRITES)[number % len(WRITES)]
            with tempfile.TemporaryDirectory(dir=disk) as folder:
                shutil.copytree(whole, Path(folder) / "copy")
                room = int(10 ** draw.uniform(3, 6.3))
                outcome = write_once(name, Path(folder) / "copy", before, room, disk is not None)
                outcomes[name, outcome] += 1
    for (name, outcome), times in sorted(outcomes.items()):
        print(f"{name:14} {outcome:8} {times:5}")


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(given[0]), int(given[1]) if given[1:] else 1, Path(given[2]) if given[2:] else None)
