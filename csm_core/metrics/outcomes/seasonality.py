"""Trend, season and rest of any metric."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from csm_core.metrics.compare.headline import Headline, course
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    Refused,
    Setting,
    Shape,
    Variant,
)
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.framework.registry import metric_named
from csm_core.metrics.framework.shown_unit import shown_unit
from csm_core.metrics.outcomes.calc.other_series import last_run, other_result
from csm_core.periods import Grain
from csm_core.result import SCHEMA, Parameter
from csm_core.stats.season import ENOUGH_SEASONS, Seasons, seasons
from csm_core.text.plural import plural
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
        places = {period: index for index, (period, _) in enumerate(self.run)}
        for cell in self.cells:
            keys: dict[str, object] = {"period": cell.period, "segment": self.segment, "complete": cell.complete}
            yield keys | {"measure": "observed", "value": cell.value, "n": cell.n, "note": cell.note}
            for measure in ("trend", "season", "rest"):
                row = keys | {"measure": measure, "n": len(self.run)}
                if self.parts is not None and cell.period in places:
                    yield row | {"value": float(getattr(self.parts, measure)[places[cell.period]])}
                else:
                    unfinished = "This period is incomplete, or outside the run without gaps."
                    yield row | {"note": self.reason or unfinished}


def seasonal_series(context: Context) -> tuple[list[SeasonalSeries], str, Unit | None]:
    """The series of the metric that the setting `of` names; without any, the reason. With them their unit."""
    length = SEASON_LENGTHS.get(context.scope.grain)
    if length is None:
        return [], "Choose week, month or quarter to look for seasons.", None
    of = context.text("of")
    result, reason = other_result(context, of, context.scope, context.text("of_variant") or None)
    if result is None:
        return [], reason, None
    measure, series = context.text("of_measure") or None, context.text("of_series") or None
    all_series = []
    for segment in sorted({row["segment"] for row in result.rows()}, key=str):
        cells = course(result, measure, series, None if segment is None else str(segment))
        cells = tuple(cell for cell in cells if cell.period is not None)
        if cells:
            all_series.append(_series(context, None if segment is None else str(segment), cells, length))
    if not any(cell.value is not None for each in all_series for cell in each.cells):
        notes = [str(row["note"]) for row in result.rows() if row["note"]]
        return [], notes[0] if notes else f"'{of}' has no values by period.", None
    return all_series, "", shown_unit(metric_named(of), result, measure)


def _series(context: Context, segment: str | None, cells: tuple[Headline, ...], length: int) -> SeasonalSeries:
    run = last_run(cells)
    values = [value for _, value in run]
    robust, grows = bool(context.settings["robust"]), context.text("swing") == "share"
    parts, reason = None, ""
    if len(values) < 2 * length:
        whole = plural(len(values), f"complete {context.scope.grain}")
        reason = f"Only {whole} in a row: a season needs {2 * length}."
    elif grows and min(values) <= 0:
        reason = "A season as a share of the level needs values above 0."
    else:
        parts = seasons(values, length, robust, grows)
    return SeasonalSeries(segment, cells, tuple(run), length, robust, grows, parts, reason)


_ROWS = pa.schema(
    [
        *(SCHEMA.field(name) for name in ("period", "segment", "measure")),
        *(("at", pa.date32()), ("observed", pa.float64()), ("season_length", pa.int64())),
        *(("robust", pa.bool_()), ("grows", pa.bool_())),
    ]
)
_NAMES = ("period", "segment", "measure", "value", "n", "complete", "note")
_WEAK = 0.3


def _compute(context: Context) -> Answer:
    all_series, reason, unit = seasonal_series(context)
    if not all_series:
        return Answer(pa.table({"value": pa.array([None], pa.float64()), "note": [reason]}))
    rows, notes, parameters = [], [], []
    for series in all_series:
        where, name = (f" in {series.segment}", f"_{series.segment}") if series.segment is not None else ("", "")
        rows += list(series.answer_rows())
        if series.parts is None:
            notes.append(series.reason if series.segment is None else f"{series.segment}: {series.reason}")
            continue
        strengths = {"season": series.parts.season_strength, "trend": series.parts.trend_strength}
        parameters += [Parameter(f"{part}_strength{name}", strength) for part, strength in strengths.items()]
        if strengths["season"] is None:
            few = f"{len(series.run)} {context.scope.grain}s{where} are less than {ENOUGH_SEASONS} seasons"
            notes.append(f"{few}: too few to tell how strong the season is.")
        elif strengths["season"] < _WEAK:
            notes.append(f"The season{where} is weak ({strengths['season']:.2f} of 1): don't read much into it.")
    table = pa.Table.from_pylist(rows, pa.schema([SCHEMA.field(name) for name in _NAMES]))
    return Answer(table, tuple(parameters), tuple(notes), unit=unit)


def _rows(context: Context) -> pa.Table:
    """For each cell every point of the series that it was worked out from."""
    all_series, _, _ = seasonal_series(context)
    shown = {period.start for period in context.periods}
    rows: list[dict[str, object]] = []
    for series in all_series:
        keys: dict[str, object] = {"segment": series.segment}
        for cell in series.cells:
            if cell.value is not None and cell.period is not None:
                columns = keys | {"period": cell.period, "measure": "observed"}
                rows.append(columns | series.point(cell.period, cell.value))
        for period in (period for period, _ in series.run if series.parts is not None and period in shown):
            for measure in ("trend", "season", "rest"):
                columns = keys | {"period": period, "measure": measure}
                rows += [columns | series.point(at, value) for at, value in series.run]
    return pa.Table.from_pylist(rows, _ROWS)


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    del variant
    points = sorted(rows.to_pylist(), key=lambda row: str(row["at"]))
    if not points:
        return None
    first = points[0]
    index = [row["at"] for row in points].index(first["period"])
    values = [row["observed"] for row in points]
    if first["measure"] == "observed":
        return float(values[index])
    parts = seasons(values, first["season_length"], first["robust"], first["grows"])
    return None if parts is None else float(getattr(parts, first["measure"])[index])


def _answer(month: int, count: int) -> tuple[tuple[tuple[str, str], ...], ...]:
    day = date(2022 + month // 12, month % 12 + 1, 5).isoformat()
    return ((("responded_at", day), ("score", "9"), ("survey_type", "nps")),) * count


# Two answers a month and ten every December, for two years.
_TWO_YEARS = tuple(row for month in range(24) for row in _answer(month, 10 if month % 12 == 11 else 2))

METRIC = Metric(
    id="seasonality",
    family="outcomes",
    name="Seasonality",
    question="Is this a trend, or just the time of year?",
    definition=(
        "Any metric, split over its whole history into trend, season and remainder, which add up to it. It needs "
        "two full seasons (24 months, 104 weeks, 8 quarters) of complete periods without a gap. Incomplete periods "
        "are left out."
    ),
    formula="observed = trend + season + rest",
    inputs=(
        Input(
            ("subscriptions", "mrr_snapshots", "mrr_movements", "events", "surveys", "tickets", "outcomes"),
            ("start_date", "event_at", "responded_at", "created_at"),
        ),
    ),
    unit=Unit.RATIO,
    direction=Direction.NEITHER,
    additive=False,
    shape=Shape.TREND,
    measures=("observed", "trend", "season", "rest"),
    series=(),
    interval=None,
    interval_holds_value=True,
    variants=(Variant("stl", "Cleveland et al. 1990", "STL: seasons and trend by LOESS.", (None, None), Unit.RATIO),),
    refused=(
        Refused(
            "A season read from one year",
            "What happened in one December may be seasonal or a coincidence; nothing can tell them apart.",
        ),
    ),
    settings=(
        Setting("of", "The metric, by its id", "mrr", None, ""),
        Setting("of_variant", "Its variant (empty: the default)", "", None, ""),
        Setting("of_measure", "Its measure (empty: the first)", "", None, ""),
        Setting("of_series", "Its series (movement, survey …; empty: the first)", "", None, ""),
        Setting("robust", "Weigh single wild values down", True, None, ""),
        Setting(
            "swing", "The season swings by an amount, or by a share of the level", "amount", ("amount", "share"), ""
        ),
    ),
    compute=_compute,
    rows=_rows,
    value_of=_value_of,
    references=(
        "Cleveland, Cleveland, McRae & Terpenning (1990), STL, Journal of Official Statistics 6(1)",
        "Wang, Smith & Hyndman (2006), Characteristic-Based Clustering for Time Series Data",
    ),
    examples=(
        Example(
            "Two answers in every month and ten in each December: all of it is season",
            (("surveys", _TWO_YEARS),),
            (("start", "2022-01-01"), ("end", "2024-01-01"), ("as_of", "2023-12-31")),
            None,
            (("of", "survey_responses"), ("robust", False)),
            (
                (("measure", "observed"), ("period", "2022-12-01"), ("value", 10.0)),
                (("measure", "rest"), ("period", "2022-12-01"), ("value", 0.0)),
            ),
        ),
    ),
)
