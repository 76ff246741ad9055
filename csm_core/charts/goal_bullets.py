"""Bullets: for each goal where it stands, what is forecast and what was set, each on a scale of its own."""

from __future__ import annotations

from functools import cache

import altair as alt
import pyarrow as pa

from csm_core.charts.cells import Cell, cells_of
from csm_core.charts.look import Look, Theme
from csm_core.charts.palette import palette_of
from csm_core.charts.picture import Picture, drawn_table
from csm_core.charts.render import render
from csm_core.result import Result
from csm_core.units import Unit, write_value

_SCHEMA = pa.schema(
    [
        ("key", pa.string()),
        ("place", pa.float64()),
        ("name", pa.string()),
        ("words", pa.string()),
        ("likely", pa.string()),
        ("now", pa.float64()),
        ("forecast", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("goal", pa.float64()),
    ]
)
_MOST = 20
_STEP, _LINE = 72, 24  # pixels of a goal, and from its bar to the text above and below
_ROOM = 0.08  # left free of a goal's scale on either side
_LEGEND = "Dot: now. Bar: forecast with its 95 % interval. Line: the goal. Each goal has a scale of its own."


def goal_bullets(result: Result, look: Look) -> Picture | None:
    """A bullet a goal, the soonest first. None where the Result has no goals with a target and a present value."""
    measures = {which: {cell.series: cell for cell in cells_of(result, which)} for which in _MEASURES}
    goals = [series for series, cell in measures["target"].items() if cell.value is not None]
    rows = [
        row
        for order, series in enumerate(goals[:_MOST])
        if (row := _row(order, str(series), {which: cells.get(series) for which, cells in measures.items()}))
    ]
    if not rows:
        return None
    chances = [cell for cell in measures["chance"].values() if cell.value is not None]
    likely = sum(cell.value is not None and cell.value > 0.5 for cell in chances)
    title = f"Goals: {likely} of {len(chances)} likely to be reached" if chances else "Goals: too early to tell"
    summary = " ".join(f"{row['name']}: {row['words']} {row['likely']}".strip() for row in rows)
    notes = (_LEGEND, *([f"The first {_MOST} of {len(goals)} goals are drawn."] if len(goals) > _MOST else []))
    return Picture(_spec(look.theme), drawn_table(rows, _SCHEMA), title, f"{title}. {summary}", notes)


_MEASURES = ("chance", "current", "forecast", "target")


def _row(order: int, series: str, cells: dict[str, Cell | None]) -> dict[str, object] | None:
    now, forecast, goal, chance = (cells[name] for name in ("current", "forecast", "target", "chance"))
    if now is None or goal is None:
        return None
    spots = {"now": now.value, "goal": goal.value}
    spots |= {"forecast": None, "low": None, "high": None}
    if forecast is not None:
        spots |= {"forecast": forecast.value, "low": forecast.low, "high": forecast.high}
    values = [value for value in spots.values() if value is not None]
    if spots["now"] is None or spots["goal"] is None:
        return None
    low, high = min(values), max(values)
    room = _ROOM * (high - low) or 1.0
    scaled = {
        name: None if value is None else (value - low + room) / (high - low + 2 * room)
        for name, value in spots.items()
    }
    likely = "" if chance is None or chance.value is None else f"{write_value(chance.value, Unit.RATE)} likely"
    words = chance.note if chance is not None and chance.note else ""
    return {"key": f"{order}", "place": float(order), "name": series, "words": words, "likely": likely, **scaled}


@cache
def _spec(theme: Theme) -> dict[str, object]:
    colours = palette_of(theme)
    rows = alt.EncodingSortField(field="place", op="min", order="ascending")
    y = alt.Y("key:N", sort=rows, axis=None)
    scale = alt.Scale(domain=[0, 1], nice=False)
    tip = [alt.Tooltip("name:N", title="Goal"), alt.Tooltip("words:N", title="Stands"),
           alt.Tooltip("likely:N", title="Chance")]  # fmt: skip
    base = alt.Chart().encode(y=y, tooltip=tip)

    def at(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=None, scale=scale)

    width = alt.ExprRef("width")
    layers = [
        base.mark_rule(color=colours.grid, strokeWidth=2, aria=False).encode(x=alt.value(0), x2=alt.value("width")),
        base.mark_bar(color=colours.context, height=14, cornerRadius=2, aria=False).encode(x=at("low"), x2="high"),
        base.mark_tick(color=colours.muted, thickness=2, size=14, aria=False).encode(x=at("forecast")),
        base.mark_tick(color=colours.text, thickness=4, size=26, aria=False).encode(x=at("goal")),
        base.mark_circle(color=colours.value, size=150, opacity=1, aria=False).encode(x=at("now")),
        base.mark_text(align="left", dy=-_LINE, fontWeight=600, color=colours.text, limit=alt.ExprRef("width - 90"))
        .encode(x=alt.value(0), text="name:N"),
        base.mark_text(align="right", dy=-_LINE, fontWeight=600, color=colours.text).encode(
            x=alt.value("width"), text="likely:N"
        ),
        base.mark_text(align="left", dy=_LINE, color=colours.muted, limit=width).encode(
            x=alt.value(0), text="words:N"
        ),
    ]  # fmt: skip
    return render(alt.LayerChart(layer=layers, height=alt.Step(_STEP)), theme)
