"""The series of another metric, a segment each, with its trend, season and rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from csm_core.metrics.change import Headline, course
from csm_core.metrics.context import Context
from csm_core.metrics.other_series import last_run, other_result
from csm_core.metrics.registry import metric_named
from csm_core.metrics.shown_unit import shown_unit
from csm_core.periods import Grain
from csm_core.stats.season import Seasons, seasons
from csm_core.units import Unit

# Periods a year, where a year's season can be seen.
SEASON_LENGTHS: Mapping[Grain, int] = {Grain.MONTH: 12, Grain.WEEK: 52, Grain.QUARTER: 4}


@dataclass(frozen=True, slots=True)
class SeasonalSeries:
    """One series: its cells as they were answered, the run that was decomposed, and the parts or the reason."""

    segment: str | None
    cells: tuple[Headline, ...]
    run: tuple[tuple[date, float], ...]
    season_length: int
    robust: bool
    grows: bool
    parts: Seasons | None
    reason: str

    def point(self, at: date, value: float) -> dict[str, object]:
        """One point of the run, with what the decomposition was told."""
        return {
            "at": at,
            "observed": value,
            "season_length": self.season_length,
            "robust": self.robust,
            "grows": self.grows,
        }

    def answer_rows(self) -> Iterator[dict[str, object]]:
        """The rows of the answer."""
        places = {period: place for place, (period, _) in enumerate(self.run)}
        for cell in self.cells:
            keys: dict[str, object] = {"period": cell.period, "segment": self.segment, "complete": cell.complete}
            yield keys | {"measure": "observed", "value": cell.value, "n": cell.n, "note": cell.note}
            for measure in ("trend", "season", "rest"):
                row = keys | {"measure": measure, "n": len(self.run)}
                if self.parts is not None and cell.period in places:
                    yield row | {"value": float(getattr(self.parts, measure)[places[cell.period]])}
                else:
                    unfinished = "This period is not complete, or not in the stretch without gaps."
                    yield row | {"note": self.reason or unfinished}


def seasonal_series(context: Context) -> tuple[list[SeasonalSeries], str, Unit | None]:
    """The series of the metric that the setting `of` names; without any, the reason. With them their unit."""
    length = SEASON_LENGTHS.get(context.scope.grain)
    if length is None:
        return [], "Seasons are looked for by week, month or quarter: choose one of them.", None
    of = context.text("of")
    result, reason = other_result(context, of, context.scope, context.text("of_variant") or None)
    if result is None:
        return [], reason, None
    measure, series = context.text("of_measure") or None, context.text("of_series") or None
    found = []
    for segment in sorted({row["segment"] for row in result.rows()}, key=str):
        cells = course(result, measure, series, None if segment is None else str(segment))
        cells = tuple(cell for cell in cells if cell.period is not None)
        if cells:
            found.append(_series(context, None if segment is None else str(segment), cells, length))
    if not any(cell.value is not None for each in found for cell in each.cells):
        notes = [str(row["note"]) for row in result.rows() if row["note"]]
        return [], notes[0] if notes else f"'{of}' has no values by period.", None
    return found, "", shown_unit(metric_named(of), result, measure)


def _series(context: Context, segment: str | None, cells: tuple[Headline, ...], length: int) -> SeasonalSeries:
    run = last_run(cells)
    values = [value for _, value in run]
    robust, grows = bool(context.settings["robust"]), context.text("swing") == "share"
    parts, reason = None, ""
    if len(values) < 2 * length:
        reason = f"Only {len(values)} complete {context.scope.grain}s in a row: a season asks for {2 * length}."
    elif grows and min(values) <= 0:
        reason = "A season that is a share of the level asks for values above 0."
    else:
        parts = seasons(values, length, robust, grows)
    return SeasonalSeries(segment, cells, tuple(run), length, robust, grows, parts, reason)
