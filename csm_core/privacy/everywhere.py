"""Erase a customer or a person wherever a workspace has left them: its file, its snapshots, its log, its backups."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from csm_core.backups.rewritten import rewrite
from csm_core.backups.shelf import BackupShelf
from csm_core.engines.file_trouble import cause_in_file
from csm_core.engines.workspace_unusable import WorkspaceUnusable
from csm_core.errors import CsmError
from csm_core.privacy.erase import Erased, erase
from csm_core.privacy.subject import Subject
from csm_core.snapshot.shares import SHARES
from csm_core.snapshot.vault import Vault
from csm_core.store.audit_log import AuditLog
from csm_core.store.saved import Saved
from csm_core.store.workspace import Workspace
from csm_core.store.workspace_file import erasing_mark_of
from csm_core.text.plural import plural

# One at a time in this process: whoever finishes what was cut short must not do so while it is still being done.
_ERASING = threading.Lock()


@dataclass(frozen=True, slots=True)
class ErasedEverywhere:
    """What went from the data, how many snapshots were taken back, and how many backups the next one replaces.

    `left` are files beside the workspace that may still hold the subject and are nobody's but the user's.
    """

    data: Erased
    snapshots: int
    backups: int
    left: tuple[str, ...]


def erase_everywhere(
    workspace: Workspace, subject: Subject, vault: Vault, shelf: BackupShelf, log: AuditLog
) -> ErasedEverywhere:
    """Erase a subject. The workspace is closed afterwards where it is a file, and is to be opened anew.

    Every snapshot of the workspace is taken back: it holds what it shares under names that nobody can trace, so that
    none can be said not to hold them. What a crash or a full disk leaves to do, once the rows are gone, does
    `finish_erasing`.

    Raises
    ------
    NotAllowed, FactsUnbuildable, WorkspaceUnusable
        As `erase` and `rewrite`.
    """
    path = workspace.path
    if path is None:
        return ErasedEverywhere(erase(workspace, subject), _take_back(workspace, vault), 0, ())
    with _ERASING:
        backups = _begin(path, shelf)
        log.replace(subject.without("erased"))
        try:
            data = erase(workspace, subject)
        except CsmError:
            erasing_mark_of(path).unlink(missing_ok=True)
            raise
        snapshots = _finish(workspace, path, vault)
    return ErasedEverywhere(data, snapshots, backups, _left(path))


def finish_erasing(path: Path, vault: Vault) -> bool:
    """Bring an end to what was cut short by a crash or a full disk after the rows had gone; whether there was any.

    Raises
    ------
    WorkspaceUnusable
        As `rewrite`; it is to be tried again later.
    """
    with _ERASING:
        if not erasing_mark_of(path).exists():
            return False
        _finish(Workspace.open(path), path, vault)
    return True


def _begin(path: Path, shelf: BackupShelf) -> int:
    """Note beside the file and its backups what is going to happen; how many backups the next one replaces."""
    try:
        erasing_mark_of(path).touch()
        return shelf.renew(path)
    except OSError as error:
        raise cause_in_file(error, path) or WorkspaceUnusable.of_disk(path.name) from error


def _finish(workspace: Workspace, path: Path, vault: Vault) -> int:
    """Take the snapshots back and write the file anew; how many snapshots there were."""
    snapshots = _take_back(workspace, vault)
    rewrite(path)
    erasing_mark_of(path).unlink(missing_ok=True)
    return snapshots


def _take_back(workspace: Workspace, vault: Vault) -> int:
    shares = Saved(workspace, SHARES)
    marks = [one.name for one in shares.all()]
    for mark in marks:
        vault.revoke(mark)
        shares.remove(mark)
    return len(marks)


def erased_words(erased: ErasedEverywhere) -> str:
    """What became of it, for whoever asked for it."""
    of_table = ", ".join(f"{name} {count:,}" for name, count in erased.data.rows.items())
    parts = [f"Erased for good, rows by table: {of_table or 'none'}."]
    if erased.snapshots:
        parts.append(f"{plural(erased.snapshots, 'snapshot')} taken back.")
    if erased.backups:
        parts.append(f"The next backup replaces {plural(erased.backups, 'older one')}.")
    if erased.left:
        parts.append(f"Delete these files yourself, they may still hold the data: {', '.join(erased.left)}.")
    return " ".join(parts)


def _left(path: Path) -> tuple[str, ...]:
    return tuple(sorted(file.name for file in path.parent.glob(f"{path.stem}.replaced-*")))
