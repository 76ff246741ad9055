"""`csm backup`, `csm check` and `csm restore`, and what is offered where a workspace is damaged."""

from __future__ import annotations

import argparse
from pathlib import Path

from csm_core.backups.backup import accept, back_up, check, restore
from csm_core.backups.copied import Contents
from csm_core.backups.shelf import BackupShelf, folder_beside
from csm_core.errors import BadValue
from csm_core.text.plural import plural

_DONE, _IN_PART = 0, 1


def make_backup(chosen: argparse.Namespace) -> int:
    """Write a backup of a workspace, whoever uses it; the exit code."""
    out = Path(chosen.out)
    contents = back_up(Path(chosen.workspace), out)
    print(f"Wrote {out}: {_words(contents)}.")
    return _DONE


def check_workspace(chosen: argparse.Namespace) -> int:
    """Read a workspace through and say what is in it; the exit code."""
    # What documents are made of takes a second to import.
    from csm_core.cli.saved_documents import unreadable_documents

    path = Path(chosen.workspace)
    if chosen.accept:
        accept(path)
    contents, unreadable = check(path, unreadable_documents)
    if not unreadable:
        print(f"{path.name} is whole: {_words(contents)}.")
        return _DONE
    count = f"{plural(len(unreadable), 'saved document')} can't be read"
    print(f"{path.name}: {_words(contents)}. Rows are whole; {count}:")
    print("\n".join(unreadable))
    return _IN_PART


def restore_workspace(chosen: argparse.Namespace) -> int:
    """Put a backup in the place of a workspace; the exit code.

    Raises
    ------
    BadValue
        When no backup is named and none that is whole stands beside the workspace.
    """
    path = Path(chosen.workspace)
    if chosen.backup is not None:
        backup = Path(chosen.backup)
    else:
        latest = BackupShelf(folder_beside(path)).last_good(path)
        if latest is None:
            raise BadValue(f"There is no backup in {folder_beside(path)}. Name one: csm restore {path} BACKUP.")
        backup = latest.path
    replaced = restore(path, backup)
    print(f"Restored {path.name} from {backup.name}.")
    if replaced is not None:
        print(f"What was there before is now {replaced.name}.")
    return _DONE


def offer_words(path: Path) -> str:
    """What to say after a workspace was damaged: its last backup that is whole, and how to restore it."""
    latest = BackupShelf(folder_beside(path)).last_good(path)
    if latest is None:
        return ""
    return f" Its last good backup is of {latest.made_at:%d %B %Y, %H:%M} UTC: csm restore {path} {latest.path}"


def _words(contents: Contents) -> str:
    return (
        f"{plural(contents.loads, 'load')}, {plural(contents.rows, 'row')}, "
        f"{plural(contents.documents, 'saved document')}, {contents.bytes / 1e6:,.1f} MB"
    )
