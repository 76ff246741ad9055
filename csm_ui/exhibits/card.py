"""A card: one figure with its interval, its number of cases, its change and its recent course."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from csm_core import metric_named, registry
from csm_core.metrics.caveats.billed_notes import FROM_INVOICES
from csm_core.metrics.compare.benchmarks import benchmark_words
from csm_core.metrics.compare.headline import course
from csm_core.metrics.framework.what_to_load import what_to_load
from csm_core.units import Unit, write_value
from csm_ui.exhibits.ask import answered
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.join_form import join_form
from csm_ui.exhibits.menu import menu
from csm_ui.exhibits.remarks import remark
from csm_ui.exhibits.wording import Figure, figure, whole
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

# Fewer values make no course.
_FEWEST = 4


def cards(view: View, drawn: Sequence[Cell | Callable[[], None]], columns: int = 4) -> None:
    """A row of cards, wrapped on a narrow screen. Metrics that this version does not have are passed over; a card
    that is no metric's is drawn by a function."""
    with st.grid(columns, min_column_width=230):
        for one in drawn:
            if not isinstance(one, Cell):
                with st.container(border=True, height="stretch"):
                    one()
            elif one.metric in registry():
                with st.container(border=True, height="stretch", key=view.key(f"card.{one.metric}")):
                    card(view, one)


def customers_card(view: View) -> None:
    """How many accounts pay at the end of the period: the one count that is called customers."""
    with guarded("the card of customers"):
        cell = whole(view, with_choices(Cell("mrr")))
        shown = figure(view, cell)
        if shown.result.missing or shown.now is None or shown.now.n is None:
            st.metric("Customers", "—")
            st.caption(
                plain(what_to_load(shown.result.missing)) if shown.result.missing else "Nothing in this scope."
            )
            return
        before = shown.before.n if shown.before is not None else None
        moved = None if before is None else shown.now.n - before
        counts = [float(one.n) for one in course(shown.result, None, None) if one.n is not None and one.complete]
        st.metric(
            "Customers",
            f"{shown.now.n:,}",
            delta=None if moved is None else plain(write_value(moved, Unit.COUNT, signed=True)),
            delta_description=f"since {shown.when_before}" if before is not None else None,
            delta_color="blue" if moved else "gray",
            delta_arrow=_arrow(moved),
            chart_data=counts if len(counts) >= _FEWEST else None,
            chart_type="line",
            help="Accounts that pay at the end of the period. Health also scores those that have paused.",
        )
        st.caption(plain(f"accounts that pay at the end of {shown.when}"))


def card(view: View, cell: Cell) -> None:
    """One card, with all that stands behind it in a popover."""
    with guarded(f"the card of {cell.metric}"):
        cell = whole(view, with_choices(cell))
        shown = figure(view, cell)
        if shown.result.missing:
            st.metric(plain(shown.label), "—", help=plain(metric_named(cell.metric).question))
            st.caption(plain(what_to_load(shown.result.missing)))
            return
        with st.container(horizontal=True, wrap=False, gap=None):
            with st.container(width="stretch"):
                _metric(shown, cell)
            with st.container(width="content"):
                menu(view, cell, shown.result, "more")
        st.caption(plain(_below(shown)))
        remark(view, shown.result)
        for sentence in benchmark_words(answered(view, cell).benchmarks):
            st.caption(plain(sentence))
        for table in shown.result.unjoined:
            join_form(view, table)
        if cell.note:
            st.caption(plain(cell.note))


def shown_figure(shown: Figure, cell: Cell) -> None:
    """The figure with its change and its course, and below it what it rests on."""
    _metric(shown, cell)
    st.caption(plain(_below(shown)))
    for lacking in shown.result.coverage if shown.result.has_value else ():
        st.caption(f":orange[:material/warning:] {plain(lacking.sentence)}")


def _metric(shown: Figure, cell: Cell) -> None:
    delta, since, colour, arrow = _delta(shown)
    values = _course(shown, cell)
    st.metric(
        plain(shown.label),
        plain(shown.value),
        delta=plain(delta) if delta else None,
        delta_description=since,
        delta_color=colour,
        delta_arrow=arrow,
        help=plain(shown.metric.question),
        chart_data=values if len(values) >= _FEWEST else None,
        chart_type="line",
    )


def _delta(
    shown: Figure,
) -> tuple[str | None, str | None, Literal["blue", "red", "gray"], Literal["up", "down", "off"]]:
    """Coloured only where the interval of the change leaves zero out: noise is neither good nor bad news."""
    if shown.moved is None or shown.when_before is None:
        return None, None, "gray", "off"
    since = f"since {shown.when_before}"
    if not shown.moved.is_certain:
        return shown.moved_words, since if shown.moved.difference == 0 else "within noise", "gray", "off"
    colour: Literal["blue", "red", "gray"] = "gray"
    if shown.is_good is not None:
        colour = "blue" if shown.is_good else "red"
    return shown.moved_words, since, colour, _arrow(shown.moved.difference)


def _arrow(difference: float | None) -> Literal["up", "down", "off"]:
    return ("up" if difference > 0 else "down") if difference else "off"


def _below(shown: Figure) -> str:
    if shown.now is None:
        return "Nothing in this scope."
    if shown.now.value is None:
        return shown.now.note or "No value."
    parts = [f"95 %: {shown.band}"] if shown.band else []
    parts += ["from invoices"] if any(note.startswith(FROM_INVOICES) for note in shown.result.notes) else []
    parts += [f"n {shown.now.n:,}"] if shown.now.n is not None else []
    parts += [shown.when] if shown.when else []
    parts += ["not a complete period"] if shown.now.complete is False else []
    parts += [shown.now.note] if shown.now.note else []
    return " · ".join(parts)


def _course(shown: Figure, cell: Cell) -> list[float]:
    """The values of the complete periods, in order; periods without a value are passed over."""
    cells = course(shown.result, cell.measure, cell.series)
    return [one.value for one in cells if one.value is not None and one.complete is not False]
