"""Share: first what opens anywhere, then a link for those with the same data, then a copy for those without."""

from __future__ import annotations

import streamlit as st

from csm_core import Scope
from csm_core.periods import Grain
from csm_core.scope import Compare, RollUp
from csm_ui.exhibits.report_files import report_files
from csm_ui.share.links import is_of_this_computer, link_to
from csm_ui.share.page_contents import page_notebook
from csm_ui.share.snapshots import snapshot_form
from csm_ui.visitor.address import pairs
from csm_ui.visitor.keys import Key
from csm_ui.visitor.session import tenancy_in_address
from csm_ui.visitor.view import View

_KINDS = (".html", ".pdf", ".pptx")


def share(view: View) -> None:
    """A popover with files, the link, and read-only copies."""
    box = st.popover("Share", icon=":material/link:", on_change="rerun", key="share")
    if not box.open:
        return
    with box:
        _file(view)
        st.divider()
        st.markdown("**A link to exactly this**")
        st.code(link_to(link_pairs(view)), language=None, wrap_lines=True)
        if is_of_this_computer():
            st.warning("Opens on this computer only.", icon=":material/computer:")
        st.caption(
            "The link holds settings, never data. Whoever opens it needs the same data: the same "
            "workspace file, or the demo company."
        )
        st.divider()
        snapshot_form(view)


def _file(view: View) -> None:
    """The page as a file: what can be sent to anybody."""
    st.markdown("**A file that opens anywhere**")
    notebook = page_notebook(view)
    if not notebook.entries:
        st.caption("Nothing on this page to send yet.")
        return
    report_files(view, notebook, notebook, _KINDS, "share.file")
    st.caption("Charts, numbers and notes in one file, account names among them. Needs no app and no network.")


def link_pairs(view: View) -> list[tuple[str, str]]:
    """Name and value of everything in the link: every part of the Scope, the page's own choices, and the data's
    fingerprint."""
    scope = view.resolved
    everything = scope.to_query(_unlike(scope))
    address = [pair for pair in pairs() if pair[0] not in _SCOPE and not pair[0].startswith(Key.FILTER)]
    address = [pair for pair in address if pair[0] not in (Key.DATA, Key.DEMO, Key.TENANCY, Key.NOTEBOOK)]
    fingerprint = view.workspace.fingerprint
    demo = [(Key.DEMO.value, "1")] if st.session_state.get(Key.DEMO) == fingerprint else []
    return [*everything, *address, *_notebook(), *demo, *tenancy_in_address(), (Key.DATA.value, fingerprint)]


def _notebook() -> list[tuple[str, str]]:
    """The notebook that is open, by name: another one may be the first by the time the link is opened."""
    name = st.session_state.get(Key.NOTEBOOK) or st.query_params.get(Key.NOTEBOOK)
    return [(Key.NOTEBOOK.value, str(name))] if name else []


_SCOPE = (
    Key.START, Key.TO, Key.FORMER_END, Key.GRAIN, Key.COMPARE, Key.SPLIT, Key.AS_OF, Key.CURRENCY, Key.TIMEZONE,
    Key.ROLL_UP, Key.WEEK_START, Key.FISCAL_START,
)  # fmt: skip


def _unlike(scope: Scope) -> Scope:
    """A Scope that differs from this one in everything, so that everything is written."""
    return Scope(
        grain=Grain.DAY if scope.grain is not Grain.DAY else Grain.WEEK,
        compare=Compare.NONE if scope.compare is not Compare.NONE else Compare.YEAR,
        timezone="UTC" if scope.timezone != "UTC" else "Europe/Berlin",
        roll_up=RollUp.PARENT if scope.roll_up is RollUp.ACCOUNT else RollUp.ACCOUNT,
    )
