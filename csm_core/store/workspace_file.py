"""The files of one workspace: its own, the log that it is written ahead to, and what stands beside it."""

from __future__ import annotations

from pathlib import Path

from csm_core.store.witness import Witness
from csm_core.store.workspace import Workspace


def log_of(path: Path) -> Path:
    """What was written and has not gone into the file yet."""
    return path.with_name(f"{path.name}.wal")


def passing_logs_of(path: Path) -> tuple[Path, ...]:
    """What is there while the log goes into the file, or is being replayed."""
    return tuple(path.with_name(f"{path.name}.wal.{step}") for step in ("checkpoint", "recovery"))


def erasing_mark_of(path: Path) -> Path:
    """Stands there from before something is erased until none of the workspace's bytes holds it any more."""
    return path.with_name(f"{path.name}.erasing")


def delete_workspace(path: Path) -> None:
    """Delete a workspace with all that belongs to it; whoever has it open is told on the next question."""
    Workspace.let_go(path)
    for file in (path, log_of(path), *passing_logs_of(path), erasing_mark_of(path)):
        file.unlink(missing_ok=True)
    Witness(path).forget()
