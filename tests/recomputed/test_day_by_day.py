"""The demo company lived through day by day: every month and quarter that it has had is the app's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from csm_core import Scope, Workspace
from csm_core.periods import Grain
from tests.recomputed.answers import cells, differences
from tests.recomputed.grid import Grid

CENT, RATE = 0.01, 1e-6
GRAINS = {Grain.MONTH: ("M", 12), Grain.QUARTER: ("Q", 4)}
SINCE, UNTIL = date(2022, 1, 1), date(2026, 10, 1)


@pytest.fixture(scope="session")
def grid(folder: Path) -> Grid:
    return Grid(folder)


@pytest.mark.parametrize("grain", GRAINS)
def test_each_period_begins_and_ends_with_what_its_last_days_paid(demo: Workspace, grid: Grid, grain: Grain) -> None:
    code, year = GRAINS[grain]
    scope = Scope(SINCE, UNTIL, grain)
    closings = grid.closings(code)
    periods = [period for period in closings.index if period.start_time.date() >= SINCE]
    paid, moved, kept, lost = {}, {}, ({}, {}), {}
    for period in periods:
        first, opened, close = period.start_time.date(), closings[period - 1], closings[period]
        money = grid.mrr(close)
        paid[first] = money.sum(), int((money > 0).sum())
        for bar, amounts in grid.movements(opened, close).items():
            if (abs(amounts) > 1e-9).any():
                moved[first, bar] = amounts.sum(), int((abs(amounts) > 1e-9).sum())
        was, is_ = grid.served[:, opened], grid.served[:, close]
        lost[first] = (was & ~is_).sum() / max(1, was.sum()), int(was.sum())
        if period - year in closings.index and (grid.paid[:, closings[period - year]] > 0).any():
            for part, rate in zip(kept, grid.kept(closings[period - year], close), strict=True):
                part[first] = rate, int((grid.paid[:, closings[period - year]] > 0).sum())
    lost = {key: cell for key, cell in lost.items() if cell[1]}
    both = ("value", "n")
    assert differences(plain(paid), cells(demo, "mrr", scope, ("period",), both), CENT) == []
    assert differences(plain(moved), cells(demo, "mrr_movements", scope, ("period", "series"), both), CENT) == []
    assert differences(plain(lost), cells(demo, "logo_churn_rate", scope, ("period",), both), RATE) == []
    for metric, part in zip(("net_revenue_retention", "gross_revenue_retention"), kept, strict=True):
        assert differences(plain(part), cells(demo, metric, scope, ("period",), both), RATE) == []


@pytest.mark.parametrize("grain", GRAINS)
def test_each_cohort_is_counted_at_the_close_of_each_period(demo: Workspace, grid: Grid, grain: Grain) -> None:
    code, _ = GRAINS[grain]
    closings = grid.closings(code)
    still, size = grid.cohorts(code)
    figures = {
        (closings.index[cohort].start_time.date(), age): (still[cohort, age] / size[cohort], size[cohort])
        for cohort, age in np.argwhere(still >= 0)
        if size[cohort]
    }
    # The average pools the cohorts that have come to the last age that half of all have come to.
    last = np.array([np.flatnonzero(row >= 0).max(initial=-1) for row in still])
    until = max(age for age in range(len(closings)) if 2 * size[last >= age].sum() >= size[last >= 0].sum())
    reached = np.flatnonzero((last >= until) & (size > 0))
    for age in range(until + 1):
        figures[None, age] = still[reached, age].sum() / size[reached].sum(), size[reached].sum()
    actual = cells(demo, "cohort_retention", Scope(SINCE, UNTIL, grain), ("period", "age"), ("value", "n"))
    assert differences(plain(figures), actual, RATE) == []


@pytest.mark.parametrize("attribute", ["Segment", "Country"])
def test_the_parts_are_those_of_the_accounts_in_them(demo: Workspace, grid: Grid, attribute: str) -> None:
    closings = grid.closings("M")
    column = grid.attributes["Country/Region" if attribute == "Country" else attribute]
    scope = Scope(SINCE, UNTIL, split=attribute)
    paid, lost = {}, {}
    for segment, rows in column.reset_index(drop=True).groupby(column.to_numpy()).groups.items():
        for period in closings.index[1:]:
            first = period.start_time.date()
            money = grid.mrr(closings[period])[rows]
            was, is_ = (grid.served[rows, closings[each]] for each in (period - 1, period))
            if (money > 0).any():
                paid[segment, first] = money.sum(), (money > 0).sum()
            if was.any():
                lost[segment, first] = (was & ~is_).mean() * len(was) / was.sum(), was.sum()
    keys, both = ("segment", "period"), ("value", "n")
    assert differences(plain(paid), cells(demo, "mrr", scope, keys, both), CENT) == []
    assert differences(plain(lost), cells(demo, "logo_churn_rate", scope, keys, both), RATE) == []


def plain(result: dict[object, tuple[object, ...]]) -> dict[object, tuple[object, ...]]:
    """NumPy's numbers as Python's."""
    return {key: tuple(pd.Series(cell).astype(float).tolist()) for key, cell in result.items()}
