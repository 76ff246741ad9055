"""Vault: the folder of a host's snapshots, found by their tokens alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from csm_core.codec import Codec, Record, Unreadable
from csm_core.engines.file_trouble import cause_in_file
from csm_core.engines.workspace_unusable import WorkspaceUnusable
from csm_core.errors import SnapshotGone
from csm_core.snapshot.shared import TERMS, Shared
from csm_core.snapshot.terms import Terms
from csm_core.store.workspace import Workspace
from csm_core.store.workspace_file import delete_workspace


class _End(Record, frozen=True):
    """Why a link opens nothing: the day on which it expired, or None where it was taken back."""

    expired_on: str | None


_END = Codec.of(_End, version=1)


class Vault:
    """Files are named after a digest of the token, so that nobody who lists the folder learns a link."""

    def __init__(self, folder: Path) -> None:
        """Raises WorkspaceUnusable where there is no folder and none can be made."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cause_in_file(error, folder) or WorkspaceUnusable.of_disk(folder.name) from error
        self._folder = folder
        # Terms never change: each file is opened once to read them.
        self._expiries: dict[str, datetime] = {}

    @staticmethod
    def mark(token: str) -> str:
        """What stands for a token where it must not be kept: whoever shared it revokes by this."""
        return sha256(token.encode()).hexdigest()

    def put(self, token: str, write: Callable[[Path], None]) -> str:
        """Let `write` make the file of a token; the token's mark. Half a file never stands under it."""
        mark = self.mark(token)
        unfinished = self._folder / f"{mark}.part"
        unfinished.unlink(missing_ok=True)
        try:
            write(unfinished)
            unfinished.replace(self._file(mark))
        finally:
            for rest in self._folder.glob(f"{mark}.part*"):
                rest.unlink(missing_ok=True)
        return mark

    def open(self, token: str, now: datetime) -> Shared:
        """The snapshot of a token.

        Raises
        ------
        SnapshotGone
            When there is none, or it expired, was taken back, or is damaged.
        """
        mark = self.mark(token)
        self._raise_if_gone(mark)
        if not self._file(mark).exists():
            raise SnapshotGone.unknown()
        try:
            shared = Shared.of(Workspace.open(self._file(mark)))
        except WorkspaceUnusable as error:
            raise SnapshotGone.damaged() from error
        if shared.terms.expires_at <= now:
            self._let_go(mark, shared.terms.expires_at.date().isoformat())
            self._raise_if_gone(mark)
        return shared

    def revoke(self, mark: str) -> None:
        """Delete the snapshot of that mark; its link says so from now on."""
        if self._file(mark).exists():
            self._let_go(mark, None)

    def sweep(self, now: datetime) -> int:
        """Delete what has expired; how many."""
        gone = 0
        for path in sorted(self._folder.glob("*.duckdb")):
            try:
                expires_at = self._expiries.get(path.stem) or Terms.read(Workspace.open(path).note(TERMS)).expires_at
            except (SnapshotGone, WorkspaceUnusable):
                continue  # its link says what is wrong with it
            self._expiries[path.stem] = expires_at
            if expires_at <= now:
                self._let_go(path.stem, expires_at.date().isoformat())
                gone += 1
        return gone

    def _raise_if_gone(self, mark: str) -> None:
        grave = self._folder / f"{mark}.gone"
        if grave.exists():
            end = _END.decode(grave.read_text("utf-8"))
            if isinstance(end, Unreadable):
                raise SnapshotGone.damaged()
            raise SnapshotGone.expired(end.expired_on) if end.expired_on else SnapshotGone.revoked()

    def _let_go(self, mark: str, expired_on: str | None) -> None:
        # First the word, then the file: a crash in between still closes the link.
        (self._folder / f"{mark}.gone").write_text(_END.encode(_End(expired_on)), "utf-8")
        self._expiries.pop(mark, None)
        delete_workspace(self._file(mark))

    def _file(self, mark: str) -> Path:
        return self._folder / f"{mark}.duckdb"
