"""What the loaded data lacks, each gap with what closes it: rates to type, people to load, ids to match."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from csm_core.loading.typed_rates import load_typed_rates, rates_in_use
from csm_core.metrics.asking.lacking import lacking
from csm_core.store.reference_rates import reference_rates_end
from csm_ui.exhibits.ask import remembered
from csm_ui.exhibits.join_form import join_form
from csm_ui.visitor.keys import Key
from csm_ui.visitor.session import time_now
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded


def gaps_panel(view: View) -> None:
    """The gaps; and at which rates money in several currencies is converted, with a place for others."""
    with guarded("what the data lacks"):
        gaps = remembered(view.workspace, ("lacking", view.scope), lambda: lacking(view.workspace, view.scope))
        base, rates = remembered(view.workspace, "rates in use", lambda: rates_in_use(view.workspace))
        for gap in gaps:
            with st.container(border=True):
                st.markdown(f":orange[:material/warning:] **{plain(gap.sentence)}.** {plain(gap.cure)}")
                if gap.subject == "money":
                    _rates_form(view, base, rates)
                else:
                    join_form(view, gap.subject)
        if base is not None and not any(gap.subject == "money" for gap in gaps):
            _converted(view, base, rates)


def _converted(view: View, base: str, rates: Mapping[str, float | None]) -> None:
    """At which rates money in other currencies counts, and a place for others."""
    last_on = reference_rates_end(view.workspace)
    if last_on is None:
        return
    names = " and ".join(rates)
    with st.container(border=True):
        st.markdown(
            f":material/currency_exchange: **Money in {plain(names)} is converted to {plain(base)} at the European "
            f"Central Bank's reference rates**, the last of {last_on.day} {last_on:%b %Y}."
        )
        _rates_form(view, base, rates)


def _rates_form(view: View, base: str | None, rates: Mapping[str, float | None]) -> None:
    if view.workspace.is_read_only or base is None:
        return
    with st.expander("Use your own rates", icon=":material/edit:"), st.form("typed_rates", border=False):
        st.caption("One rate for all dates. For rates by date, load a table with date, currency and rate above.")
        with st.container(horizontal=True):
            typed = {
                currency: st.number_input(
                    plain(f"1 {currency} in {base}"),
                    0.0,
                    value=rate,
                    format="%.4f",
                    key=f"rate.{currency}",
                    width=180,
                )
                for currency, rate in rates.items()
            }
        if st.form_submit_button("Use these rates", type="primary"):
            given = {currency: rate for currency, rate in typed.items() if rate is not None}
            with guarded("the rates"):
                load_typed_rates(view.workspace, base, given, time_now())
                st.session_state[Key.NEWS] = f"Your rates of {' and '.join(given)} are used now."
                st.rerun()
