"""Where a workspace is damaged: the last backup that is whole, to be put in its place by whoever may change it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from csm_core import CsmError
from csm_core.backups.backup import accept, restore
from csm_core.backups.shelf import Backup, BackupShelf
from csm_core.engines.workspace_unusable import WorkspaceDamaged
from csm_core.errors import NotAllowed
from csm_core.store.audit_log import Act
from csm_ui.visitor.audit import audit_log
from csm_ui.visitor.hosting import Hosting, hosting
from csm_ui.visitor.identity import person
from csm_ui.visitor.keys import Key
from csm_ui.visitor.opened import tenancies
from csm_ui.visitor.session import tenancy_of_visitor, time_now
from csm_ui.widgets.latest import latest
from csm_ui.widgets.plain import plain


def damaged_panel(error: WorkspaceDamaged) -> None:
    """What is wrong, and what can be done about it here."""
    news = st.session_state.pop(Key.NEWS, None)
    st.title("This workspace can't be opened", anchor=False)
    st.error(plain(str(error)))
    if news:
        st.warning(plain(str(news)))
    settings = hosting()
    try:
        path = _file(settings)
    except NotAllowed:
        st.write("An owner of this workspace can restore its last backup here.")
        return
    except WorkspaceDamaged:
        st.write("The register of this host is damaged. Ask the administrator to restore it with `csm restore`.")
        return
    backup = latest("backup", (str(path), path.stat().st_mtime_ns), lambda: _last_good(settings, path))
    if backup is None:
        st.write("This host has no intact backup of it. If you have a copy, restore it with `csm restore`.")
    else:
        st.write(
            f"The last good backup was made on {backup.made_at:%d %B %Y at %H:%M} UTC. What was saved later is lost; "
            "the damaged file is kept beside it."
        )
        st.button(
            "Restore this backup",
            type="primary",
            icon=":material/settings_backup_restore:",
            on_click=_done,
            args=(lambda: _restore(settings, _still(settings, path), backup), "The backup was restored."),
        )
    if error.is_readable:
        st.button(
            "Take the file as it is",
            on_click=_done,
            args=(lambda: accept(_still(settings, path)), "The file was taken as it is."),
        )


def _file(settings: Hosting) -> Path:
    """The file that the visitor may put another one in the place of."""
    if settings.workspaces is None:
        return (settings.workspace or Path()).resolve()
    who = person(settings)
    return tenancies(settings).file_of(tenancy_of_visitor(settings, who).key, who)


def _still(settings: Hosting, path: Path) -> Path:
    """The file again, where it is still the visitor's to replace: her role and the address may be others by now."""
    if _file(settings) != path:
        raise NotAllowed.to_manage()
    return path


def _last_good(settings: Hosting, path: Path) -> Backup | None:
    with st.spinner("Looking for the last good backup …"):
        return BackupShelf(settings.backups_folder).last_good(path)


def _restore(settings: Hosting, path: Path, backup: Backup) -> None:
    restore(path, backup.path)
    who = person(settings) if settings.workspaces else ""
    audit_log(settings, path).note(time_now(), who, Act.RESTORED)


def _done(act: Callable[[], object], news: str) -> None:
    try:
        act()
    except CsmError as error:
        news = str(error)
    st.session_state[Key.NEWS] = news
