"""A value by series: how many are in each band, class, theme or reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from csm_core.charts.bars import BAR_SCHEMA, MOST_BARS, Bar, bar_rows, bar_spec
from csm_core.charts.cells import Cell, cells_of
from csm_core.charts.look import Look
from csm_core.charts.picture import Picture, drawn_table
from csm_core.charts.references import References
from csm_core.charts.tones import band_word, tone_of
from csm_core.charts.words import INCOMPLETE, period_words
from csm_core.result import Result
from csm_core.units import Unit, write_value


def distribution(
    result: Result,
    look: Look,
    *,
    name: str,
    measure: str | None = None,
    period: date | None = None,
    references: References = (),
) -> Picture | None:
    """A bar a series (and segment), in the Result's order; bands and classes of answers in their own colours.

    Of several periods the last complete one is drawn, or `period`. Returns None where no row has a value.
    """
    unit, calendar = look.unit or result.unit, result.scope.calendar
    cells = [cell for cell in cells_of(result, measure) if cell.value is not None]
    chosen = period or _headline(cells)
    period_cells = [cell for cell in cells if cell.period == chosen]
    if not period_cells:
        return None
    notes = (
        (f"The first {MOST_BARS} of {len(period_cells)} bars are drawn.",) if len(period_cells) > MOST_BARS else ()
    )
    bars = [_bar(cell, unit) for cell in period_cells[:MOST_BARS]]
    when = f" in {period_words(chosen, calendar)}" if chosen else ""
    title, alt = _words(period_cells, f"{name}{when}", unit, look.currency)
    spec = bar_spec(look.theme, any(bar.low is not None for bar in bars), references)
    return Picture(spec, drawn_table(bar_rows(bars, unit, look.currency), BAR_SCHEMA), title, alt, notes)


def _headline(cells: Sequence[Cell]) -> date | None:
    dated = [cell.period for cell in cells if cell.period is not None]
    open_periods = {cell.period for cell in cells if not cell.complete}
    return max((day for day in dated if day not in open_periods), default=max(dated, default=None))


def _name(cell: Cell) -> str:
    parts = [cell.segment, None if cell.series is None else band_word(cell.series)]
    return " · ".join(part for part in parts if part is not None) or "all"


def _bar(cell: Cell, unit: Unit) -> Bar:
    thin = cell.is_thin(unit)
    reasons = [] if cell.complete else [INCOMPLETE]
    reasons += ["few: n below 5"] if thin else []
    tone = tone_of(cell.series) if cell.series is not None else "value"
    return Bar(
        _name(cell),
        "unknown" if thin else tone,
        cell.value,
        cell.low,
        cell.high,
        cell.n,
        thin or not cell.complete,
        ", ".join(reasons) or cell.note or "—",
    )


def _words(cells: Sequence[Cell], name: str, unit: Unit, currency: str | None) -> tuple[str, str]:
    """Of counts and sums the shares; of rates and scores the values."""
    values = [cell.value for cell in cells if cell.value is not None]
    total = sum(values)
    parts = unit in (Unit.COUNT, Unit.MONEY) and total > 0 and min(values) >= 0
    sentences = []
    for cell in cells[:MOST_BARS]:
        share = f" ({write_value(cell.value / total, Unit.RATE)})" if parts and cell.value is not None else ""
        sentences.append(f"{_name(cell)} {write_value(cell.value, unit, currency)}{share}")
    bad = [cell for cell in cells if cell.series is not None and tone_of(cell.series) == "bad"]
    first = bad[0] if len(bad) == 1 else max(cells, key=lambda cell: cell.value if cell.value is not None else 0.0)
    headline = sentences[cells.index(first)] if first in cells[:MOST_BARS] else sentences[0]
    return f"{name}: {headline}", f"{name}: {', '.join(sentences)}."
