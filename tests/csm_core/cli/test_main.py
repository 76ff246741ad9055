"""The command line: the shapes that outside programs rely on, exit codes, and one clear line for what is wrong."""

import argparse
import csv
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from csm_core import Workspace
from csm_core.cli.arguments import parser
from csm_core.cli.files import LIMITS
from csm_core.cli.main import _RUNS, main
from csm_core.cli.saved_documents import DOCUMENTS
from csm_core.facts.build import FACTS
from csm_core.metrics.framework.registry import registry
from csm_core.result import SCHEMA
from tests.structure.sources import APP, sources

ROOT = Path(__file__).parents[3]
SURVEYS = """Response date,Score,Respondent email,Survey type,Comment
2024-01-05,10,ann@a.example,nps,Great
2024-01-06,9,bob@a.example,nps,
2024-01-07,3,cid@b.example,nps,"Slow, and odd"
2024-02-08,8,dan@b.example,nps,
2024-02-30,8,eve@b.example,nps,No such day
"""
SUBSCRIPTIONS = """account_id,subscription_id,start_date,end_date,mrr,currency
A,s1,2024-01-01,,100.10,EUR
B,s2,2024-01-01,2024-02-15,50,EUR
C,s3,2024-02-01,,0.05,EUR
"""
ACCOUNTS = """account_id,account_name,domain,Region
A,Anvil,a.example,North
B,Bolt,b.example,South
C,Cog,c.example,
"""
MAP = {
    "answers.csv": {
        "kind": "surveys",
        "columns": {
            "responded_at": "Response date",
            "score": "Score",
            "contact_email": "Respondent email",
            "survey_type": "Survey type",
            "comment": "Comment",
        },
    }
}
SCOPE = ["--start", "2024-01-01", "--to", "2024-02-29", "--as-of", "2024-02-29"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("cli")
    (made / "answers.csv").write_text(SURVEYS)
    (made / "subscriptions.csv").write_text(SUBSCRIPTIONS)
    (made / "accounts.csv").write_text(ACCOUNTS)
    (made / "map.json").write_text(json.dumps(MAP))
    (made / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)))
    assert main(["load", str(made / "w.duckdb"), *files(made), "--map", str(made / "map.json")]) == 0
    return made


def files(folder: Path) -> list[str]:
    return [str(folder / name) for name in ("answers.csv", "subscriptions.csv", "accounts.csv")]


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, object]:
    code, out, err = run(capsys, *arguments, "--json")
    assert (code, err) == (0, "")
    actual: dict[str, object] = json.loads(out, parse_constant=pytest.fail)
    return actual


FILE_KEYS = [
    *("file", "sheet", "kind", "source", "confidence", "encoding", "delimiter", "header_row"),
    *("rows_in", "rows_kept", "rows_quarantined", "columns", "issues"),
]


def check_reports(shape: dict[str, object]) -> dict[str, dict[str, object]]:
    assert list(shape) in (["files", "questions"], ["files", "questions", "plausibility"])
    reports: dict[str, dict[str, object]] = {}
    for report in shape["files"]:  # type: ignore[attr-defined]
        assert list(report) == FILE_KEYS
        assert report["rows_in"] == report["rows_kept"] + report["rows_quarantined"]
        assert all(list(column) == ["header", "canonical", "confidence", "format"] for column in report["columns"])
        for issue in report["issues"]:
            assert sorted(issue) == ["code", "column", "level", "message", "row", "value"]
            assert issue["level"] in {"info", "warning", "error"}
        reports[report["file"]] = report
    return reports


