"""Scenarios on the health page: which one changes are measured against, and saving, opening and removing them."""

from __future__ import annotations

import streamlit as st

from csm_core import CsmError
from csm_core.metrics.framework.declare import Value
from csm_core.metrics.health.what_if.scenario import (
    DEFAULT,
    SCENARIO_SETTINGS,
    Scenario,
    make_standing,
    remove_scenario,
    save_scenario,
    saved_scenarios,
    scenario_of,
    standing_scenarios,
)
from csm_ui.exhibits.standing import standing_settings
from csm_ui.visitor.address import choose, chosen
from csm_ui.visitor.keys import Key
from csm_ui.visitor.session import is_kept, time_now
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain

_GONE = "scenario.gone"
# What links of earlier versions call the default.
_FORMER_DEFAULT = "Usual weights"


def scenarios(view: View) -> Scenario:
    """Draw the picker and the drawer of scenarios; the one that is compared with."""
    saved = saved_scenarios(view.workspace)
    # A scenario may have been saved under that name before it was the default's.
    by_name = {DEFAULT.name: DEFAULT}
    by_name |= {f"{one.name} (saved)" if one.name == DEFAULT.name else one.name: one for one in saved}
    wanted = st.query_params.get(Key.AGAINST)
    if wanted is not None and wanted not in (*by_name, _FORMER_DEFAULT):
        # The widget drops what it doesn't know from the address, so it is said until something is picked.
        st.session_state[_GONE] = wanted
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            "Compare with",
            list(by_name),
            key=Key.AGAINST,
            bind="query-params",
            on_change=_picked,
            width=280,
            help="What changes on this page are compared with: the default weights, or a saved scenario.",
        )
        with st.popover("Scenarios", icon=":material/bookmarks:"):
            _drawer(view, by_name, by_name[name])
    gone = st.session_state.get(_GONE)
    if gone is not None:
        st.warning(plain(f"This workspace has no scenario '{gone}'; comparing with the default weights."))
    if by_name[name].trouble:
        st.warning(plain(f"Not all of '{name}' can be used: {by_name[name].trouble}"))
    return by_name[name]


def settings_now() -> dict[str, Value]:
    """The settings of the health score as they are here; what of the address can't be used is left out."""
    values: dict[str, Value] = standing_settings()
    for setting in SCENARIO_SETTINGS:
        text = chosen(setting.name)
        if text is not None:
            try:
                values[setting.name] = setting.read(text)
            except CsmError:
                continue  # said where the settings are read for the figures
    return values


def _drawer(view: View, by_name: dict[str, Scenario], against: Scenario) -> None:
    st.markdown("**Save the current settings**")
    with st.form("scenario.save", border=False):
        name = st.text_input("Name", key="scenario.name", max_chars=60, placeholder="Renewals first")
        if st.form_submit_button("Save", icon=":material/save:"):
            _save(view, name, by_name)
    if not is_kept():
        st.caption("Kept for this session only. With a workspace file (CSM_WORKSPACE) it stays.")
    st.divider()
    _for_everybody(view)
    st.divider()
    st.markdown(f"**{plain(against.name)}**")
    st.button(
        "Apply scenario",
        key="scenario.open",
        on_click=_open,
        args=(against,),
        help="Applies its weights, bands and component rules. Undo restores the weights.",
    )
    if against is not DEFAULT:
        st.button("Delete scenario", key="scenario.remove", on_click=_remove, args=(view, against.name))


def _for_everybody(view: View) -> None:
    """What stands for everybody, and making it what is tried out here; what stood before is kept."""
    standing = standing_scenarios(view.workspace)
    in_use = standing[0].scenario.name if standing else DEFAULT.name
    st.markdown("**For everybody**")
    since = f" since {standing[0].since:%d %b %Y}" if standing else ""
    before = [one.scenario.name for one in standing[1:]]
    earlier = f" Before: {', '.join([*before, DEFAULT.name])}." if standing else ""
    st.caption(plain(f"In use: {in_use}{since}.{earlier}"))
    name = st.text_input(
        "Name of these weights", key="scenario.standing.name", max_chars=60, placeholder="Weights of 2026"
    )
    st.button(
        "Use for everybody from now on",
        icon=":material/done_all:",
        key="scenario.stand",
        on_click=_stand,
        args=(view, name),
        disabled=settings_now() == standing_settings(),
        help="Overview, Health and Account will use these settings, for everybody in this workspace.",
    )
    if standing and standing[0].scenario.settings:
        st.button(
            "Back to the default weights for everybody", key="scenario.default", on_click=_stand_default, args=(view,)
        )


def _stand(view: View, name: str) -> None:
    try:
        scenario = scenario_of(name or f"Weights of {time_now():%d %b %Y}", settings_now())
        make_standing(view.workspace, scenario, time_now())
    except CsmError as error:
        st.session_state[Key.NEWS] = str(error)
        return
    for setting in SCENARIO_SETTINGS:
        if chosen(setting.name) is not None:
            choose(setting.name, None)
    st.session_state[Key.NEWS] = f"'{scenario.name}' is used for everybody from now on."


def _stand_default(view: View) -> None:
    make_standing(view.workspace, DEFAULT, time_now())
    st.session_state[Key.NEWS] = "The default weights are used for everybody again."


def _save(view: View, name: str, by_name: dict[str, Scenario]) -> None:
    try:
        scenario = scenario_of(name, settings_now())
        before = by_name.get(scenario.name)
        save_scenario(view.workspace, scenario, time_now(), before.version if before else 0)
    except CsmError as error:
        st.error(plain(str(error)))
        return
    st.session_state[Key.NEWS] = f"Saved as '{scenario.name}'."
    st.rerun()


def _picked() -> None:
    st.session_state.pop(_GONE, None)


def _open(scenario: Scenario) -> None:
    settings = dict(scenario.settings)
    standing = standing_settings()
    for setting in SCENARIO_SETTINGS:
        value, usual = settings.get(setting.name, setting.default), standing.get(setting.name, setting.default)
        if value != usual or chosen(setting.name) is not None:
            choose(setting.name, None if value == usual else str(value))


def _remove(view: View, name: str) -> None:
    remove_scenario(view.workspace, name)
    st.session_state[Key.AGAINST] = DEFAULT.name
    st.session_state[Key.NEWS] = f"Removed '{name}'."
