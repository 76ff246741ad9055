"""The replay as a metric: its cells, what it says, and the rows behind each."""

import math
from datetime import date
from functools import cache

import pytest

from csm_core.errors import BadValue
from csm_core.metrics.asking.ask import ask, rows_behind, rows_of_cell
from csm_core.metrics.framework.registry import metric_named
from csm_core.result import KEYS, Result
from csm_core.scope import Scope
from csm_core.scoring.components import COMPONENTS
from csm_core.store.workspace import Workspace
from tests.csm_core.metrics.health.past_company import AS_OF, company
from tests.workspaces import workspace_of

METRIC = metric_named("health_backtest")
SCOPE = Scope(as_of=AS_OF)
USUAL = {"horizon_days": 60, "red_below": 55, "base.red_below": 55, "green_from": 58, "base.green_from": 58}
EQUAL = USUAL | {f"weight.{component.id}": 10 for component in COMPONENTS}


@cache
def workspace() -> Workspace:
    tables = company(seed=5)
    for row in tables["accounts"]:
        row["Region"] = "North" if int(row["account_id"][1:]) % 2 else "South"
    record = {"author": "Ann", "date": "2023-09-01", "until": "2024-12-31"}
    bands = ("red", "amber", "green")
    overrides = [record | {"account_id": f"a{n:02}", "band": bands[n % 3]} for n in range(0, 36, 2)]
    return workspace_of(**tables, overrides=overrides)


@cache
def asked(equal: bool, split: str | None = None) -> Result:
    return ask(workspace(), "health_backtest", Scope(as_of=AS_OF, split=split), None, EQUAL if equal else USUAL)


def values(result: Result, segment: str | None = None) -> dict[tuple[object, object], object]:
    return {(row["measure"], row["series"]): row["value"] for row in result.rows() if row["segment"] == segment}


@pytest.mark.parametrize("split", [None, "Region"])
def test_rows_behind_make_every_value_the_changes_too(split: str | None) -> None:
    result = asked(True, split)
    behind = rows_behind(workspace(), "health_backtest", result.scope, None, EQUAL)
    names = set()
    for row in result.rows():
        if row["value"] is None:
            continue
        made = METRIC.value_of(rows_of_cell(behind, {key: row[key] for key in KEYS}), METRIC.variants[0])
        if made is None:
            assert row["value"] == 0, row
        else:
            assert math.isclose(made, float(str(row["value"])), rel_tol=1e-9, abs_tol=1e-9), (row, made)
            names.add(row["measure"])
    if split is None:
        assert names == set(METRIC.measures)


def test_without_a_difference_there_is_no_change_to_tell() -> None:
    assert not any(str(measure).endswith("_change") for measure, _ in values(asked(False)))
    assert not any("change" in note for note in asked(False).notes)


def test_the_change_is_said_in_one_sentence_and_is_the_difference_of_the_two() -> None:
    plain, equal = values(asked(False)), values(asked(True))
    # AUC and lift are compared over the rows that both score; their rows behind hold them.
    for name in ("caught", "caught_mrr", "false_alarms"):
        change = float(str(equal[f"{name}_change", None]))
        assert change == pytest.approx(float(str(equal[name, None])) - float(str(plain[name, None])))
    assert any(note.startswith("The change ") for note in asked(True).notes)


def test_the_headline_is_the_auc_with_its_interval() -> None:
    first = asked(False).rows()[0]
    assert first["measure"] == "auc"
    assert 0 < float(str(first["low"])) < float(str(first["value"])) < float(str(first["high"])) < 1


def test_bands_and_tenths_hold_every_scored_row() -> None:
    rows = asked(False).rows()
    scored = next(row["n"] for row in rows if row["measure"] == "auc")
    bands = [row for row in rows if row["measure"] == "churn_by_band" and row["series"] != "unknown"]
    by_band = sum(int(str(row["n"])) for row in bands)
    by_tenth = sum(int(str(row["n"])) for row in rows if row["measure"] == "churn_by_tenth")
    assert by_band == scored
    # Tenths are of one size, told in whole rows.
    assert by_tenth == pytest.approx(float(str(scored)), abs=5)


def test_segments_are_replayed_each_by_itself() -> None:
    whole = values(asked(False))
    north, south = (values(asked(False, "Region"), region) for region in ("North", "South"))
    for name in ("lost", "lost_mrr", "false_alarms", "green_and_lost"):
        parts = [float(str(part[name, None])) for part in (north, south)]
        assert sum(parts) == pytest.approx(float(str(whole[name, None])))


def test_all_weights_times_a_whole_number_change_nothing() -> None:
    once, often = (
        {f"weight.{one.id}": factor * (1 + index % 3) for index, one in enumerate(COMPONENTS)} for factor in (1, 7)
    )
    left, right = (ask(workspace(), "health_backtest", SCOPE, None, USUAL | weights) for weights in (once, often))
    assert left.table.equals(right.table)


def test_all_zero_weights_are_a_clear_message() -> None:
    nothing = {f"weight.{component.id}": 0 for component in COMPONENTS}
    with pytest.raises(BadValue, match="at least one component with a weight above 0"):
        ask(workspace(), "health_backtest", SCOPE, None, nothing)


def test_a_history_that_is_too_short_says_so() -> None:
    result = ask(workspace(), "health_backtest", SCOPE, None, {"horizon_days": 700})
    (row,) = result.rows()
    assert row["value"] is None
    assert "no past month-end with 700 days after it" in str(row["note"])


def test_too_few_losses_are_counted_and_refused_a_verdict() -> None:
    result = ask(workspace(), "health_backtest", Scope(as_of=date(2023, 9, 30)), None, {"horizon_days": 60})
    actual = values(result)
    assert actual["auc", None] is None
    assert actual["lost", None] is not None
    assert "a verdict needs at least 10" in result.notes[0]


def test_prices_and_seats_of_an_export_without_versions_are_said_to_be_todays() -> None:
    # The company's export has a row for each stretch; of the other, each row is the first of its customer alone.
    versions = company(seed=5)
    first = {row["account_id"]: row for row in reversed(versions["subscriptions"])}
    of_today = versions | {"subscriptions": list(first.values())}
    months = [{"account_id": "b", "month": f"2023-{month:02}-01", "mrr": "50"} for month in range(1, 13)]
    for tables, is_told in ((versions, False), (of_today, True), (of_today | {"mrr_snapshots": months}, True)):
        for metric_id in ("health_backtest", "health_bands", "score_change", "suggested_weights"):
            notes = ask(workspace_of(**tables), metric_id, SCOPE).notes
            assert any(note.startswith("Past seats and prices are today's") for note in notes) is is_told, metric_id
    snapshots = [{"account_id": name, "month": "2023-06-01", "mrr": "50"} for name in first]
    monthly = workspace_of(
        **{name: rows for name, rows in versions.items() if name != "subscriptions"}, mrr_snapshots=snapshots
    )
    assert not any("today's" in note for note in ask(monthly, "health_bands", SCOPE).notes)
