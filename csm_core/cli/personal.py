"""`csm about` and `csm erase`: what a workspace knows of a customer or a person, and an end of it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from csm_core.backups.shelf import BackupShelf, folder_beside
from csm_core.cli.flags import given_with
from csm_core.cli.loads import existing_workspace
from csm_core.privacy.everywhere import erase_everywhere, erased_words, finish_erasing
from csm_core.privacy.known_of import known_of
from csm_core.privacy.subject import Subject, subject_of
from csm_core.snapshot.vault import Vault
from csm_core.store.audit_log import AuditLog, log_beside
from csm_core.store.workspace import Workspace

_DONE, _WRONG = 0, 2


def show_about(chosen: argparse.Namespace) -> int:
    """Print everything that is known of a customer or a person, as JSON; the exit code."""
    workspace = existing_workspace(Path(chosen.workspace))
    rows = known_of(workspace, _subject(workspace, chosen.who))
    print(json.dumps(rows, ensure_ascii=False, default=str))
    return _DONE


def erase_subject(chosen: argparse.Namespace) -> int:
    """Erase a customer or a person from a workspace and all that was made of it; the exit code."""
    path = Path(chosen.workspace)
    vault = Vault(Path(chosen.snapshots or path.with_name(f"{path.stem}.snapshots")))
    finish_erasing(path, vault)
    workspace = existing_workspace(path)
    subject = _subject(workspace, chosen.who)
    if not chosen.yes:
        rows = known_of(workspace, subject)
        of_table = ", ".join(f"{name} {len(those):,}" for name, those in rows.items())
        print(f"{chosen.who} has rows in: {of_table}. Nothing was erased. Add --yes to erase them permanently.")
        return _WRONG
    shelf = BackupShelf(Path(chosen.backups or folder_beside(path)))
    print(erased_words(erase_everywhere(workspace, subject, vault, shelf, AuditLog(log_beside(path)))))
    return _DONE


def _subject(workspace: Workspace, who: str) -> Subject:
    with given_with("WHO"):
        return subject_of(workspace, who)
