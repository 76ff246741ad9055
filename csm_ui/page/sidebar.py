"""The sidebar: the Scope, bound to the address both ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import streamlit as st

from csm_core import Scope, Workspace
from csm_core.facts.queries.attributes import attribute_values
from csm_core.facts.queries.group_members import data_has_groups
from csm_core.facts.queries.offered_currencies import offered_currencies
from csm_core.facts.queries.span import data_span
from csm_core.last_day import end_after, last_day_before, with_last_day
from csm_core.periods import Calendar, Grain, add_months, add_periods, period_start
from csm_core.scope import Compare, RollUp, Span
from csm_core.store.saved_calendar import KeptCalendar
from csm_core.tables.catalogue import TABLES
from csm_core.timezones import known_timezones
from csm_ui.exhibits.ask import remembered
from csm_ui.page.calendar_form import calendar_pairs
from csm_ui.visitor.address import changed_settings, pairs
from csm_ui.visitor.keys import Key
from csm_ui.visitor.view import USUAL_PERIODS
from csm_ui.widgets.plain import plain

_COMPARED = [one.value for one in (Compare.YEAR, Compare.PREVIOUS, Compare.NONE)]
# More values than this are no segments but names; nobody picks one from a list.
_MOST_VALUES = 300
_ALL, _CUSTOM = "All", "Custom"
_LONGER = "Last 24 months"


def sidebar(workspace: Workspace) -> tuple[Scope, Span, tuple[str, ...]] | None:
    """Draw the controls; the Scope that they say, what the data says, and what of the address had to be dropped.

    Where neither address nor reader says a period, it is `usual_start` to the last day.

    None, and nothing is drawn, when nothing dated is loaded: what the address says then waits.
    """
    asked, dropped = Scope.from_query(pairs())
    span = _span(workspace, asked.timezone)
    if span is None:
        return None
    attributes = _attributes(workspace)
    groups = remembered(workspace, "groups", lambda: data_has_groups(workspace))
    currencies = remembered(workspace, "currencies", lambda: offered_currencies(workspace))
    with st.sidebar:
        slot = st.container()
        start, end = _dates()
        scope = _scope(workspace, start, end, attributes, groups, currencies)
        with slot:
            _preset(start, end, span, scope.calendar)
    if start is None and end is None:
        scope = replace(scope, start=usual_start(span, scope.calendar))
    messages = (f"{one} The default is used instead." for one in dropped)
    return scope, span, (*messages, *_unknown(asked, scope, attributes))


def without_sidebar(workspace: Workspace) -> tuple[Scope, Span, tuple[str, ...]] | None:
    """As `sidebar`, by the address alone and with nothing drawn."""
    scope, dropped = Scope.from_query(pairs())
    span = _span(workspace, scope.timezone)
    if span is None:
        return None
    if scope.start is None and scope.end is None:
        scope = replace(scope, start=usual_start(span, scope.calendar))
    return scope, span, tuple(dropped)


def _span(workspace: Workspace, timezone: str) -> Span | None:
    if not workspace.row_counts():
        return None
    # Facts are built by asking for attributes; the span reads the views that this makes.
    _attributes(workspace)
    return remembered(
        workspace, ("span", timezone, KeptCalendar.of(workspace)), lambda: data_span(workspace, TABLES, timezone)
    )


def _attributes(workspace: Workspace) -> Mapping[str, tuple[str, ...]]:
    return remembered(workspace, "attributes", lambda: attribute_values(workspace))


def _dates() -> tuple[date | None, date | None]:
    """The first day and the day after the last, as two date fields with the first and the last day; a last day
    before the first is left out, and said to be."""
    _take_former_end()
    start = st.date_input("From", None, key=Key.START, bind="query-params", format="YYYY-MM-DD")
    last = st.date_input("To", None, key=Key.TO, bind="query-params", format="YYYY-MM-DD", help="The last day shown")
    if start and last and last < start:
        st.warning("The last day must not be before the first; it is ignored.")
        last = None
    return start, last and end_after(last)


def _take_former_end() -> None:
    """What an address of an earlier version says of the end, in today's words."""
    former = st.query_params.get(Key.FORMER_END)
    if former is None:
        return
    del st.query_params[Key.FORMER_END]
    for name, text in with_last_day([(Key.FORMER_END, former)]):
        if name == Key.TO and Key.TO not in st.query_params:
            st.session_state[Key.TO] = date.fromisoformat(text)


def usual_start(span: Span, calendar: Calendar) -> date | None:
    """The first day of the periods that are shown where nobody chose any; None where the data begin later, and for
    years, of which there are few."""
    count = USUAL_PERIODS.get(calendar.grain)
    if count is None:
        return None
    start = add_periods(period_start(span.last, calendar), 1 - count, calendar.grain)
    return start if start > span.first else None


