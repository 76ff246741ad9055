"""Personal data: what is known of a customer or a person to take away, and an end of it; and who did what here."""

from __future__ import annotations

import json

import streamlit as st

from csm_core import CsmError, Workspace
from csm_core.backups.shelf import BackupShelf
from csm_core.errors import NotAllowed
from csm_core.privacy.everywhere import erase_everywhere, erased_words
from csm_core.privacy.known_of import known_of
from csm_core.privacy.subject import Subject, subject_of
from csm_core.store.audit_log import Act
from csm_core.text.plural import plural
from csm_core.text.table_words import table_words
from csm_ui.visitor.audit import audit_log
from csm_ui.visitor.hosting import hosting
from csm_ui.visitor.keys import Key
from csm_ui.visitor.opened import vault
from csm_ui.visitor.session import is_owner, nonce, note_as_visitor, while_permitted
from csm_ui.widgets.plain import plain

_WHO, _TYPED = "personal.who", "personal.typed"
_MOST_LINES = 200


def personal_panel(workspace: Workspace) -> None:
    """On the data page, for owners: look a customer or a person up, take away what is known, erase them."""
    if not workspace.loads() or not is_owner(workspace):
        return
    st.header("Personal data", anchor=False)
    who = st.text_input(
        "Customer or person", key=_WHO, placeholder="Name or id of a customer, e-mail or id of a person", width=420
    )
    if who.strip():
        try:
            _about(workspace, subject_of(workspace, who))
        except CsmError as error:
            st.warning(plain(str(error)))


def _about(workspace: Workspace, subject: Subject) -> None:
    rows = known_of(workspace, subject)
    of_table = [{"Table": table_words(name), "Rows": len(those)} for name, those in rows.items()]
    st.write(f"All that is known of {'this customer and their people' if subject.is_customer else 'this person'}:")
    st.dataframe(of_table, hide_index=True, width=420, key="personal.table")
    st.download_button(
        "Everything known",
        data=while_permitted(workspace, lambda: json.dumps(rows, ensure_ascii=False, default=str, indent=1)),
        file_name=f"personal-data-{nonce()}.json",
        mime="application/json",
        on_click=lambda: note_as_visitor(workspace, Act.LOOKED_UP),
        icon=":material/download:",
    )
    what = (
        "all rows of the customer and its people are deleted"
        if subject.is_customer
        else "a number replaces the person, and what they wrote is deleted"
    )
    st.caption(
        f"Erasing can't be undone: {what}. Notebooks and closed months no longer name them, every snapshot of this "
        "workspace is revoked, and the next backup replaces the older ones."
    )
    typed = st.text_input("Type it again to erase", key=_TYPED, width=420)
    st.button(
        "Erase for good",
        icon=":material/delete_forever:",
        disabled=typed.strip().lower() != subject.name.lower(),
        on_click=_erase,
        args=(workspace, subject),
    )


def _erase(workspace: Workspace, subject: Subject) -> None:
    settings = hosting()
    shelf = BackupShelf(settings.backups_folder)
    path = workspace.path or settings.snapshots_folder
    log = audit_log(settings, path)
    try:
        if not is_owner(workspace):
            raise NotAllowed.to_manage()
        erased = erase_everywhere(workspace, subject, vault(settings), shelf, log)
    except CsmError as error:
        st.session_state[Key.NEWS] = str(error)
        return
    note_as_visitor(workspace, Act.ERASED)
    st.session_state[_WHO] = st.session_state[_TYPED] = ""
    for key in (Key.LOAD_RESULT, Key.SHOWN, Key.UPLOADS, Key.CHECKED):
        st.session_state.pop(key, None)
    st.session_state[Key.NEWS] = erased_words(erased)


def activity_panel(workspace: Workspace) -> None:
    """On the data page, for owners of a workspace that is kept: who did what, the latest first; never what it was."""
    settings = hosting()
    if settings.is_private or workspace.path is None or not is_owner(workspace):
        return
    with st.expander("Activity", icon=":material/history:"):
        entries = audit_log(settings, workspace.path).entries()
        st.dataframe(
            [
                {
                    "When (UTC)": entry.at.isoformat(" ", "minutes"),
                    "Who": entry.who or "somebody",
                    "What": entry.act.value,
                }
                for entry in entries[:_MOST_LINES]
            ],
            hide_index=True,
            width="stretch",
            key="activity.table",
        )
        if len(entries) > _MOST_LINES:
            st.caption(f"The latest {_MOST_LINES} of {plural(len(entries), 'line')}.")
