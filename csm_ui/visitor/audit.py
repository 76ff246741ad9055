"""Who did what: the log of the workspace that a visitor looks at, where workspaces are kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from csm_core import Workspace
from csm_core.store.audit_log import Act, AuditLog, log_beside
from csm_ui.visitor.hosting import Hosting


def audit_log(settings: Hosting, path: Path) -> AuditLog:
    """The log of a workspace file of this host: beside a team's file, in a folder of its own where people sign in."""
    if settings.workspaces:
        return AuditLog(settings.workspaces / "audit" / f"{path.stem}.jsonl")
    return AuditLog(log_beside(path))


def note_act(settings: Hosting, workspace: Workspace, who: str, act: Act, at: datetime) -> None:
    """Add a line to the log of a workspace that is kept; nothing is noted of private ones. `who` is '' for nobody."""
    if workspace.path is not None and not settings.is_private:
        audit_log(settings, workspace.path).note(at, who, act)
