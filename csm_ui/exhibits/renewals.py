"""Renewals: what comes up month by month and in which band of health, and the next ones by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import fsum

import pyarrow as pa
import streamlit as st

from csm_core import registry
from csm_core.charts.look import Look
from csm_core.charts.picture import Picture
from csm_core.charts.tone_stack import Stack, stacked
from csm_core.metrics.customers.customer_since import customers_since
from csm_core.metrics.framework.what_to_load import what_to_load
from csm_core.periods import Calendar, Grain
from csm_core.scoring.bands import Band
from csm_core.units import Unit, write_value
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.ask import answer, from_context, remembered, rows
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.download import download_csv
from csm_ui.exhibits.menu import menu
from csm_ui.exhibits.show import draw, heading
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

SOON_DAYS = 90
_IN_DANGER = (Band.LEAVING.word, Band.RED.word)
_ROWS = 8
_COLUMNS = {
    "account_name": "Account",
    "ends_on": "Renewal",
    "mrr": "MRR",
    "band": "Band",
    "score": "Score",
    "owner": "Owner",
    "notice_on": "Notice given",
}


@dataclass(frozen=True, slots=True)
class _Renewal:
    """An account's end of a term, what it pays now, and how it is doing; None where not known or not given."""

    account_id: str
    account_name: str
    ends_on: date
    notice_on: date | None
    mrr: float
    band: str
    score: float | None
    owner: str | None


def renewals_by_band(view: View) -> None:
    """Bars by month, stacked by band; the title says the next 90 days."""
    cell = with_choices(Cell("renewal_calendar"))
    if cell.metric in registry():
        with st.container(border=True), guarded("the renewals"):
            due = _due(view, cell)
            _picture(view, cell, due) if due else _nothing(view, cell)


def renewals_by_name(view: View) -> None:
    """Who renews in the next 90 days, the first first."""
    cell = with_choices(Cell("renewal_calendar"))
    if cell.metric in registry():
        with guarded("the next renewals"):
            due = _due(view, cell)
            _names(view, due) if due else _nothing(view, cell)


def _nothing(view: View, cell: Cell) -> None:
    result = answer(view, cell)
    notes = [str(note) for note in result.table.column("note").to_pylist() if note]
    heading("Renewals")
    st.info(plain(what_to_load(result.missing) if result.missing else notes[0] if notes else "No renewals ahead."))


def _due(view: View, cell: Cell) -> tuple[_Renewal, ...]:
    """One an account and end of a term, the next first, with its band."""
    scores = with_choices(Cell("health_score"))
    question = ("renewals ahead", cell, scores, view.scope, view.span)
    return remembered(view.workspace, question, lambda: tuple(sorted(_joined(view, cell, scores), key=_order)))


def _order(one: _Renewal) -> tuple[date, float, str]:
    return one.ends_on, -one.mrr, one.account_id


def _joined(view: View, cell: Cell, scores: Cell) -> Iterator[_Renewal]:
    health = {row["account_id"]: row for row in answer(view, scores).rows() if row["account_id"]}
    paid = with_choices(Cell("mrr_movements"))
    customers = from_context(view, paid.metric, None, dict(paid.settings), customers_since)
    behind = rows(view, cell).to_pylist()
    for row in behind:
        if row["measure"] == "account":
            scored, customer = health.get(row["account_id"]), customers.get(row["account_id"])
            band = scored["series"] if scored else Band.UNKNOWN.word
            yield _Renewal(
                row["account_id"],
                row["account_name"],
                row["ends_on"],
                row["notice_on"],
                row["amount"],
                Band.LEAVING.word if row["notice_on"] else str(band),
                scored["value"] if scored and isinstance(scored["value"], float) else None,
                customer.owner if customer else None,
            )


def _soon(view: View, due: Sequence[_Renewal]) -> list[_Renewal]:
    last = (view.resolved.as_of or view.span.last) + timedelta(days=SOON_DAYS)
    return [one for one in due if one.ends_on <= last]


def _mrr(due: Sequence[_Renewal], bands: Sequence[str] | None = None) -> float:
    return fsum(one.mrr for one in due if bands is None or one.band in bands)


def _title(view: View, due: Sequence[_Renewal]) -> str:
    soon, currency = _soon(view, due), view.resolved.currency
    title = f"Renewals: {write_value(_mrr(soon), Unit.MONEY, currency)} of MRR in the next {SOON_DAYS} days"
    danger = _mrr(soon, _IN_DANGER)
    return f"{title}, {write_value(danger, Unit.MONEY, currency)} of it at risk or leaving" if danger else title


def _picture(view: View, cell: Cell, due: Sequence[_Renewal]) -> None:
    question = ("renewals by band", view.theme, cell, view.scope, view.span, tuple(due))
    picture = remembered(view.workspace, question, lambda: _bars(view, due))
    heading(picture.title, lambda: menu(view, cell, answer(view, cell), "renewals"))
    draw(view, picture, "renewals")


def _bars(view: View, due: Sequence[_Renewal]) -> Picture:
    months: dict[date, dict[str, tuple[float, int]]] = {}
    for one in due:
        parts = months.setdefault(one.ends_on.replace(day=1), {})
        value, n = parts.get(one.band, (0.0, 0))
        parts[one.band] = (value + one.mrr, n + 1)
    currency = view.resolved.currency
    stacks = [Stack(month, months[month]) for month in sorted(months)]
    spec, data = stacked(stacks, Look(view.theme, currency), Unit.MONEY, Calendar(Grain.MONTH))
    title = _title(view, due)
    return Picture(spec, data, title, f"{title}. {write_value(_mrr(due), Unit.MONEY, currency)} in all, by month.")


def _names(view: View, due: Sequence[_Renewal]) -> None:
    soon = _soon(view, due)
    if not soon:
        st.caption(f"No contract terms end in the next {SOON_DAYS} days.")
        return
    table = pa.Table.from_pylist([{name: getattr(one, name) for name in ("account_id", *_COLUMNS)} for one in soon])
    account_table(table, view.key("renewals.names"), _COLUMNS, decimals=0, most_rows=_ROWS)
    download_csv(view, table, "renewals", view.key("renewals.file"), "Export CSV")
