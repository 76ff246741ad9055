"""Share: an address that says everything that decides the figures, with absolute dates."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from csm_core import Scope
from csm_core.periods import Grain
from csm_core.scope import Compare, RollUp
from csm_ui.share.snapshots import snapshot_form
from csm_ui.visitor.address import pairs
from csm_ui.visitor.keys import Key
from csm_ui.visitor.session import tenancy_in_address
from csm_ui.visitor.view import View


def share(view: View) -> None:
    """A popover with the link."""
    box = st.popover("Share", icon=":material/link:", on_change="rerun", key="share")
    if not box.open:
        return
    with box:
        st.markdown("**Link to exactly this**")
        st.code(link(view), language=None, wrap_lines=True)
        st.caption(
            "The link holds settings, never data. Whoever opens it needs the same data: the same "
            "workspace file, or the demo company."
        )
        st.divider()
        snapshot_form(view)


def link(view: View) -> str:
    """The present page with every part of the Scope, the page's own choices, and the data's fingerprint."""
    parts = urlsplit(st.context.url or "")
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(link_pairs(view)), ""))


def link_pairs(view: View) -> list[tuple[str, str]]:
    """Name and value of everything in the link."""
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
    Key.START, Key.END, Key.GRAIN, Key.COMPARE, Key.SPLIT, Key.AS_OF, Key.CURRENCY, Key.TIMEZONE, Key.ROLL_UP,
    Key.WEEK_START, Key.FISCAL_START,
)  # fmt: skip


def _unlike(scope: Scope) -> Scope:
    """A Scope that differs from this one in everything, so that everything is written."""
    return Scope(
        grain=Grain.DAY if scope.grain is not Grain.DAY else Grain.WEEK,
        compare=Compare.NONE if scope.compare is not Compare.NONE else Compare.YEAR,
        timezone="UTC" if scope.timezone != "UTC" else "Europe/Berlin",
        roll_up=RollUp.PARENT if scope.roll_up is RollUp.ACCOUNT else RollUp.ACCOUNT,
    )
