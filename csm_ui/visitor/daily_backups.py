"""What a round of the caretaker does for the workspace files of this host: daily backups, and unfinished erasing."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from csm_core.backups.shelf import BackupShelf
from csm_core.engines.workspace_unusable import WorkspaceUnusable
from csm_core.privacy.everywhere import finish_erasing
from csm_ui.visitor.app_folder import APP_FOLDER
from csm_ui.visitor.hosting import Hosting
from csm_ui.visitor.opened import tenancies, vault


def back_up_daily(hosting: Hosting, now: datetime) -> tuple[int, int]:
    """Back up every workspace that changed since its latest backup, at most once a day; delete those of former days.

    The backups of a workspace that was deleted go with the next round. Returns how many backups were made and how
    many failed. `now` is UTC without a zone.
    """
    if hosting.is_private or not hosting.backup_days:
        return 0, 0
    shelf = BackupShelf(hosting.backups_folder.resolve())
    made = failed = 0
    paths = _paths(hosting)
    for path in paths:
        if shelf.is_due(path, now):
            try:
                shelf.add(path, now, _in_another_process)
                made += 1
            except (OSError, subprocess.SubprocessError):
                failed += 1
                continue  # the former ones stay
        shelf.prune(path, now - timedelta(days=hosting.backup_days))
    for stem in shelf.workspaces() - {path.stem for path in paths} if hosting.workspaces else ():
        shelf.forget(stem)
    return made, failed


def finish_erasures(hosting: Hosting) -> int:
    """Go on with what was to be erased when the app was killed or the disk was full; how many have still to wait."""
    waiting = 0
    for path in [] if hosting.is_private else _paths(hosting):
        try:
            finish_erasing(path, vault(hosting))
        except WorkspaceUnusable:
            waiting += 1
    return waiting


def _paths(hosting: Hosting) -> list[Path]:
    if hosting.workspaces:
        return tenancies(hosting).files()
    return [hosting.workspace.resolve()] if hosting.workspace else []


def _in_another_process(path: Path, out: Path) -> None:
    """`csm backup`: this process would let go of its own lock on the file if it read it."""
    command = [sys.executable, "-m", "csm_core", "backup", str(path), str(out)]
    subprocess.run(command, cwd=APP_FOLDER, check=True, capture_output=True)  # noqa: S603 - our own program
