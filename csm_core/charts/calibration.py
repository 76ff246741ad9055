"""What became of each tenth of the scores: who was lost, from the worst tenth to the best."""

from __future__ import annotations

from collections.abc import Sequence

from csm_core.charts.bars import BAR_SCHEMA, Bar, bar_rows, bar_spec
from csm_core.charts.look import Look
from csm_core.charts.picture import Picture, drawn_table
from csm_core.scoring.replay_tables import Decile
from csm_core.units import Unit, write_value


def calibration(deciles: Sequence[Decile], look: Look, horizon_days: int) -> Picture | None:
    """A bar a tenth, the worst at the top, with the interval of its rate; None where there is none."""
    bars = [
        Bar(
            f"{_rank(decile)} · {decile.lowest / 10:.0f} to {decile.highest / 10:.0f}",
            "value",
            decile.rate.value,
            decile.rate.low,
            decile.rate.high,
            round(decile.rows),
            False,
            f"{_count(decile.churned)} of {_count(decile.rows)} were lost",
        )
        for decile in deciles
    ]
    if not bars:
        return None
    first, last = bars[0], bars[-1]
    title = (
        f"Of the lowest scores {write_value(first.value, Unit.RATE)} were lost within {horizon_days} days, "
        f"of the highest {write_value(last.value, Unit.RATE)}"
    )
    alt = f"{title}. " + ", ".join(f"{bar.name}: {write_value(bar.value, Unit.RATE)}" for bar in bars) + "."
    rows = bar_rows(bars, Unit.RATE, look.currency)
    return Picture(bar_spec(look.theme, True), drawn_table(rows, BAR_SCHEMA), title, alt)


def _count(rows: float) -> str:
    """A row that lies in two tenths counts in each by its share."""
    return f"{rows:.1f}".removesuffix(".0")


def _rank(decile: Decile) -> str:
    return {1: "lowest", 10: "highest"}.get(decile.tenth, f"{decile.tenth}.")
