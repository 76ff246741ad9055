"""The command line: the same metrics, the same Scope, no screen."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pyarrow as pa

from csm_core.cli.files import LIMITS, passing_workspace, source_of, take_in, workspace_to_fill
from csm_core.cli.loads import add_commands_for_loads, existing_workspace
from csm_core.cli.text import catalogue_text, described, reports_text, result_text, table_text
from csm_core.engines.duckdb import is_database
from csm_core.errors import BadMapping, BadValue, CsmError, NothingLoaded
from csm_core.intake.batch import FileReport
from csm_core.intake.mapping import MappingFile
from csm_core.intake.worker.ingest import ingest
from csm_core.loading.demo import load_demo
from csm_core.metrics.asking.ask import ask, context_of, result_of, rows_behind
from csm_core.metrics.asking.attribute_names import with_attribute_names
from csm_core.metrics.asking.script import sql_script
from csm_core.metrics.framework.declare import Value
from csm_core.metrics.framework.registry import registry
from csm_core.named_pairs import filters_of
from csm_core.plausibility.doubt import Doubt
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from csm_core.text.csv_text import safe_csv_text
from csm_core.version import __version__

DONE, NO_VALUE, WRONG = 0, 1, 2
_APP = "`csm run` starts the app. Without an installation: python -m csm_core in place of csm."
_SCOPE = (
    "start", "end", "grain", "split", "as_of", "compare", "currency", "timezone", "week_start", "fiscal_start",
)  # fmt: skip


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One clear line, and nothing else."""
        raise BadValue(f"{message} (see csm --help)")


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code: 0 done, 1 done without a value, 2 wrong input or arguments."""
    try:
        chosen = _parser().parse_args(arguments)
        code: int = chosen.run(chosen)
    except CsmError as error:
        sys.stderr.write(" ".join(str(error).split()) + "\n")
        return WRONG
    except PermissionError as error:  # of a folder on the way to a file that was named
        where = f"There is no permission to look at '{error.filename}'."
        sys.stderr.write(f"{where} Change that, or choose another path.\n")
        return WRONG
    except BrokenPipeError:
        return DONE
    return code


def _read(chosen: argparse.Namespace) -> int:
    reports = [report for file in chosen.files for report in ingest(source_of(file), _mapping(chosen)).reports]
    return _show_reports(reports, chosen)


def _load(chosen: argparse.Namespace) -> int:
    sources, mapping = [source_of(file) for file in chosen.files], _mapping(chosen)
    with workspace_to_fill(Path(chosen.workspace), LIMITS) as workspace:
        loaded = take_in(workspace, sources, mapping)
    return _show_reports(loaded.reports, chosen, loaded.doubts)


def _demo(chosen: argparse.Namespace) -> int:
    with workspace_to_fill(Path(chosen.workspace)) as workspace:
        loaded = load_demo(workspace)
    return _show_reports(loaded.reports, chosen, loaded.doubts)


def _metrics(chosen: argparse.Namespace) -> int:
    if chosen.json:
        _print_json([described(metric) for metric in registry().values()])
    else:
        print(catalogue_text(registry()))
    return DONE


def _metric(chosen: argparse.Namespace) -> int:
    workspace, quarantined = _opened(chosen)
    scope, settings = with_attribute_names(workspace, _scope(chosen)), _settings(chosen)
    result = ask(workspace, chosen.id, scope, chosen.variant, settings)
    behind = rows_behind(workspace, chosen.id, scope, chosen.variant, settings) if chosen.rows else None
    if chosen.json:
        shape = result.to_json()
        _print_json(shape if behind is None else shape | {"behind": behind.to_pylist()})
    elif chosen.csv:
        _print_csv(result.table if behind is None else behind)
    else:
        print(result_text(result) if behind is None else table_text(behind))
    if not result.has_value:
        return NO_VALUE
    gaps = result.table.column("value").null_count > 0
    return NO_VALUE if chosen.strict and (gaps or quarantined) else DONE


def _sql(chosen: argparse.Namespace) -> int:
    workspace, _ = _opened(chosen)
    scope, settings = with_attribute_names(workspace, _scope(chosen)), _settings(chosen)
    context = context_of(workspace, chosen.id, scope, chosen.variant, settings)
    result_of(context)
    print(sql_script(context))
    return DONE


def _report(chosen: argparse.Namespace) -> int:
    # Slides and pictures take a second to import, and no other command needs them.
    from csm_core.report.command import write_report

    workspace = existing_workspace(Path(chosen.workspace))
    filters = _scope(chosen).filters
    overlay = [*_scope_pairs(chosen), *((f"f.{name}", value) for name, values in filters for value in values)]
    out = Path(chosen.out)
    has_value = write_report(workspace, out, overlay, chosen.notebook, chosen.template, chosen.account)
    print(f"{out} is written.")
    return DONE if has_value else NO_VALUE


def _opened(chosen: argparse.Namespace) -> tuple[Workspace, bool]:
    """The workspace, or a passing one made from the files; and whether rows of it were quarantined."""
    first = Path(chosen.inputs[0])
    if len(chosen.inputs) == 1 and is_database(first):
        workspace = Workspace.open(first, LIMITS)
    else:
        sources = [source_of(file) for file in chosen.inputs]
        workspace = passing_workspace(sources)
        taken = take_in(workspace, sources, _mapping(chosen))
        if taken.reports and not workspace.row_counts():
            raise NothingLoaded.of_files(report.file for report in taken.reports)
    return workspace, any(load.rows_in_trouble for load in workspace.loads())


def _mapping(chosen: argparse.Namespace) -> MappingFile | None:
    if chosen.map is None:
        return None
    path = Path(chosen.map)
    if not path.is_file():
        raise BadValue.of("--map", chosen.map, "a MAP.json that exists")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadMapping.because(path.name, "it is no UTF-8 text.") from error
    return MappingFile.parse(text, path.name)


def _scope(chosen: argparse.Namespace) -> Scope:
    scope, dropped = Scope.from_query(_scope_pairs(chosen))
    if dropped:
        raise BadValue(dropped[0].replace("; the usual one is shown instead", "").replace("; both are left out", ""))
    return replace(scope, filters=filters_of(chosen.where))


def _scope_pairs(chosen: argparse.Namespace) -> list[tuple[str, str]]:
    return [(name, getattr(chosen, name)) for name in _SCOPE if getattr(chosen, name) is not None]


def _settings(chosen: argparse.Namespace) -> dict[str, Value]:
    for pair in chosen.set:
        if "=" not in pair:
            raise BadValue.of("--set", pair, "name=value")
    return dict(pair.split("=", 1) for pair in chosen.set)


def _show_reports(
    reports: Sequence[FileReport], chosen: argparse.Namespace, doubts: Sequence[Doubt] | None = None
) -> int:
    """`doubts`: what looks wrong in all that is loaded; None where nothing was loaded."""
    if chosen.json:
        questions = [question for report in reports for question in report.questions()]
        shape: dict[str, object] = {"files": [report.to_json() for report in reports], "questions": questions}
        _print_json(shape if doubts is None else shape | {"plausibility": [doubt.to_json() for doubt in doubts]})
    elif reports:
        print(reports_text(reports))
        for doubt in doubts or ():
            print(f"Looks wrong: {doubt.message} {doubt.cause}")
    return DONE


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, allow_nan=False, default=str))


def _print_csv(table: pa.Table) -> None:
    sys.stdout.write(safe_csv_text(table, "\n"))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser("csm", description="Customer-success metrics from plain exports.", epilog=_APP)
    parser.add_argument("--version", action="version", version=f"csm {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    read = commands.add_parser("read", help="say what a file is")
    read.add_argument("files", nargs="+", metavar="FILE")
    load = commands.add_parser("load", help="load files into a workspace")
    load.add_argument("workspace", metavar="WORKSPACE")
    load.add_argument("files", nargs="+", metavar="FILE")
    for command, run in ((read, _read), (load, _load)):
        command.add_argument("--map", metavar="MAP.json")
        command.add_argument("--json", action="store_true")
        command.set_defaults(run=run)
    metrics = commands.add_parser("metrics", help="the catalogue")
    metrics.add_argument("--json", action="store_true")
    metrics.set_defaults(run=_metrics)
    add_commands_for_loads(commands.add_parser)
    demo = commands.add_parser("demo", help="make a workspace of the demo company")
    demo.add_argument("workspace", metavar="WORKSPACE")
    demo.add_argument("--json", action="store_true")
    demo.set_defaults(run=_demo)
    metric = commands.add_parser("metric", help="one metric")
    sql = commands.add_parser("sql", help="the SQL that would run")
    for command, run in ((metric, _metric), (sql, _sql)):
        _add_question(command)
        command.set_defaults(run=run)
    for flag in ("--rows", "--strict", "--json", "--csv"):
        metric.add_argument(flag, action="store_true")
    report = commands.add_parser("report", help="a notebook as a page, slides, a workbook or text")
    report.add_argument("workspace", metavar="WORKSPACE")
    report.add_argument("-o", "--out", required=True, metavar="OUT.html|.pptx|.xlsx|.md")
    for flag in ("--notebook", "--template", "--account"):
        report.add_argument(flag)
    _add_scope(report)
    report.set_defaults(run=_report)
    return parser


def _add_question(command: argparse.ArgumentParser) -> None:
    command.add_argument("id", metavar="ID")
    command.add_argument("inputs", nargs="+", metavar="WORKSPACE|FILE")
    command.add_argument("--map", metavar="MAP.json")
    command.add_argument("--variant")
    command.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    _add_scope(command)


def _add_scope(command: argparse.ArgumentParser) -> None:
    for name in _SCOPE:
        command.add_argument(f"--{name.replace('_', '-')}")
    command.add_argument("--where", action="append", default=[], metavar="ATTRIBUTE=VALUE")
