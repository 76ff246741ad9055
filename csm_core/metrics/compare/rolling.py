"""Rolling: rates and times of few cases, over the 3 or 12 months up to each month."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from statistics import median

import pyarrow as pa

from csm_core.metrics.framework.declare import Value
from csm_core.metrics.framework.registry import metric_named
from csm_core.periods import Grain, Month, Period, add_months
from csm_core.result import Result
from csm_core.scope import Compare, Scope
from csm_core.store.workspace import Workspace

Ask = Callable[[Workspace, str, Scope | None, str | None, Mapping[str, Value] | None], Result]

# With so many cases the 95 % interval of a share is no wider than ten points to either side (0.98 / √n at a half).
ENOUGH_CASES = 100
_NOTE = "Figures over 3 or 12 months are of the months up to each one, as one month alone has too few cases."
_GRAINS = {3: Grain.QUARTER, 12: Grain.YEAR}
# Metrics that look back themselves, and the settings by which a reader says so.
_ITSELF = ("rolling_periods", "window_days")


def ask_rolling(
    ask: Ask, workspace: Workspace, metric: str, scope: Scope, variant: str | None, settings: Mapping[str, Value]
) -> Result:
    """The answer by month; where the metric is of cases and a typical month has fewer than `ENOUGH_CASES`, each
    month's value is of the 3 or 12 months up to it, and `Result.window` says so.

    Other lengths of period, and ranges that begin or end within a month, are answered as they are asked.
    """
    result = ask(workspace, metric, scope, variant, settings)
    months = _months(result, settings)
    if months == 1:
        return result
    if _ITSELF[0] in result.settings:
        rolled = ask(workspace, metric, scope, variant, {**settings, _ITSELF[0]: months})
        return _noted(replace(rolled, window=months))
    parts = [ask(workspace, metric, one, variant, settings) for one in _windows(result.scope, months)]
    table = _together([_by_last_month(part, months) for part in parts])
    return _noted(replace(parts[-1], scope=result.scope, table=table, window=months))


def question_behind(
    result: Result, scope: Scope | None, settings: Mapping[str, Value]
) -> tuple[Scope | None, dict[str, Value]]:
    """Scope and settings under which the rows behind all windows of a rolling answer are asked for."""
    if result.window == 1 or scope is None:
        return scope, dict(settings)
    if _ITSELF[0] in result.settings:
        return scope, {**settings, _ITSELF[0]: result.window}
    return replace(result.scope, start=add_months(result.scope.window()[0], 1 - result.window)), dict(settings)


def months_behind(result: Result, month: date) -> tuple[date, ...]:
    """The months under which the rows behind a month's value stand."""
    back = 1 if _ITSELF[0] in result.settings else result.window
    return tuple(add_months(month, -months) for months in range(back))


def compared_window(result: Result, period: Period) -> Scope | None:
    """The scope of the one window that the one up to `period` is compared with: a year before, or the one that ends
    where it begins. None where nothing is compared."""
    before = result.scope.compared(period)
    if before is None or result.window == 1:
        return before
    end = before.window()[1]
    if result.scope.compare is Compare.PREVIOUS:
        end = add_months(end, 1 - result.window)
    if _ITSELF[0] in result.settings:
        return replace(before, start=add_months(end, -1), end=end)
    return _window(before, add_months(end, -result.window), end, result.window)


def _months(result: Result, settings: Mapping[str, Value]) -> int:
    declared = metric_named(result.metric)
    if not declared.is_of_cases or result.missing or any(name in settings for name in _ITSELF):
        return 1
    scope = result.scope
    start, end, _ = scope.window()
    if scope.grain is not Grain.MONTH or (start.day, end.day) != (1, 1):
        return 1
    first = next(iter(declared.measures), None)
    counts = [
        0 if row["n"] is None else row["n"]  # a month without a case has none
        for row in result.rows()
        if row["complete"] is not False and row["period"] is not None and row["measure"] in (None, first)
    ]
    if not any(counts):
        return 1
    usual = median(counts)
    return 1 if usual >= ENOUGH_CASES else 3 if 3 * usual >= ENOUGH_CASES else 12


def _windows(scope: Scope, months: int) -> list[Scope]:
    """Scopes whose periods are all windows between them, each asked once: windows that do not overlap are periods of
    one calendar."""
    ends = [period.end for period in scope.periods()]
    return [
        _window(scope, add_months(ends[first], -months), ends[first::months][-1], months)
        for first in reversed(range(min(months, len(ends))))
    ]


def _window(scope: Scope, start: date, end: date, months: int) -> Scope:
    begins = tuple(Month)[start.month - 1]
    return replace(scope, grain=_GRAINS[months], fiscal_start=begins, start=start, end=end)


def _by_last_month(part: Result, months: int) -> pa.Table:
    days = part.table.column("period").to_pylist()
    last = [None if day is None else add_months(day, months - 1) for day in days]
    return part.table.set_column(0, part.table.schema.field(0), pa.array(last, pa.date32()))


def _together(tables: Sequence[pa.Table]) -> pa.Table:
    """All rows, each measure, part and segment by its months, in the order in which the metric gives them."""
    order: dict[tuple[object, ...], int] = {}
    rows = [row for table in tables for row in table.to_pylist()]
    for row in rows:
        order.setdefault((row["measure"], row["series"], row["segment"]), len(order))
    rows.sort(key=lambda row: (order[row["measure"], row["series"], row["segment"]], row["period"]))
    return pa.Table.from_pylist(rows, tables[0].schema)


def _noted(result: Result) -> Result:
    return replace(result, notes=(_NOTE, *result.notes))
