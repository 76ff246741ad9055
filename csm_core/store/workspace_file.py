"""The files of one workspace: its own, the log that it is written ahead to, and what stands beside it."""

from __future__ import annotations

from pathlib import Path

from csm_core.store.witness import Witness
from csm_core.store.workspace import Workspace


def delete_workspace(path: Path) -> None:
    """Delete a workspace with all that belongs to it; whoever has it open is told on the next question."""
    Workspace.let_go(path)
    for file in (path, path.with_name(f"{path.name}.wal")):
        file.unlink(missing_ok=True)
    Witness(path).forget()
