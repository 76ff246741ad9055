"""Counted: one figure of one month with what each account adds to it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.closing.definition_mark import definition_mark
from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.metrics.framework.declare import Value
from csm_core.metrics.framework.registry import metric_named
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace

# Metric → measure, and the column of the rows behind that tells its parts: what is reported every month, and adds up
# or divides over accounts.
FIGURES: tuple[tuple[str, str | None], ...] = (
    ("mrr", None),
    ("mrr_movements", None),
    ("net_revenue_retention", None),
    ("gross_revenue_retention", None),
    ("logo_churn_rate", None),
    ("arpa", None),
    ("nps", None),
    ("csat", "percent"),
)
# Bars that only say where the bridge begins and ends.
_ENDS = ("start", "end")
_NOBODY = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure and, by account, its name and what it adds above and below the line.

    `value` is `scale` × the sum of the parts, over the sum of the wholes where it is a ratio; for a plain sum every
    whole is 0. Answers without an account stand under an empty id. `definition` marks how it was worked out; None
    where that was not kept.
    """

    metric: str
    measure: str | None
    series: str | None
    value: float | None
    accounts: Mapping[str, tuple[str | None, float, float]]
    definition: str | None = None

    @property
    def key(self) -> tuple[str, str | None, str | None]:
        """Which figure it is."""
        return self.metric, self.measure, self.series

    @property
    def is_ratio(self) -> bool:
        """Whether it is a sum over another."""
        return any(whole for _, _, whole in self.accounts.values())

    @property
    def scale(self) -> float:
        """Points of a score are a hundred times its ratio."""
        return 100.0 if self.metric == "nps" else 1.0


def relevant(settings: Mapping[str, Value]) -> dict[str, Value]:
    """Those of the reader's settings that some closed figure knows."""
    names = {setting.name for metric_id, _ in FIGURES for setting in metric_named(metric_id).settings}
    return {name: value for name, value in settings.items() if name in names}


def counted_figures(workspace: Workspace, scope: Scope, settings: Mapping[str, Value]) -> Iterator[Counted]:
    """The figures of the one month that `scope` shows, of those that the data can answer.

    `settings` are the reader's; a metric takes those that it knows.
    """
    start = scope.window()[0]
    for metric_id, measure in FIGURES:
        names = {setting.name for setting in metric_named(metric_id).settings}
        used = {name: value for name, value in settings.items() if name in names}
        result = ask(workspace, metric_id, scope, None, used)
        if result.missing:
            continue
        definition = definition_mark(result)
        rows = rows_behind(workspace, metric_id, scope, None, used)
        for cell in _cells(result.table, start, measure):
            cells = _of(rows, start, measure, cell.series)
            yield Counted(metric_id, measure, cell.series, cell.value, cells, definition)


@dataclass(frozen=True, slots=True)
class _Cell:
    series: str | None
    value: float | None


def _cells(table: pa.Table, period: date, measure: str | None) -> Iterator[_Cell]:
    columns = [table.column(name).to_pylist() for name in ("period", "measure", "series", "value")]
    for start, measured, series, value in zip(*columns, strict=True):
        if start == period and measured == measure and series not in _ENDS:
            yield _Cell(series, value)


def _of(
    rows: pa.Table, period: date, measure: str | None, series: str | None
) -> Mapping[str, tuple[str | None, float, float]]:
    for name, wanted in (("period", pa.scalar(period, pa.date32())), ("measure", measure), ("series", series)):
        if name in rows.column_names and wanted is not None:
            rows = rows.filter(pc.equal(rows.column(name), wanted))
    sums: dict[str, tuple[str | None, list[float], list[float]]] = {}
    for row in rows.to_pylist():
        _, parts, wholes = sums.setdefault(row["account_id"] or _NOBODY, (row["account_name"], [], []))
        part, whole = _parts(row)
        parts.append(part)
        wholes.append(whole)
    return {account: (name, math.fsum(parts), math.fsum(wholes)) for account, (name, parts, wholes) in sums.items()}


def _parts(row: Mapping[str, object]) -> tuple[float, float]:
    if "sign" in row:
        weight = _number(row["weight"])
        return _number(row["sign"]) * weight, weight
    if "part" in row:
        return _number(row["part"]), _number(row["whole"])
    return _number(row["amount"]), 0.0


def _number(value: object) -> float:
    return float(str(value)) if value is not None else 0.0