def test_read_tells_what_a_file_is(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    reports = check_reports(answer(capsys, "read", *files(folder), "--map", folder / "map.json"))
    assert list(reports) == ["answers.csv", "subscriptions.csv", "accounts.csv"]
    surveys = reports["answers.csv"]
    assert (surveys["kind"], surveys["rows_in"], surveys["rows_quarantined"]) == ("surveys", 5, 1)
    assert (surveys["encoding"], surveys["delimiter"], surveys["header_row"]) == ("utf-8", ",", 1)
    columns = {column["header"]: column["canonical"] for column in surveys["columns"]}  # type: ignore[attr-defined]
    assert columns["Score"] == "score"


def test_load_reports_in_the_same_shape_and_twice_changes_nothing(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    load = ["load", tmp_path / "w.duckdb", *files(folder), "--map", folder / "map.json"]
    first = answer(capsys, *load)
    fingerprint = answer(capsys, "metric", "mrr", tmp_path / "w.duckdb", *SCOPE)["fingerprint"]
    assert check_reports(first)["subscriptions.csv"]["kind"] == "subscriptions"
    assert answer(capsys, *load) == first
    assert answer(capsys, "metric", "mrr", tmp_path / "w.duckdb", *SCOPE)["fingerprint"] == fingerprint


def test_metrics_lists_the_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "metrics", "--json")
    assert (code, err) == (0, "")
    listed = json.loads(out)
    assert [metric["id"] for metric in listed] == list(registry())
    names = {"id", "family", "name", "question", "definition", "formula", "unit", "variants", "settings"}
    assert all(set(metric) >= names for metric in listed)
    code, out, _ = run(capsys, "metrics")
    assert code == 0
    assert all(f"  {metric_id} " in out for metric_id in registry())


def test_the_sql_of_facts_is_printed_for_either_engine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["facts", "account_days"]) == 0
    assert "create or replace table facts.account_days as select" in capsys.readouterr().out
    assert main(["facts", "--engine", "spark", "--timezone", "Europe/Berlin"]) == 0
    script = capsys.readouterr().out
    assert [line.split()[2] for line in script.splitlines() if line.startswith("cache table facts_")] == [
        f"facts_{fact.name}" for fact in FACTS
    ]
    assert script.index("set spark.sql.session.timeZone = UTC;") < script.index("from_utc_timestamp".upper())
    assert main(["facts", "acount_days"]) == 2
    assert capsys.readouterr().err == "Unknown fact: 'acount_days'. Did you mean 'account_days'?\n"


