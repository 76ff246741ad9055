"""Books: what each customer success manager looks after, and what of it needs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pyarrow as pa
import streamlit as st

from csm_core import Result
from csm_core.facts.queries.attributes import attribute_values
from csm_core.metrics.compare.headline import Headline, headline
from csm_core.metrics.revenue.calc.renewals_due import RenewalsDue, renewals_due
from csm_core.scope import NOT_SET
from csm_core.scoring.bands import Band
from csm_core.text.plural import plural
from csm_core.units import Unit, write_value
from csm_ui.exhibits.account_table import right_aligned
from csm_ui.exhibits.ask import answer, remembered
from csm_ui.exhibits.choices import with_choices
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.keys import Key
from csm_ui.visitor.menu import PAGES
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_OWNER = "Owner"
_SOON = 90


def book(view: View) -> None:
    """By owner: accounts, MRR, its retention, what is at risk, and what comes up for renewal soon.

    A click on an owner narrows the whole app down to that book.
    """
    with st.container(border=True), guarded("the books"):
        st.header("By owner", anchor=False)
        offered = remembered(view.workspace, "attributes", lambda: attribute_values(view.workspace))
        if _OWNER not in offered:
            st.caption("Load accounts with an owner to see portfolios.")
            return
        books = _books(view, _cells(view))
        if books.num_rows == 0:
            st.caption("No owner has customers in this scope.")
            return
        _draw(view, books, set(offered[_OWNER]))


def renewals_card(view: View) -> None:
    """What comes up for renewal soon, of everybody in the filters."""
    with guarded("the card of renewals"):
        due = _due(view, _renewals(view))
        label = f"Renewals in the next {_SOON} days"
        if due is None:
            st.metric(label, "—")
            st.caption("Load subscriptions with terms to see this.")
            return
        currency = view.resolved.currency
        st.metric(label, plain(write_value(sum(one.mrr for one in due.values()), Unit.MONEY, currency)))
        st.caption(f"{plural(sum(one.accounts for one in due.values()), 'account')}, what they pay a month")
        st.page_link(PAGES / "revenue.py", label="Renewal calendar", icon=":material/arrow_forward:")


def _renewals(view: View) -> Cell:
    return replace(with_choices(Cell("renewal_rate")), scope=replace(view.scope, split=_OWNER))


def _cells(view: View) -> Mapping[str, Cell]:
    """The questions that a book answers, read as on every other page, and split by owner: of the last complete
    period alone, which is all that is shown."""
    now = headline(answer(view, replace(with_choices(Cell("mrr")), scope=replace(view.scope, split=None))))
    start = now.period if now and now.period else view.scope.start
    split = replace(view.scope, split=_OWNER, start=start)
    names = ("mrr", "net_revenue_retention", "health_bands")
    return {name: replace(with_choices(Cell(name)), scope=split) for name in names}


@dataclass(frozen=True, slots=True)
class _Column:
    """A heading, where its figures come from, and how they are written."""

    heading: str
    metric: str
    unit: Unit
    measure: str | None = None
    series: str | None = None
    counts: bool = False

    def of(self, result: Result, owner: str) -> float | None:
        owned: Headline | None = headline(result, self.measure, self.series, owner)
        if owned is None or not self.counts:
            return owned.value if owned else None
        return None if owned.n is None or owned.value is None else float(owned.n)


_RISK = Band.RED.word
_COLUMNS = (
    _Column("Accounts", "mrr", Unit.COUNT, counts=True),
    _Column("MRR", "mrr", Unit.MONEY),
    _Column("NRR", "net_revenue_retention", Unit.RATE),
    _Column("At risk", "health_bands", Unit.COUNT, "accounts", _RISK),
    _Column("MRR at risk", "health_bands", Unit.MONEY, "mrr", _RISK),
)


def _books(view: View, cells: Mapping[str, Cell]) -> pa.Table:
    """One row an owner with anything to say of, those with the most MRR first."""
    results = {name: answer(view, cells[name]) for name in ("mrr", "net_revenue_retention", "health_bands")}
    currency = results["mrr"].scope.currency
    due = _due(view, _renewals(view))
    named = {str(name) for one in results.values() for name in one.table.column("segment").to_pylist() if name}
    figures = {
        owner: [column.of(results[column.metric], owner) for column in _COLUMNS] for owner in named | set(due or {})
    }
    owners = sorted(figures, key=lambda owner: _by_mrr(owner, figures[owner]))
    owners = [owner for owner in owners if any(figure is not None for figure in figures[owner])]
    columns: dict[str, list[str]] = {_OWNER: owners}
    for index, column in enumerate(_COLUMNS):
        columns[column.heading] = [write_value(figures[owner][index], column.unit, currency) for owner in owners]
    if due is not None:
        nothing = RenewalsDue(0, 0.0)
        soon = [due.get(owner, nothing) for owner in owners]
        columns[f"Renewals in {_SOON} days"] = [write_value(one.accounts, Unit.COUNT) for one in soon]
        columns["MRR up for renewal"] = [write_value(one.mrr, Unit.MONEY, currency) for one in soon]
    return pa.table(columns)


def _by_mrr(owner: str, figures: list[float | None]) -> tuple[bool, float, str]:
    mrr = figures[1]
    return (True, 0.0, owner) if mrr is None else (False, -mrr, owner)


def _due(view: View, cell: Cell) -> dict[str, RenewalsDue] | None:
    due = remembered(
        view.workspace,
        ("renewals due", cell.settings, cell.scope),
        lambda: renewals_due(view.workspace, cell.scope or view.scope, _SOON, dict(cell.settings)),
    )
    return None if due is None else {str(owner): one for owner, one in due.items()}


def _draw(view: View, books: pa.Table, offered: set[str]) -> None:
    key = view.key("books")
    owners: list[str] = books.column(_OWNER).to_pylist()

    def take() -> None:
        chosen = st.session_state[key].selection.cells
        if chosen and chosen[0][1] == _OWNER and owners[chosen[0][0]] in offered:
            st.session_state[Key.FILTER + _OWNER] = [owners[chosen[0][0]]]

    st.dataframe(
        books,
        hide_index=True,
        width="stretch",
        key=key,
        on_select=take,
        selection_mode="single-cell",
        column_config=right_aligned(books.column_names[1:]),
    )
    st.caption(
        plain(
            "Click on an owner to see only that portfolio. MRR, retention and health are those of the "
            f"last complete period; renewals are terms that end in the {_SOON} days after the last day of "
            f"data. '{NOT_SET}' are accounts without an owner."
        )
    )
