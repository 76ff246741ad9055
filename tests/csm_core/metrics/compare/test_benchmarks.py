"""Benchmarks: lines that people draw across a metric's charts. They are kept, drawn, told and taken away; no figure
is changed by them, and none becomes a goal."""

import json
from datetime import date, datetime
from pathlib import Path

import msgspec
import pytest

from csm_core.cli.main import main
from csm_core.errors import BadValue, CsmError, UnknownName
from csm_core.intake.read.source import Source
from csm_core.metrics.asking.ask import ask
from csm_core.metrics.compare.benchmark_file import benchmarks_in
from csm_core.metrics.compare.benchmarks import (
    KIND,
    Benchmark,
    benchmark_of,
    benchmarks,
    benchmarks_of,
    keep_benchmarks,
    remove_benchmark,
    unreadable_benchmarks,
)
from csm_core.notebook.answered import answered
from csm_core.notebook.answered_record import AnsweredRecord, answered_of, answered_record
from csm_core.notebook.cell import Cell, Form
from csm_core.notebook.drawn import picture_of
from csm_core.scope import Scope
from csm_core.store.saved import Saved
from csm_core.store.workspace import Workspace
from tests.workspaces import LOADED_AT, batch_of, new_workspace_of

AT = datetime(2025, 1, 2)  # noqa: DTZ001 - the store keeps plain UTC
SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 30), currency="EUR")


def line(account: str, mrr: str) -> dict[str, str]:
    return {"account_id": account, "mrr": mrr, "currency": "EUR", "start_date": "2024-01-01"}


def workspace_with(*recorded: Benchmark) -> Workspace:
    workspace = new_workspace_of(
        subscriptions=[line("A", "100"), line("B", "50")],
        accounts=[{"account_id": "A", "Region": "North"}, {"account_id": "B", "Region": "South"}],
    )
    keep_benchmarks(workspace, recorded, AT)
    return workspace


@pytest.mark.parametrize(
    ("metric", "text", "expected"),
    [
        ("gross_revenue_retention", "92 %", 0.92),
        ("gross_revenue_retention", "92%", 0.92),
        ("gross_revenue_retention", "0.92", 0.92),
        ("net_revenue_retention", "104.5 %", 1.045),
        ("nps", "-12.5", -12.5),
    ],
)
def test_a_value_is_read_in_the_unit_of_its_metric(metric: str, text: str, expected: float) -> None:
    assert benchmark_of({"metric": metric, "value": text, "source": "Survey"}).value == pytest.approx(expected)


@pytest.mark.parametrize(
    ("metric", "text"),
    [
        ("gross_revenue_retention", "92"),  # 9,200 %, or a sign forgotten
        ("net_revenue_retention", "104"),
        ("nps", "140"),
        ("nps", "41 %"),
        ("nps", "many"),
        ("nps", "nan"),
        ("nps", ""),
    ],
)
def test_a_value_that_may_mean_something_else_is_asked_about(metric: str, text: str) -> None:
    with pytest.raises(BadValue, match="value"):
        benchmark_of({"metric": metric, "value": text, "source": "Survey"})


@pytest.mark.parametrize(
    "given",
    [
        {"metric": "nsp", "value": "1", "source": "Survey"},
        {"metric": "nps", "value": "1"},
        {"metric": "nps", "value": "1", "source": "Survey", "date": "1 May"},
        {"metric": "nps", "value": "1", "source": "Survey", "segment": "North"},
        {"metric": "nps", "value": "1", "source": "Survey", "measure": "mean"},
        {"metric": "mrr", "value": "1", "source": "Survey"},  # money of no currency
    ],
)
def test_what_is_missing_or_unknown_is_told(given: dict[str, str]) -> None:
    with pytest.raises((BadValue, UnknownName)):
        benchmark_of(given)


def test_it_is_drawn_at_its_value_and_told_with_its_source_in_every_form_and_changes_no_figure() -> None:
    benchmark = Benchmark("mrr", 120.0, "Survey of vendors", day=date(2025, 1, 1), currency="EUR")
    plain, held = workspace_with(), workspace_with(benchmark)
    assert ask(held, "mrr", SCOPE).table.equals(ask(plain, "mrr", SCOPE).table)
    answer = answered(held, Cell("mrr", scope=SCOPE))
    drawn, bare = picture_of(answer, "light"), picture_of(answered(plain, Cell("mrr", scope=SCOPE)), "light")
    assert drawn is not None
    assert bare is not None
    rules = [one for one in drawn.spec["layer"] if one.get("encoding", {}).get("y") == {"datum": 120.0}]  # type: ignore[attr-defined]
    assert [one["mark"]["type"] for one in rules] == ["rule", "text"]
    # Of one row each: drawn once, however many points the chart has.
    assert all([list(step) for step in one["transform"]] == [["aggregate"]] for one in rules)
    assert drawn.notes == (*bare.notes, "Benchmark: 120\N{NO-BREAK SPACE}EUR (Survey of vendors, 1 Jan 2025).")
    assert answered_of(
        msgspec.json.decode(msgspec.json.encode(answered_record(answer)), type=AnsweredRecord)
    ).benchmarks == (benchmark,)
    assert answered(held, Cell("mrr", scope=SCOPE, form=Form.FIGURE)).benchmarks == (benchmark,)


def test_it_is_no_goal() -> None:
    workspace = workspace_with(Benchmark("mrr", 120.0, "Survey", currency="EUR"))
    result = ask(workspace, "goal_progress", SCOPE)
    assert not result.has_value
    assert result.missing == ("goals",)