def test_the_calendar_is_an_option_of_the_command_line(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    asked = ["metric", "mrr", folder / "w.duckdb", "--grain", "year", "--as-of", "2024-02-29"]
    assert [row["period"] for row in answer(capsys, *asked)["rows"]] == ["2024-01-01"]  # type: ignore[attr-defined]
    fiscal = answer(capsys, *asked, "--fiscal-start", "april")
    assert [row["period"] for row in fiscal["rows"]] == ["2023-04-01"]  # type: ignore[attr-defined]
    assert fiscal["scope"]["fiscal_start"] == "April"  # type: ignore[index]
    code, _, err = run(capsys, *asked, "--week-start", "someday")
    assert (code, err.split(",")[0]) == (2, "--week-start: 'someday' is not one of Monday")


def test_metric_answers_in_the_shape_that_programs_rely_on(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    shape = answer(capsys, "metric", "mrr", folder / "w.duckdb", *SCOPE)
    assert list(shape) == [
        *("metric", "variant", "settings", "unit", "scope", "fingerprint", "rows", "parameters", "coverage", "notes"),
        "sql",
    ]
    assert (shape["metric"], shape["variant"], shape["unit"]) == ("mrr", "sum", "money")
    assert shape["scope"] == {
        "start": "2024-01-01",
        "end": "2024-03-01",
        "grain": "month",
        "split": None,
        "filters": {},
        "as_of": "2024-02-29",
        "compare": "previous",
        "currency": "EUR",
        "timezone": "UTC",
        "roll_up": "account",
        "week_start": "Monday",
        "fiscal_start": "January",
    }
    assert shape["settings"]["grace_days"] == 0  # type: ignore[index]
    rows = shape["rows"]
    assert [list(row) for row in rows] == [SCHEMA.names] * 2  # type: ignore[attr-defined]
    # Missing is null, dates are ISO, numbers have all their digits: 100.10 + 50; 100.10 + 0.05.
    assert [(row["period"], row["value"], row["segment"]) for row in rows] == [  # type: ignore[attr-defined]
        ("2024-01-01", 150.1, None),
        ("2024-02-01", 100.15, None),
    ]


def test_flags_make_the_scope_the_variant_and_the_settings(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    shape = answer(
        capsys, "metric", "mrr", folder / "w.duckdb", *SCOPE, "--grain", "quarter", "--split", "Region",
        "--where", "Region=North", "--where", "Region=South", "--compare", "year", "--timezone", "Europe/Berlin",
        "--currency", "eur", "--variant", "customers_times_average", "--set", "grace_days=5", "--set", "paused=kept",
    )  # fmt: skip
    scope = shape["scope"]
    assert scope == {
        "start": "2024-01-01",
        "end": "2024-03-01",
        "grain": "quarter",
        "split": "Region",
        "filters": {"Region": ["North", "South"]},
        "as_of": "2024-02-29",
        "compare": "year",
        "currency": "EUR",
        "timezone": "Europe/Berlin",
        "roll_up": "account",
        "week_start": "Monday",
        "fiscal_start": "January",
    }
    assert shape["variant"] == "customers_times_average"
    assert (shape["settings"]["grace_days"], shape["settings"]["paused"]) == (5, "kept")  # type: ignore[index]
    assert {row["segment"] for row in shape["rows"] if row["value"]} == {"North"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("metric", ["mrr", "nps", "cohort_retention"])
def test_files_given_directly_and_a_workspace_give_the_same_numbers(
    metric: str, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    direct = answer(capsys, "metric", metric, *files(folder), "--map", folder / "map.json", *SCOPE)
    loaded = answer(capsys, "metric", metric, folder / "w.duckdb", *SCOPE)
    for shape in (direct, loaded):
        del shape["sql"]
    assert direct == loaded
    assert any(row["value"] is not None for row in direct["rows"])  # type: ignore[attr-defined]


def test_rows_are_the_rows_behind(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    shape = answer(capsys, "metric", "mrr", folder / "w.duckdb", *SCOPE, "--rows")
    behind = shape["behind"]
    january = [row["amount"] for row in behind if row["period"] == "2024-01-01"]  # type: ignore[attr-defined]
    assert sum(january) == shape["rows"][0]["value"] == 150.1  # type: ignore[index]


def test_csv_holds_the_same_as_json(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    shape = answer(capsys, "metric", "mrr", folder / "w.duckdb", *SCOPE)
    code, out, err = run(capsys, "metric", "mrr", folder / "w.duckdb", *SCOPE, "--csv")
    assert (code, err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert list(rows[0]) == SCHEMA.names
    for note, row in zip(shape["rows"], rows, strict=True):  # type: ignore[call-overload]
        assert float(row["value"]) == note["value"]
        assert row["period"] == note["period"]
        assert row["segment"] == ""
    code, out, _ = run(capsys, "metric", "mrr", folder / "w.duckdb", *SCOPE, "--csv", "--rows")
    assert code == 0
    assert {row["account_name"] for row in csv.DictReader(io.StringIO(out))} == {"Anvil", "Bolt", "Cog"}


def test_a_person_is_told_in_a_table(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    code, out, _ = run(capsys, "metric", "mrr", folder / "w.duckdb", *SCOPE)
    assert code == 0
    assert "1 Jan 2024 to 29 Feb 2024, by month" in out
    assert "150.1" in out
    code, out, _ = run(capsys, "read", files(folder)[0], "--map", folder / "map.json")
    assert code == 0
    assert "5 rows = 4 kept + 1 quarantined" in out


def test_no_value_at_all_is_exit_code_1(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    nothing = ["--start", "2020-01-01", "--to", "2020-01-31", "--as-of", "2020-01-31"]
    code, out, err = run(capsys, "metric", "nps", folder / "w.duckdb", *nothing, "--json")
    assert (code, err) == (1, "")
    assert all(row["value"] is None and row["note"] for row in json.loads(out)["rows"])
    # Also when a table is missing, which the note names.
    code, out, err = run(capsys, "metric", "nps", files(folder)[1], "--json")
    assert (code, err) == (1, "")
    assert "surveys" in json.loads(out)["rows"][0]["note"]


def test_strict_minds_quarantined_rows_and_single_gaps(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    nps = ["metric", "nps", folder / "w.duckdb", *SCOPE]
    assert run(capsys, *nps)[0] == 0
    assert run(capsys, *nps, "--strict")[0] == 1, "a row was quarantined"
    clean = tmp_path / "answers.csv"
    clean.write_text("".join(line for line in SURVEYS.splitlines(keepends=True) if "02-30" not in line))
    nps = ["metric", "nps", clean, "--map", folder / "map.json"]
    assert run(capsys, *nps, *SCOPE, "--strict")[0] == 0
    # March is asked for too and has no answer.
    longer = ["--start", "2024-01-01", "--end", "2024-04-01", "--as-of", "2024-03-31"]
    assert run(capsys, *nps, *longer)[0] == 0
    assert run(capsys, *nps, *longer, "--strict")[0] == 1


WRONG = {
    "a metric that does not exist": (["metric", "npss", "{w}"], "Did you mean 'nps'?"),
    "a metric by its initials": (["metric", "nrr", "{w}"], "Did you mean 'net_revenue_retention'?"),
    "a metric by one of its words": (
        ["metric", "churn", "{w}"],
        "Did you mean 'churn_reasons', 'logo_churn_rate' or 'revenue_churn_rate'?",
    ),
    "a map for a workspace": (["metric", "nps", "{w}", "--map", "{folder}/no.json"], "--map is for export files"),
    "a workspace beside files": (["metric", "nps", "{w}", "{folder}/answers.csv"], "not both"),
    "a flag that does not exist": (["metric", "nps", "{w}", "--colour", "red"], "--colour"),
    "a flag without its value": (
        ["metric", "nps", "{w}", "--start"],
        "--start: a value is missing. Expected the first day, such as 2026-01-01.",
    ),
    "no command": ([], "Missing: COMMAND. Example: csm demo"),
    "a command that does not exist": (["metrik"], "Did you mean 'metric'?"),
    "a metric without data": (["metric", "nps"], "Missing: WORKSPACE|FILE. Example: csm metric"),
    "a flag by another name": (["metric", "nps", "{w}", "--segment", "Region=North"], "Did you mean '--where'?"),
    "one argument too many": (["undo", "{w}", "1", "2"], "'2' is one argument too many"),
    "a currency that no rate leads to": (
        ["metric", "mrr", "{w}", "--currency", "ZZZ"],
        "--currency: no amount is in ZZZ, and no exchange rate leads to it. Known: EUR. Example: --currency EUR.",
    ),
    "a value that no account has": (
        ["metric", "nps", "{w}", "--where", "region=West"],
        "--where: unknown value of Region: 'West'. Known: (not set), North, South. Example: --where",
    ),
    "an attribute that no account has": (["metric", "nps", "{w}", "--split", "Colour"], "--split: unknown attribute"),
    "an empty split": (
        ["metric", "nps", "{w}", "--split", ""],
        "--split: '' is not the name of an attribute, such as",
    ),
    "a report of no kind": (["report", "{w}", "-o", "x.docx"], "-o: 'x.docx' is not valid for a report: expected"),
    "a report in no folder": (["report", "{w}", "-o", "{folder}/no/x.html"], "-o: '{folder}/no/x.html' lies in"),
    "a colour that is a word": (["report", "{w}", "-o", "{folder}/x.html", "--colour", "red"], "--colour: 'red' is"),
    "a template without its account": (
        ["report", "{w}", "-o", "{folder}/x.html", "--template", "account_review"],
        "--account: 'account_review' is about one account",
    ),
    "a notebook that does not exist": (
        ["report", "{w}", "-o", "{folder}/x.html", "--notebook", "N"],
        "--notebook: no",
    ),
    "too few slides": (["report", "{w}", "-o", "{folder}/x.pptx", "--slides", "two"], "--slides: 'two' is not a"),
    "a load that does not exist": (["undo", "{w}", "999"], "has no load '999'. Its loads are 1 to 3"),
    "a person whom nobody knows": (["about", "{w}", "nobody"], "WHO: nobody in this workspace is called 'nobody'"),
    "a benchmark without a source": (["benchmark", "{w}", "nps", "41"], "--source: a value is missing"),
    "the demo among other data": (["demo", "{w}"], "already holds other data. Name a new file"),
    "a file that does not exist": (
        ["metric", "nps", "{folder}/nowhere.csv"],
        "File not found: {folder}/nowhere.csv\n",
    ),
    "a folder for a file": (["read", "{folder}"], "a file, not a folder"),
    "a picture that calls itself a table": (["read", "{folder}/picture.csv"], "picture.csv"),
    "the same, loaded": (["load", "{folder}/other.duckdb", "{folder}/picture.csv"], "picture.csv"),
    "the same, asked": (["metric", "nps", "{folder}/picture.csv"], "picture.csv"),
    "a table for a workspace": (["load", "{folder}/accounts.csv", "{folder}/subscriptions.csv"], "not a workspace"),
    "a workspace in no folder": (["load", "{folder}/no/w.duckdb", "{folder}/accounts.csv"], "w.duckdb"),
    "a map that does not exist": (
        ["read", "{folder}/answers.csv", "--map", "{folder}/no.json"],
        "--map: file not found: {folder}/no.json\n",
    ),
    "a workspace that does not exist": (["loads", "{folder}/no.duckdb"], "File not found: {folder}/no.duckdb. Make"),
    "a map that is no JSON": (["read", "{folder}/answers.csv", "--map", "{folder}/answers.csv"], "answers.csv"),
    "a map that is no text": (["read", "{folder}/answers.csv", "--map", "{folder}/picture.csv"], "picture.csv"),
    "a map of an unknown kind": (["read", "{folder}/answers.csv", "--map", "{folder}/kind.json"], "surveyz"),
    "a map of an unknown header": (["read", "{folder}/answers.csv", "--map", "{folder}/header.json"], "Punkte"),
    "a date that does not exist": (
        ["metric", "nps", "{w}", "--start", "2024-02-30"],
        "--start: '2024-02-30' is not a day",
    ),
    "a date centuries away": (["metric", "nps", "{w}", "--as-of", "9999-12-31"], "9999-12-31"),
    "a last day before the first": (
        ["metric", "nps", "{w}", "--start", "2024-02-01", "--to", "2024-01-01"],
        "--to: '2024-01-01' is before --start 2024-02-01",
    ),
    "a grain that does not exist": (
        ["metric", "nps", "{w}", "--grain", "fortnight"],
        "--grain: 'fortnight' is not one of day, week, month, quarter or year.",
    ),
    "a zone that does not exist": (
        ["metric", "nps", "{w}", "--timezone", "Mars/Base"],
        "--timezone: 'Mars/Base' is not the name of a time zone, such as Europe/Berlin.",
    ),
    "a variant that does not exist": (
        ["metric", "nps", "{w}", "--variant", "nets"],
        "--variant: unknown variant of nps",
    ),
    "a setting that does not exist": (["metric", "nps", "{w}", "--set", "speed=9"], "--set: unknown setting of nps"),
    "a value that a setting does not take": (
        ["metric", "nps", "{w}", "--set", "rolling_periods=x"],
        "--set: 'x' is not valid for rolling_periods: expected a whole number from 1 to 24. Example: --set",
    ),
    "a setting without a value": (["metric", "nps", "{w}", "--set", "answers"], "--set: 'answers' has no '='"),
    "a filter without a value": (["metric", "nps", "{w}", "--where", "Region"], "--where: 'Region' has no '='"),
    "the SQL of a metric that does not exist": (["sql", "npss", "{w}"], "Did you mean 'nps'?"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_input_is_one_clear_line_and_exit_code_2(
    name: str, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    (folder / "kind.json").write_text(json.dumps({"answers.csv": {"kind": "surveyz"}}))
    header = {"answers.csv": {"kind": "surveys", "columns": {"score": "Punkte", "responded_at": "Response date"}}}
    (folder / "header.json").write_text(json.dumps(header))
    arguments, word = WRONG[name]
    code, out, err = run(capsys, *(part.format(folder=folder, w=folder / "w.duckdb") for part in arguments))
    assert code == 2
    assert out == ""
    assert err.endswith("\n")
    assert err.count("\n") == 1
    assert word.format(folder=folder) in err
    assert "Traceback" not in err


def test_each_command_has_an_example_that_it_takes_and_says_what_each_argument_is() -> None:
    whole = parser()
    (commands,) = (one for one in whole._actions if isinstance(one, argparse._SubParsersAction))
    assert set(commands.choices) == set(_RUNS)
    for name, command in commands.choices.items():
        example = str(command.epilog).splitlines()[-1].split()
        assert example[0] == "csm"
        assert whole.parse_args(example[1:]).command == name
        assert [action.dest for action in command._actions if not action.help] == []


class Terminal(io.StringIO):
    """Where a person looks on."""

    def isatty(self) -> bool:
        return True


def test_a_person_at_a_terminal_sees_how_far_it_is_and_a_program_sees_nothing(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(capsys, "read", files(folder)[2])[2] == ""
    monkeypatch.setattr(sys, "stderr", screen := Terminal())
    assert main(["read", files(folder)[2]]) == 0
    assert "100%" in screen.getvalue()


def test_the_exit_code_says_how_much_of_the_files_was_understood(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    prose, headers = tmp_path / "minutes.csv", tmp_path / "empty_accounts.csv"
    prose.write_text("Minutes of our meeting\nWe agreed on nothing\n")
    headers.write_text("account_id,account_name,domain\n")
    workspace = tmp_path / "w.duckdb"
    for command in (["read"], ["load", workspace]):
        code, out, err = run(capsys, *command, prose)
        assert (code, "minutes.csv: not recognised" in out) == (2, True)
        assert err.startswith("No row of 'minutes.csv' could be kept. Say with --map")
        assert not workspace.exists()
    for command in (["read"], ["load", workspace]):
        code, _, err = run(capsys, *command, prose, files(folder)[2])
        assert (code, err.split(".csv' ")[0]) == (1, "No row of 'minutes")
        # A file without rows is understood by its headers.
        assert run(capsys, *command, headers, files(folder)[2])[0] == 0
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "  2  not done: wrong input or arguments, or no file was understood" in capsys.readouterr().out


def test_the_demo_is_made_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(capsys, "demo", tmp_path / "demo.duckdb")[0] == 0
    code, out, err = run(capsys, "demo", tmp_path / "demo.duckdb")
    assert (code, err) == (0, "")
    assert out == f"{tmp_path / 'demo.duckdb'} already holds the demo company; nothing was changed.\n"


def test_check_reads_every_kind_of_saved_document(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "w.duckdb"
    path.write_bytes((folder / "w.duckdb").read_bytes())
    workspace = Workspace.open(path)
    for documents in DOCUMENTS.values():
        documents(workspace).texts.put("broken", "{", datetime(2025, 1, 1))  # noqa: DTZ001 - the store keeps plain UTC
    workspace.close()
    code, out, err = run(capsys, "check", path)
    assert (code, err) == (1, "")
    head, *sentences = out.splitlines()
    assert head.endswith(f"Rows are whole; {len(DOCUMENTS)} saved documents can't be read:")
    assert [line.partition(" 'broken' can't be read: ")[0] for line in sentences] == [
        f"The {kind}" for kind in DOCUMENTS
    ]
    # Whatever the program saves is of one of these kinds, but the register of workspaces, which has its own file.
    texts = "".join(source.text for source in sources(*APP))
    assert len(re.findall(r"\bDocuments\(workspace,", texts)) == len(DOCUMENTS)
    assert len(re.findall(r"(?<!class )\bDocuments\(", texts)) == len(DOCUMENTS) + 1


def test_a_workspace_is_not_left_behind_by_a_load_that_failed(folder: Path) -> None:
    before = sorted((folder).glob("*.csv"))
    assert main(["metric", "nps", str(folder / "picture.csv")]) == 2
    assert sorted((folder).glob("*.csv")) == before


def test_it_is_a_command_of_its_own(folder: Path) -> None:
    """Through the real interpreter: standard output holds the answer alone, standard error the trouble alone."""

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        run_it = [sys.executable, "-W", "error", "-m", "csm_core", *arguments]
        return subprocess.run(run_it, capture_output=True, text=True, cwd=ROOT, check=False)

    good = command("metric", "mrr", str(folder / "w.duckdb"), *SCOPE, "--json")
    assert (good.returncode, good.stderr) == (0, "")
    assert json.loads(good.stdout)["rows"][0]["value"] == 150.1
    bad = command("metric", "mmr", str(folder / "w.duckdb"))
    assert (bad.returncode, bad.stdout) == (2, "")
    assert bad.stderr == "Unknown metric: 'mmr'. Did you mean 'mrr'?\n"
    assert command("--help").returncode == 0


@pytest.mark.parametrize(
    "flags",
    [
        [],
        ["--split", "Region"],
        ["--where", "Region=North"],
        ["--timezone", "Europe/Berlin"],
        ["--timezone", "America/New_York", "--split", "Region"],
        ["--grain", "week"],
        ["--set", "grace_days=30", "--set", "discounts=lasting", "--set", "metered=mean3"],
    ],
    ids=" ".join,
)
def test_the_printed_sql_runs_in_a_plain_duckdb_and_gives_the_same_values(
    flags: list[str], capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    shape = answer(capsys, "metric", "mrr", folder / "w.duckdb", *SCOPE, *flags)
    code, script, err = run(capsys, "sql", "mrr", folder / "w.duckdb", *SCOPE, *flags)
    assert (code, err) == (0, "")
    # A copy, opened for reading alone: the script changes nothing in the workspace.
    (tmp_path / "copy.duckdb").write_bytes((folder / "w.duckdb").read_bytes())
    with duckdb.connect(str(tmp_path / "copy.duckdb"), read_only=True) as plain:
        cursor = plain.execute(script)
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    expected = {
        (row["period"], row["segment"]): row["value"]
        for row in shape["rows"]  # type: ignore[attr-defined]
        if row["n"]
    }
    assert {(row["period"].isoformat(), row["segment"]): row["value"] for row in rows} == expected
    assert expected


@pytest.fixture(scope="module")
def held(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Two copies of the workspace: one that stays open, so that its facts are built once, and one for others."""
    for name in ("held.duckdb", "plain.duckdb"):
        (folder / name).write_bytes((folder / "w.duckdb").read_bytes())
    workspace = Workspace.open(folder / "held.duckdb", LIMITS)
    yield folder / "held.duckdb", folder / "plain.duckdb"
    workspace.close()


# Every other one in a zone of its own: the facts of a zone are as much work as all else together.
@pytest.mark.parametrize(
    ("metric", "zone"), [(name, ("UTC", "Europe/Berlin")[index % 2]) for index, name in enumerate(sorted(registry()))]
)
def test_the_printed_sql_of_every_metric_runs(
    metric: str, zone: str, capsys: pytest.CaptureFixture[str], held: tuple[Path, Path]
) -> None:
    code, script, err = run(capsys, "sql", metric, held[0], *SCOPE, "--timezone", zone)
    assert (code, err) == (0, "")
    with duckdb.connect(str(held[1]), read_only=True) as plain:
        plain.execute(script)


def test_the_demo_company_is_one_command_away(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    reports = check_reports(answer(capsys, "demo", tmp_path / "demo.duckdb"))
    assert len(reports) >= 8
    shape = answer(capsys, "metric", "nps", tmp_path / "demo.duckdb")
    assert any(row["value"] is not None for row in shape["rows"])  # type: ignore[attr-defined]


def test_load_says_what_looks_wrong_in_all_that_is_loaded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [f"A{n},2023-01-01,2023-12-31,100\nA{n},2024-01-02,,100" for n in range(6)]
    (tmp_path / "contracts.csv").write_text("account_id,start_date,end_date,mrr\n" + "\n".join(lines) + "\n")
    assert main(["load", str(tmp_path / "w.duckdb"), str(tmp_path / "contracts.csv"), "--json"]) == 0
    doubts = json.loads(capsys.readouterr().out)["plausibility"]
    assert all(list(doubt) == ["check", "level", "message", "rows", "cause"] for doubt in doubts)
    (doubt,) = [doubt for doubt in doubts if doubt["check"] == "quick_returns"]
    assert len(doubt["rows"]) == 6


def test_an_attribute_is_found_however_it_is_written_and_one_that_nobody_has_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accounts, lines = tmp_path / "accounts.csv", tmp_path / "subs.csv"
    accounts.write_text("Account ID,Account Name,Industry\nA1,Acme,Tech\nB1,Beta,Bank\n")
    lines.write_text("Account ID,Subscription ID,Start Date,MRR\nA1,S1,2025-01-01,100\nB1,S2,2025-01-01,50\n")
    question = ["metric", "mrr", str(accounts), str(lines), "--start", "2025-03-01", "--end", "2025-04-01"]
    asked = [*question, "--as-of", "2025-03-31", "--json", "--split"]
    assert main([*asked, "industry"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert {row["segment"]: row["value"] for row in rows} == {"Tech": 100, "Bank": 50}
    assert main([*asked, "colour"]) == 2
    assert "--split: unknown attribute: 'colour'. Known: Industry" in capsys.readouterr().err


def test_csv_of_rows_holds_no_formula(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = "2024-01-10,A,9,nps,=HYPERLINK(0)\n"
    (tmp_path / "s.csv").write_text("responded_at,account_id,score,survey_type,comment\n" + row)
    assert main(["metric", "nps", str(tmp_path / "s.csv"), "--rows", "--csv"]) == 0
    assert ",'=HYPERLINK(0)," in capsys.readouterr().out


def test_the_score_that_everybody_uses_is_said_changed_and_used_by_metrics(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "team.duckdb"
    shutil.copy(folder / "w.duckdb", kept)
    assert run(capsys, "weights", kept) == (0, "In use: Default weights\n", "")
    usual = json.loads(run(capsys, "metric", "health_score", kept, "--json")[1])["settings"]
    assert usual["weight.nps"] == 10
    code, out, _ = run(capsys, "weights", kept, "--set", "weight.nps=60", "--name", "Voice first")
    assert (code, out) == (0, "'Voice first' is used for everybody from now on.\n")
    now = json.loads(run(capsys, "metric", "health_score", kept, "--json")[1])["settings"]
    assert now["weight.nps"] == 60
    tried = json.loads(run(capsys, "metric", "health_score", kept, "--json", "--set", "weight.nps=5")[1])["settings"]
    assert tried["weight.nps"] == 5
    assert run(capsys, "weights", kept, "--use", "default")[0] == 0
    listed = json.loads(run(capsys, "weights", kept, "--json")[1])
    assert [one["name"] for one in (*listed["in_use"], *listed["before"])] == ["Default weights", "Voice first"]
    for wrong, word in (
        (["--use", "Nobody"], "Nobody"),
        (["--set", "weight.nps=60"], "--name"),
        (["--set", "nps"], "--set"),
    ):
        code, _, error = run(capsys, "weights", kept, *wrong)
        assert (code, word in error) == (2, True)
