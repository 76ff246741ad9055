"""A value by series: how many are in each band, class, theme or reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import fsum

from csm_core.charts.bars import BAR_SCHEMA, MOST_BARS, Bar, bar_rows, bar_spec
from csm_core.charts.cells import Cell, cells_of
from csm_core.charts.distribution_words import cell_name, distribution_words
from csm_core.charts.look import Look
from csm_core.charts.picture import Picture, drawn_table
from csm_core.charts.references import References
from csm_core.charts.tones import tone_of
from csm_core.charts.words import INCOMPLETE, period_words
from csm_core.periods import Calendar, Grain
from csm_core.result import Result
from csm_core.units import Unit


def distribution(
    result: Result,
    look: Look,
    *,
    name: str,
    measure: str | None = None,
    period: date | None = None,
    references: References = (),
    adds_up: bool = False,
) -> Picture | None:
    """A bar a series (and segment), in the Result's order; bands and classes of answers in their own colours.

    Of several periods the last complete one is drawn, or `period`; all complete ones together where what happened
    `adds_up` over time. Returns None where no row has a value.
    """
    unit, calendar = look.unit or result.unit, result.scope.calendar
    cells = [cell for cell in cells_of(result, measure) if cell.value is not None]
    chosen = period or _headline(cells)
    period_cells = [cell for cell in cells if cell.period == chosen]
    when = f" in {period_words(chosen, calendar)}" if chosen else ""
    over = sorted({cell.period for cell in cells if cell.period is not None and cell.complete})
    if adds_up and period is None and len(over) > 1:
        period_cells = _added_up([cell for cell in cells if cell.complete])
        when = f", {period_words(over[0], calendar)} to {period_words(over[-1], calendar)}"
    if not period_cells:
        return None
    notes = (
        (f"The first {MOST_BARS} of {len(period_cells)} bars are drawn.",) if len(period_cells) > MOST_BARS else ()
    )
    bars = [_bar(cell, unit) for cell in period_cells[:MOST_BARS]]
    drawn = measure if measure is not None else _first_measure(result)
    title, alt = distribution_words(period_cells, drawn, f"{name}{when}", unit, look.currency, _months(calendar))
    spec = bar_spec(look.theme, any(bar.low is not None for bar in bars), references)
    return Picture(spec, drawn_table(bar_rows(bars, unit, look.currency), BAR_SCHEMA), title, alt, notes)


def _first_measure(result: Result) -> str | None:
    return None if not result.table.num_rows else result.table.column("measure")[0].as_py()


def _months(calendar: Calendar) -> Calendar:
    return replace(calendar, grain=Grain.MONTH)


def _added_up(cells: Sequence[Cell]) -> list[Cell]:
    """One cell a segment and series over all periods, those with most first."""
    groups: dict[tuple[str | None, str | None], list[Cell]] = {}
    for cell in cells:
        groups.setdefault((cell.segment, cell.series), []).append(cell)
    sums = [
        replace(
            group[0],
            period=None,
            value=fsum(cell.value for cell in group if cell.value is not None),
            n=sum(cell.n for cell in group if cell.n is not None),
            low=None,
            high=None,
        )
        for group in groups.values()
    ]
    return sorted((cell for cell in sums if cell.value), key=_by_value)


def _by_value(cell: Cell) -> tuple[float, str, str]:
    return -cell.value if cell.value else 0.0, cell.line, str(cell.series)


def _headline(cells: Sequence[Cell]) -> date | None:
    dated = [cell.period for cell in cells if cell.period is not None]
    open_periods = {cell.period for cell in cells if not cell.complete}
    return max((day for day in dated if day not in open_periods), default=max(dated, default=None))


def _bar(cell: Cell, unit: Unit) -> Bar:
    thin = cell.is_thin(unit)
    reasons = [] if cell.complete else [INCOMPLETE]
    reasons += ["few: n below 5"] if thin else []
    tone = tone_of(cell.series) if cell.series is not None else "value"
    return Bar(
        cell_name(cell),
        "unknown" if thin else tone,
        cell.value,
        cell.low,
        cell.high,
        cell.n,
        thin or not cell.complete,
        ", ".join(reasons) or cell.note or "—",
    )
