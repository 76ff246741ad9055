"""The demo company by plan, size and country: MRR, churn, cohorts, survival and lifetime value of each segment are
those of its bridge, and the segments make up the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.metrics.framework.declare import Value
from csm_core.periods import add_months
from csm_core.scope import Scope
from tests.workspaces import demo_workspace

# Whole months up to the demo's last one that is over.
SCOPE = Scope(start=date(2023, 1, 1), end=date(2026, 1, 1), as_of=date(2025, 12, 31))
LAST = date(2025, 12, 1)
SPLITS = ("Main plan", "Size by MRR", "Country")
Cells = list[dict[str, object]]


def cells(metric: str, split: str | None, variant: str | None = None, **overrides: Value) -> Cells:
    return ask(demo_workspace(), metric, replace(SCOPE, split=split), variant, overrides).rows()


def table(rows: Cells, *keys: str, column: str = "value") -> Mapping[tuple[object, ...], float]:
    """Keys → the value of a cell; without what is nothing."""
    return {tuple(row[key] for key in keys): float(str(row[column])) for row in rows if row[column]}


def summed(values: Mapping[tuple[object, ...], float], *places: int) -> Mapping[tuple[object, ...], float]:
    """The sums of the values that are alike in the keys at these places."""
    sums: dict[tuple[object, ...], float] = defaultdict(float)
    for key, value in values.items():
        sums[tuple(key[index] for index in places)] += value
    return {key: value for key, value in sums.items() if abs(value) > 1e-6}


@pytest.mark.parametrize("split", SPLITS)
def test_the_bridge_of_each_segment_is_the_way_from_one_mrr_to_the_next(split: str) -> None:
    closing = table(cells("mrr", split), "period", "segment")
    assert len({name for _, name in closing}) > 2
    bars = table(cells("mrr_movements", split), "period", "segment", "series")
    ends = {key[:2]: value for key, value in bars.items() if key[2] == "end"}
    starts = {key[:2]: value for key, value in bars.items() if key[2] == "start" and key[0] > SCOPE.start}
    assert ends == pytest.approx(closing)
    assert starts == pytest.approx(
        {(add_months(day, 1), name): v for (day, name), v in closing.items() if day < LAST}
    )
    assert summed({key: v for key, v in bars.items() if key[2] != "end"}, 0, 1) == pytest.approx(closing)
    # What moves between segments is nothing to the whole.
    whole = table(cells("mrr_movements", None), "period", "series")
    between = {"entered", "left"}
    parts = summed({key: v for key, v in bars.items() if key[2] not in between}, 0, 2)
    assert parts == pytest.approx({key: v for key, v in whole.items() if key[1] not in between})


@pytest.mark.parametrize("split", SPLITS)
def test_the_lifetime_value_of_a_segment_follows_from_its_bridge(split: str) -> None:
    paid = {row["segment"]: row["value"] for row in cells("arpa", split) if row["period"] == LAST}
    customers, lost = defaultdict[object, float](float), defaultdict[object, float](float)
    for row in cells("logo_churn_rate", split):
        if row["period"] > add_months(LAST, -12) and row["value"] is not None:
            customers[row["segment"]] += row["n"]
            lost[row["segment"]] += row["value"] * row["n"]
    # ARPA ÷ monthly churn over the last twelve months; without churn there is none.
    expected = {
        name: None if not lost[name] or value is None else value / (lost[name] / customers[name])
        for name, value in paid.items()
        if customers[name]
    }
    figures = {row["segment"]: row["value"] for row in cells("clv", split, "simple") if row["measure"] == "clv"}
    assert {name: value for name, value in figures.items() if value is not None} == pytest.approx(
        {name: value for name, value in expected.items() if value is not None}
    )


@pytest.mark.parametrize("split", SPLITS)
def test_who_begins_is_in_one_segment_in_cohorts_survival_and_the_bridge(split: str) -> None:
    began = {
        key[:2]: n
        for key, n in table(cells("cohort_retention", split), "period", "segment", "age", column="n").items()
        if key[0] is not None and key[2] == 0
    }
    whole = {
        key[:1]: n
        for key, n in table(cells("cohort_retention", None), "period", "age", column="n").items()
        if key[0] is not None and key[1] == 0
    }
    assert summed(began, 0) == whole
    # Those of all cohorts are at risk of leaving from age 0 on; who began before the dates shown is in survival too.
    since_ever = replace(SCOPE, start=None)
    everybody = ask(demo_workspace(), "cohort_retention", replace(since_ever, split=split)).rows()
    by_segment = summed(
        {(row["segment"], row["period"]): row["n"] for row in everybody if row["age"] == 0 and row["period"]}, 0
    )
    at_risk = {(row["segment"],): row["n"] for row in cells("survival", split) if row["age"] == 0}
    assert at_risk == by_segment
    # The bridge knows as new who is still there at the month's end, in the segment of that day.
    new = table(
        [row for row in cells("mrr_movements", split, "events") if row["series"] == "new"],
        "period",
        "segment",
        column="n",
    )
    assert summed(new, 0) == summed(began, 0)
