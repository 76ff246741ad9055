"""Erase a customer or a person wherever a workspace has left them: its file, its snapshots, its log, its backups."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from csm_core.backups.rewritten import rewrite
from csm_core.backups.shelf import BackupShelf
from csm_core.privacy.erase import Erased, erase
from csm_core.privacy.subject import Subject
from csm_core.snapshot.shares import SHARES
from csm_core.snapshot.vault import Vault
from csm_core.store.audit_log import AuditLog
from csm_core.store.saved import Saved
from csm_core.store.workspace import Workspace
from csm_core.text.plural import plural


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
    none can be said not to hold them.

    Raises
    ------
    NotAllowed, FactsUnbuildable, WorkspaceUnusable
        As `erase` and `rewrite`.
    """
    data = erase(workspace, subject)
    shares = Saved(workspace, SHARES)
    marks = [one.name for one in shares.all()]
    for mark in marks:
        vault.revoke(mark)
        shares.remove(mark)
    log.replace(subject.without("erased"))
    if workspace.path is None:
        return ErasedEverywhere(data, len(marks), 0, ())
    path = workspace.path
    rewrite(path)
    return ErasedEverywhere(data, len(marks), shelf.renew(path), _left(path))


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
