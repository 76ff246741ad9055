"""A month's total of use is that month's total: figures of days are refused, figures of months work."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from csm_core.intake.mapping import MappingFile
from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import Ingested, ingest_source
from csm_core.loading.load_files import Read, load_read
from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.workspaces import LOADED_AT

COUNTED = "account_id,{at},logins"
COLUMNS = {"account_id": "account_id", "event_count": "logins"}


def taken(text: str, columns: dict[str, str] | None = None, **options: str) -> Ingested:
    mapping = None
    if columns is not None:
        entry = {"kind": "events", "columns": columns, "options": options}
        mapping = MappingFile.parse(json.dumps({"usage.csv": entry}))
    return ingest_source(Source("usage.csv", text.encode()), mapping, lambda stage, share: None)


def counted(at: str, days: Sequence[str], accounts: Sequence[str] = ("A1", "B1")) -> tuple[str, dict[str, str]]:
    """A file of counts by account and date, and its mapping."""
    lines = [f"{account},{day},{10 + index}" for index, day in enumerate(days) for account in accounts]
    return "\n".join([COUNTED.format(at=at), *lines]), COLUMNS | {"event_at": at}


def firsts(count: int, months: int = 1, year: int = 2024) -> list[str]:
    return [f"{year + (index * months) // 12}-{(index * months) % 12 + 1:02d}-01" for index in range(count)]


def every(days: int, first: date, count: int) -> list[str]:
    return [(first + timedelta(days=days * index)).isoformat() for index in range(count)]


MONTH_ENDS = ["2025-01-31", "2025-02-28", "2025-03-31"]
# Header, dates, and what they are: a grain that shows, one that is asked about ('month?'), or single days.
COLUMN_CASES: dict[str, tuple[str, list[str], str]] = {
    "year-months": ("Month", ["2025-01", "2025-02"], "month"),
    "one year-month": ("period", ["2025-01"], "month"),
    "months in words": ("When", ["Jan 2025", "Feb 2025", "Mar 2025"], "month"),
    "months with slashes": ("Monat", ["01/2025", "02/2025"], "month"),
    "first days": ("date", firsts(4), "month"),
    "last days": ("as_of", MONTH_ENDS, "month"),
    "a header that says month": ("usage_month", ["2025-03-01"], "month"),
    "a header in Spanish": ("Mes", ["2025-03-01", "2025-04-01"], "month"),
    "quarters": ("quarter_start", firsts(4, 3), "quarter"),
    "quarters without a word": ("date", firsts(5, 3), "quarter"),
    "years": ("Jahr", ["2022-01-01", "2023-01-01", "2024-01-01"], "year"),
    "Mondays": ("date", every(7, date(2025, 1, 6), 6), "week"),
    "Saturdays": ("date", every(7, date(2025, 1, 4), 5), "week"),
    "Sundays": ("date", every(7, date(2025, 1, 5), 5), "week"),
    "weeks by name": ("Week of", every(7, date(2025, 1, 6), 2), "week"),
    "one first day, two customers, counts": ("date", ["2025-03-01", "2025-03-01"], "month?"),
    "three Mondays": ("date", every(7, date(2025, 1, 6), 3), "week?"),
    "every day": ("date", every(1, date(2025, 1, 1), 40), "day"),
    "every day of a month called so": ("month_day", every(1, date(2025, 3, 1), 12), "day"),
    "first days with times": ("date", ["2025-01-01 08:15", "2025-02-01 09:30", "2025-03-01 11:00"], "day"),
    "any days": ("date", ["2025-01-07", "2025-01-19", "2025-02-11", "2025-03-02"], "day"),
    "every other Tuesday": ("date", every(14, date(2025, 1, 7), 6), "day"),
}


@pytest.mark.parametrize("name", COLUMN_CASES)
def test_the_whole_column_says_of_what_its_rows_are_totals(name: str) -> None:
    at, days, expected = COLUMN_CASES[name]
    (batch,) = taken(*counted(at, days)).batches
    codes = {issue.code for issue in batch.report.issues}
    grains = set(batch.rows["grain"].to_pylist())
    grain = expected.removesuffix("?")
    assert grains == {None if grain == "day" else grain}
    assert ("grain_assumed" in codes) == expected.endswith("?")
    assert ("grain_coarse" in codes) == (grain != "day" and not expected.endswith("?"))
    assert bool([one for one in batch.report.questions() if "grain" in str(one)]) == expected.endswith("?")


def test_single_events_that_all_lie_on_first_days_are_totals_only_where_they_are_many() -> None:
    few = "user_id,event_at\nu,2025-01-01\nv,2025-02-01\nw,2025-03-01\n"
    many = "user_id,event_at\n" + "".join(f"u{number},2025-0{number % 4 + 1}-01\n" for number in range(20))
    columns = {"user_id": "user_id", "event_at": "event_at"}
    assert set(taken(few, columns).batches[0].rows["grain"].to_pylist()) == {None}
    assert set(taken(many, columns).batches[0].rows["grain"].to_pylist()) == {"month"}


@pytest.mark.parametrize(("message", "grain"), [("day", None), ("week", "week"), ("quarter", "quarter")])
def test_what_a_person_says_holds(message: str, grain: str | None) -> None:
    text, columns = counted("date", firsts(4))
    (batch,) = taken(text, columns, grain=message).batches
    assert set(batch.rows["grain"].to_pylist()) == {grain}
    assert not [issue for issue in batch.report.issues if issue.code == "grain_assumed"]


def company(*files: Ingested) -> Workspace:
    workspace = Workspace.in_memory()
    batches = tuple(batch for one in files for batch in one.batches)
    load_read(workspace, Read(batches, ()), loaded_at=LOADED_AT)
    return workspace


USED = "\n".join(
    ["account_id,user_id,month,feature,logins"]
    + [f"{account},u{account},2025-{month},board,{30}" for account in "ABC" for month in ("01", "02", "03")]
)
USED_COLUMNS = {
    "account_id": "account_id",
    "user_id": "user_id",
    "event_at": "month",
    "event_name": "feature",
    "event_count": "logins",
}
SCOPE = Scope(date(2025, 1, 1), date(2025, 4, 1), as_of=date(2025, 3, 31))


@pytest.mark.parametrize(
    ("metric", "variant"),
    [
        ("usage_rate", "days"),
        ("usage_rate", "working_days"),
        ("usage_rate", "weeks"),
        ("active_users", "daily_mean"),
        ("active_users", "rolling_1"),
        ("active_users", "rolling_7"),
        ("active_users", "rolling_28"),
        ("stickiness", None),
        ("time_on_platform", None),
        ("engagement_score", None),
        ("time_to_value", None),
        ("sticking_points", None),
        ("launch_uptake", None),
    ],
)
def test_figures_of_days_are_refused_with_the_reason(metric: str, variant: str | None) -> None:
    workspace = company(taken(USED, USED_COLUMNS))
    result = ask(workspace, metric, SCOPE, variant)
    assert not result.has_value
    notes = {row["note"] for row in result.table.to_pylist()}
    assert all("Usage of 3 accounts is loaded as month totals" in str(note) for note in notes)
    assert rows_behind(workspace, metric, SCOPE, variant).num_rows == 0


@pytest.mark.parametrize(("who", "expected"), [("users", 3), ("accounts", 3)])
def test_figures_of_months_work_and_say_it(who: str, expected: int) -> None:
    result = ask(company(taken(USED, USED_COLUMNS)), "active_users", SCOPE, None, {"who": who})
    assert [row["value"] for row in result.table.to_pylist()] == [expected] * 3
    assert any("loaded as month totals" in note for note in result.notes)
    assert not any("later figures are too low" in note for note in result.notes)


@pytest.mark.parametrize(("grain", "works"), [("day", False), ("week", False), ("quarter", True), ("year", True)])
def test_longer_periods_work_and_shorter_ones_are_refused(grain: str, works: bool) -> None:
    scope, _ = Scope.from_query(
        [("start", "2025-01-01"), ("end", "2025-04-01"), ("as_of", "2025-03-31"), ("grain", grain)]
    )
    result = ask(company(taken(USED, USED_COLUMNS)), "active_users", scope)
    assert result.has_value == works


@pytest.mark.parametrize(("fiscal_start", "works"), [("January", True), ("April", True), ("February", False)])
def test_totals_of_quarters_are_refused_where_the_fiscal_quarters_are_others(fiscal_start: str, works: bool) -> None:
    text, columns = counted("quarter_start", firsts(5, 3))
    scope, _ = Scope.from_query([("grain", "quarter"), ("fiscal_start", fiscal_start), ("as_of", "2025-03-31")])
    result = ask(company(taken(text, columns)), "active_users", scope, None, {"who": "accounts"})
    assert result.has_value == works
    notes = {str(row["note"]) for row in result.rows() if row["note"]}
    why = "Usage is loaded as totals of quarters that are not those of the fiscal year shown"
    assert works or notes == {f"{why}, so there are no figures by quarter. Choose its calendar."}


@pytest.mark.parametrize(("week_start", "says"), [("Monday", False), ("Sunday", True)])
def test_totals_of_weeks_say_where_the_weeks_shown_begin_on_another_day(week_start: str, says: bool) -> None:
    text, columns = counted("date", every(7, date(2025, 1, 6), 6))
    scope, _ = Scope.from_query([("grain", "week"), ("week_start", week_start)])
    result = ask(company(taken(text, columns)), "active_users", scope, None, {"who": "accounts"})
    assert result.has_value
    assert any("begin on another day" in note for note in result.notes) == says


def test_the_health_score_takes_no_component_of_days_from_totals() -> None:
    accounts = ingest_source(
        Source("accounts.csv", b"account_id,start_date,Region\nA,2024-01-01,N\nB,2024-01-01,S\n"),
        None,
        lambda stage, share: None,
    )
    result = ask(company(taken(USED, USED_COLUMNS), accounts), "health_score", SCOPE)
    assert any("components that count days ignore it" in note for note in result.notes)
    assert not result.has_value


def test_daily_use_is_as_before() -> None:
    text, columns = counted("date", every(1, date(2025, 1, 1), 90))
    workspace = company(taken(text, columns))
    assert ask(workspace, "usage_rate", SCOPE).has_value
    assert not any("totals" in note for note in ask(workspace, "usage_rate", SCOPE).notes)


def test_the_file_alone_is_understood(tmp_path: Path) -> None:
    text = "Account ID,Month,Logins\nA1,2025-01,340\nA1,2025-02,360\nB1,2025-01,10\nB1,2025-02,0\n"
    ingested = taken(text)
    (batch,) = ingested.batches
    assert set(batch.rows["grain"].to_pylist()) == {"month"}
    assert "grain_coarse" in {issue.code for issue in batch.report.issues}
