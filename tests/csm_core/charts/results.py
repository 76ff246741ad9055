"""Results made of rows, for pictures to be drawn of."""

from datetime import date

import pyarrow as pa

from csm_core.periods import Grain
from csm_core.result import SCHEMA, Result
from csm_core.scope import Scope
from csm_core.units import Unit


def month(index: int) -> date:
    """The first day of the month that is `place` months after January 2025."""
    return date(2025 + index // 12, index % 12 + 1, 1)


def result_of(rows: list[dict[str, object]], unit: Unit, grain: Grain = Grain.MONTH, periods: int = 24) -> Result:
    empty: dict[str, object] = dict.fromkeys(SCHEMA.names)
    table = pa.Table.from_pylist([{**empty, "complete": True, **row} for row in rows], SCHEMA)
    scope = Scope(month(0), month(periods), grain, as_of=date(2099, 1, 1), currency="EUR")
    return Result("any", "usual", {}, unit, scope, "fingerprint", table)


def trend_rows(values: list[float | None], segment: str | None = None, n: int = 200) -> list[dict[str, object]]:
    """A row a month from January 2025; the last month is not over."""
    return [
        {
            "period": month(index),
            "segment": segment,
            "value": value,
            "low": None if value is None else value - 9,
            "high": None if value is None else value + 9,
            "n": n,
            "complete": index < len(values) - 1,
        }
        for index, value in enumerate(values)
    ]


def cohort_rows(cohorts: int, n: int = 20) -> list[dict[str, object]]:
    """Cohorts that lose a twentieth a month, each seen until the same month, the last cell not in full; and the
    average over them."""
    cells: list[dict[str, object]] = [
        {"period": month(start), "age": age, "value": 1 - age / 20, "n": n, "complete": age < cohorts - 1 - start}
        for start in range(cohorts)
        for age in range(cohorts - start)
    ]
    average = [{"series": "average", "age": age, "value": 1 - age / 20, "n": n} for age in range(cohorts - 1)]
    return [*cells, *average]


def bridge_rows(months: int = 2) -> list[dict[str, object]]:
    """1,000 + 300 new + 50 expansion − 120 churn − 30 contraction = 1,200, and the same again on top."""
    rows: list[dict[str, object]] = []
    for index in range(months):
        start = 1000.0 + 200 * index
        steps = {
            "start": start,
            "new": 300.0,
            "expansion": 50.0,
            "churn": -120.0,
            "contraction": -30.0,
            "end": start + 200,
        }
        rows += [
            {"period": month(index), "series": series, "value": value, "n": 3, "complete": index < months - 1}
            for series, value in steps.items()
        ]
    return rows