def _preset(start: date | None, end: date | None, span: Span, calendar: Calendar) -> None:
    """Usual periods; choosing one writes the two date fields."""
    count = USUAL_PERIODS.get(calendar.grain)
    years = replace(calendar, grain=Grain.YEAR)
    starts = {
        _ALL if count is None else f"Last {count} {calendar.grain.value}s": None,
        _LONGER: add_months(span.last.replace(day=1), -23),
        "This fiscal year" if years.is_fiscal else "This year": period_start(span.last, years),
    } | ({} if count is None else {_ALL: span.first.replace(day=1)})
    present = next((name for name, first in starts.items() if (first, None) == (start, end)), _CUSTOM)
    st.session_state[Key.PRESET] = present

    def take() -> None:
        name = st.session_state[Key.PRESET]
        if name == _CUSTOM:
            st.session_state[Key.START] = start or span.first
            st.session_state[Key.TO] = last_day_before(end) if end else span.last
        else:
            st.session_state[Key.START], st.session_state[Key.TO] = starts[name], None

    st.selectbox("Period", [*starts, _CUSTOM], key=Key.PRESET, on_change=take)


def _scope(
    workspace: Workspace,
    start: date | None,
    end: date | None,
    attributes: Mapping[str, tuple[str, ...]],
    groups: bool,
    currencies: tuple[str, ...],
) -> Scope:
    grain = st.selectbox("Interval", [one.value for one in Grain], index=2, key=Key.GRAIN, bind="query-params")
    compare = st.selectbox(
        "Compare with", _COMPARED, key=Key.COMPARE, bind="query-params",
        help="The same period a year before, the period before, or nothing",
    )  # fmt: skip
    split = st.selectbox(
        "Break down by", list(attributes), index=None, key=Key.SPLIT, bind="query-params", placeholder="None"
    )
    roll_up = _roll_up() if groups else RollUp.ACCOUNT.value
    filters = _filters(attributes)
    with st.expander("More", expanded=Key.SET in st.query_params):
        changed_settings()
        as_of = st.date_input(
            "As of", None, key=Key.AS_OF, bind="query-params", format="YYYY-MM-DD",
            help="Show what was known at the end of this day",
        )  # fmt: skip
        currency = _currency(currencies)
        zones = sorted(known_timezones())
        timezone = st.selectbox("Time zone", zones, index=zones.index("UTC"), key=Key.TIMEZONE, bind="query-params")
    scope = Scope(start, end, filters=filters, split=split, as_of=as_of)
    # Widgets take any text from a client: what they say goes through the same reader as an address.
    checked, _ = Scope.from_query(
        [
            *(("grain", grain), ("compare", compare), ("roll_up", roll_up)),
            *(("currency", currency or ""), ("timezone", timezone)),
            *calendar_pairs(workspace),
        ]
    )
    return replace(
        checked, start=scope.start, end=scope.end, filters=scope.filters, split=scope.split, as_of=scope.as_of
    )


def _currency(offered: tuple[str, ...]) -> str | None:
    """The currency of money; offered are only those that can be computed."""
    return st.selectbox(
        "Currency", offered, index=None, key=Key.CURRENCY, bind="query-params", placeholder="As the data",
        help="Currencies in the data, and those that the loaded exchange rates lead to",
    )  # fmt: skip


def _roll_up() -> str:
    """What counts as one customer; offered where some account has a parent."""
    return st.selectbox(
        "Group by", [one.value for one in RollUp], key=Key.ROLL_UP, bind="query-params",
        help="Each account, or each customer group: all accounts under one topmost parent together. If one "
"of a group leaves and another stays, the group pays less; it is not lost.",
    )  # fmt: skip


def _filters(attributes: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    offered = {name: values for name, values in attributes.items() if len(values) <= _MOST_VALUES}
    chosen = []
    with st.expander("Filters", expanded=any(name.startswith(Key.FILTER) for name, _ in pairs())):
        if not offered:
            st.caption("Load accounts with attributes (plan, region, segment …) to filter by them.")
        for name, values in offered.items():
            picked = st.multiselect(plain(name), values, key=Key.FILTER + name, bind="query-params")
            chosen.append((name, tuple(picked)))
    return tuple(chosen)


def _unknown(asked: Scope, scope: Scope, attributes: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """A sentence for each part of the address that this data does not know."""
    sentences = []
    if asked.roll_up is not scope.roll_up and asked.roll_up is RollUp.PARENT:
        sentences.append("No account has a parent, so each is its own group.")
    if asked.currency and asked.currency != scope.currency:
        sentences.append(f"No exchange rate to {asked.currency}; amounts stay in the data's own currency.")
    if asked.split and asked.split not in attributes:
        sentences.append(f"Accounts have no attribute '{asked.split}'; the split is ignored.")
    kept = dict(scope.filters)
    for name, values in asked.filters:
        if name not in attributes:
            sentences.append(f"Accounts have no attribute '{name}'; the filter is ignored.")
            continue
        gone = [value for value in values if value not in attributes[name] and value not in kept.get(name, ())]
        if gone:
            sentences.append(f"No account has {name} = {', '.join(gone)}; that value is ignored.")
    return tuple(sentences)
