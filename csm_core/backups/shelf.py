"""The backups of one folder: when each was made, when the next one is due, and which have had their time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from csm_core.backups.backup import check
from csm_core.errors import CsmError
from csm_core.store.workspace_file import delete_workspace, log_of

_TIME = "%Y-%m-%d-%H%M%S"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: its file, and when it was made (UTC without a zone)."""

    path: Path
    made_at: datetime


class BackupShelf:
    """The backups of a folder, one file each, named after their workspace and their time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of(self, workspace: Path) -> list[Backup]:
        """The backups of a workspace, the latest first."""
        backups = []
        for path in self.folder.glob("*.duckdb"):
            name, _, moment = path.stem.rpartition(".")
            if name == workspace.stem and (made_at := _moment(moment)) is not None:
                backups.append(Backup(path, made_at))
        return sorted(backups, key=lambda one: one.made_at, reverse=True)

    def workspaces(self) -> set[str]:
        """The names (without extension) of the workspaces that have backups here."""
        return {path.stem.rpartition(".")[0] for path in self.folder.glob("*.duckdb")} - {""}

    def last_good(self, workspace: Path) -> Backup | None:
        """The latest backup that is whole; None where there is none."""
        for backup in self.of(workspace):
            try:
                check(backup.path)
            except CsmError:
                continue
            return backup
        return None

    def is_due(self, workspace: Path, now: datetime) -> bool:
        """Whether a workspace has changed since its latest backup, and none was made for a day.

        Backups of a time to come, made before a clock was set back, don't count.
        """
        if not workspace.is_file():
            return False
        if self._renewal(workspace).exists():
            return True
        latest = next((one.made_at for one in self.of(workspace) if one.made_at <= now), None)
        return latest is None or (now - latest >= _DAY and _changed_at(workspace) > latest)

    def add(self, workspace: Path, now: datetime, make: Callable[[Path, Path], object]) -> Path:
        """Have `make` write a backup of the workspace under a name of this time; where it stands."""
        self.folder.mkdir(parents=True, exist_ok=True)
        out = self.folder / f"{workspace.stem}.{now.strftime(_TIME)}.duckdb"
        make(workspace, out)
        if self._renewal(workspace).exists():
            for backup in self.of(workspace):
                if backup.path != out:
                    delete_workspace(backup.path)
            self._renewal(workspace).unlink()
        return out

    def renew(self, workspace: Path) -> int:
        """Have the next backup take the place of all that there are; how many.

        For what was erased from the workspace: it goes from the backups when the next one is made.
        """
        backups = self.of(workspace)
        if backups:
            self._renewal(workspace).touch()
        return len(backups)

    def _renewal(self, workspace: Path) -> Path:
        return self.folder / f"{workspace.stem}.renew"

    def prune(self, workspace: Path, since: datetime) -> int:
        """Delete the backups that were made before `since`, but for the latest of all; how many went."""
        old = [one for one in self.of(workspace)[1:] if one.made_at < since]
        for backup in old:
            delete_workspace(backup.path)
        return len(old)

    def forget(self, stem: str) -> None:
        """Delete all backups of a workspace that is no more."""
        for backup in self.of(Path(f"{stem}.duckdb")):
            delete_workspace(backup.path)


def folder_beside(workspace: Path) -> Path:
    """Where the backups of a workspace are kept unless somebody says otherwise."""
    return workspace.with_name(f"{workspace.stem}.backups")


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _TIME).replace(tzinfo=None)  # noqa: DTZ007 - UTC, as the store keeps times
    except ValueError:
        return None


def _changed_at(workspace: Path) -> datetime:
    """When the file or its log was last written to, by the system's clock."""
    files = [file for file in (workspace, log_of(workspace)) if file.exists()]
    latest = max(file.stat().st_mtime for file in files)
    return datetime.fromtimestamp(latest, UTC).replace(tzinfo=None)