@pytest.mark.parametrize(
    ("scope", "is_shown"),
    [
        ({}, False),
        ({"split": "Region"}, True),
        ({"filters": (("Region", ("North",)),)}, True),
        ({"filters": (("Region", ("South",)),)}, False),
        ({"filters": (("Region", ("North", "South")),)}, False),
    ],
)
def test_one_of_a_segment_is_held_against_that_segment_alone(scope: dict[str, object], is_shown: bool) -> None:
    benchmark = Benchmark("logo_churn_rate", 0.02, "Survey", segment="Region=North")
    workspace = workspace_with(benchmark)
    asked = Scope(start=SCOPE.start, end=SCOPE.end, as_of=SCOPE.as_of, **scope)  # type: ignore[arg-type]
    assert benchmarks_of(workspace, ask(workspace, "logo_churn_rate", asked)) == ((benchmark,) if is_shown else ())


def test_money_in_another_currency_is_not_drawn() -> None:
    workspace = workspace_with(Benchmark("mrr", 120.0, "Survey", currency="USD"))
    assert benchmarks_of(workspace, ask(workspace, "mrr", SCOPE)) == ()


def test_what_is_kept_outlives_loads_and_goes_when_it_is_taken_away() -> None:
    benchmark = Benchmark("nps", 41.0, "Survey")
    workspace = workspace_with(benchmark, benchmark)
    for load in workspace.loads():
        workspace.undo(load.load_id)
    assert benchmarks(workspace) == [benchmark]
    remove_benchmark(workspace, benchmark.key)
    assert benchmarks(workspace) == []


def test_a_file_is_taken_as_a_whole_or_refused_with_the_row() -> None:
    # The last line looks like a share of the others, as an average at the foot of a list would.
    text = "Metric;Value;Source;Date;Segment\nnps;41;Survey;2025-01-01;\n"
    text += "gross_revenue_retention;92 %;Vendors;;plan=Pro\n"
    first, second = benchmarks_in(Source("lines.csv", text.encode()))
    assert first == Benchmark("nps", 41.0, "Survey", day=date(2025, 1, 1))
    assert second == Benchmark("gross_revenue_retention", 0.92, "Vendors", segment="plan=Pro")
    with pytest.raises(BadValue, match=r"Row 3 of lines\.csv"):
        benchmarks_in(Source("lines.csv", text.replace("92 %", "92").encode()))
    with pytest.raises(CsmError, match="source is missing"):
        benchmarks_in(Source("goals.csv", b"metric,by_date,value\nnps,2025-01-01,50\n"))


def test_the_command_line_keeps_lists_tells_and_removes_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "own.duckdb"
    workspace = Workspace.open(path)
    workspace.load([batch_of("subscriptions", [line("A", "100")])], LOADED_AT, "add")
    assert main(["benchmark", str(path), "logo_churn_rate", "2 %", "--source", "Survey"]) == 0
    assert main(["benchmark", str(path)]) == 0
    assert "1  logo_churn_rate: 2.0\N{NO-BREAK SPACE}% (Survey)" in capsys.readouterr().out
    main(["metric", "logo_churn_rate", str(path), "--json"])
    (actual,) = json.loads(capsys.readouterr().out)["benchmarks"]
    assert (actual["value"], actual["source"]) == (0.02, "Survey")
    main(["metric", "logo_churn_rate", str(path)])
    assert "Benchmark: 2.0" in capsys.readouterr().out
    assert main(["benchmark", str(path), "--remove", "2"]) == 2
    assert main(["benchmark", str(path), "--remove", "1"]) == 0
    assert benchmarks(workspace) == []
    workspace.close()


def test_the_command_line_lists_those_that_cannot_be_read_and_takes_them_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "own.duckdb"
    workspace = Workspace.open(path)
    workspace.load([batch_of("subscriptions", [line("A", "100")])], LOADED_AT, "add")
    keep_benchmarks(workspace, [Benchmark("arpa", 40.0, "Own", currency="EUR"), Benchmark("gone", 1.0, "Us")], AT)
    Saved(workspace, KIND).put("nps 41 Survey", '{"version": 99}', AT)
    assert main(["benchmark", str(path)]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [row[:2] for row in shown] == ["1 ", "2 ", "3 "]
    assert shown[1] == "2  nps 41 Survey can't be read: it was written by a newer version of this program"
    assert shown[2].endswith("can't be read: there is no metric 'gone'")
    assert main(["benchmark", str(path), "--json"]) == 0
    actual = json.loads(capsys.readouterr().out)
    assert [one["metric"] for one in actual["benchmarks"]] == ["arpa"]
    assert [one["name"][:4] for one in actual["unreadable"]] == ["nps ", "gone"]
    assert main(["benchmark", str(path), "--remove", "2"]) == 0
    assert main(["benchmark", str(path), "--remove", "2"]) == 0
    assert (unreadable_benchmarks(workspace), len(benchmarks(workspace))) == ([], 1)
    workspace.close()


def test_an_answer_reads_the_benchmarks_once_for_all_its_measures(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = ("accounts", "mrr")
    workspace = workspace_with(
        *(Benchmark("share_in_renewal", 0.2, measure, measure=measure) for measure in reversed(measured))
    )
    result = ask(workspace, "share_in_renewal", SCOPE)
    asked: list[str] = []
    query = Workspace.query
    monkeypatch.setattr(Workspace, "query", lambda *given, **named: asked.append("") or query(*given, **named))
    assert [one.source for one in benchmarks_of(workspace, result, measured)] == list(measured)
    of_all = len(asked)
    benchmarks_of(workspace, result, measured[:1])
    assert of_all == len(asked) - of_all
