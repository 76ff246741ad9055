"""The command line: the same metrics, the same Scope, no screen."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import pyarrow as pa

from csm_core.cli.arguments import Command, parsed
from csm_core.cli.backups import check_workspace, make_backup, offer_words, restore_workspace
from csm_core.cli.benchmarks import against, run_benchmark, shaped
from csm_core.cli.cluster import lake_table, take_in_from_cluster
from csm_core.cli.facts import show_facts
from csm_core.cli.files import LIMITS, passing_workspace, source_of, take_in, workspace_to_fill
from csm_core.cli.loads import show_loads, undo_load
from csm_core.cli.personal import erase_subject, show_about
from csm_core.cli.progress import progress_bar
from csm_core.cli.question import asked_scope, asked_settings, asked_variant
from csm_core.cli.reports import run_report
from csm_core.cli.text import catalogue_text, described, reports_text, result_text, table_text
from csm_core.cli.understood import code_of
from csm_core.cli.weights import run_weights, standing_settings
from csm_core.engines.duckdb import is_database
from csm_core.engines.workspace_unusable import WorkspaceDamaged
from csm_core.errors import BadMapping, BadValue, CsmError, FileMissing, NothingLoaded
from csm_core.intake.batch import FileReport
from csm_core.intake.mapping import MappingFile
from csm_core.intake.worker.ingest import ingest
from csm_core.loading.demo import is_demo, load_demo
from csm_core.metrics.asking.ask import ask, context_of, result_of, rows_behind
from csm_core.metrics.asking.script import sql_script
from csm_core.metrics.framework.declare import Value
from csm_core.metrics.framework.registry import metric_named, registry
from csm_core.plausibility.doubt import Doubt
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from csm_core.text.csv_text import safe_csv_text

_Question = tuple[str, Scope, str | None, dict[str, Value]]
DONE, NO_VALUE, WRONG = 0, 1, 2


def main(arguments: Sequence[str], above: Mapping[str, Command] = MappingProxyType({})) -> int:
    """Run one command; returns the exit code: 0 done, 1 done in part, 2 not done (`csm --help` says of what).

    Parameters
    ----------
    above
        Commands that the core knows nothing of, by name.
    """
    chosen = None
    try:
        chosen = parsed(arguments, above)
        run = above[chosen.command].run if chosen.command in above else _RUNS[chosen.command]
        code = run(chosen)
    except CsmError as error:
        sys.stderr.write(" ".join(str(error).split()) + _offer(error, chosen) + "\n")
        return WRONG
    except PermissionError as error:  # of a folder on the way to a file that was named
        where = f"You have no permission to read '{error.filename}'."
        sys.stderr.write(f"{where} Change the permissions, or choose another path.\n")
        return WRONG
    except BrokenPipeError:
        return DONE
    return code


def _offer(error: CsmError, chosen: argparse.Namespace | None) -> str:
    """The last good backup, where a workspace is damaged."""
    if chosen is None or not isinstance(error, WorkspaceDamaged):
        return ""
    return offer_words(Path(getattr(chosen, "workspace", None) or chosen.inputs[0]))


def _read(chosen: argparse.Namespace) -> int:
    sources, mapping = [source_of(file) for file in chosen.files], _mapping(chosen)
    with progress_bar() as progress:
        reports = [report for source in sources for report in ingest(source, mapping, progress=progress).reports]
    _show_reports(reports, chosen)
    return code_of(reports)


def _load(chosen: argparse.Namespace) -> int:
    sources, mapping = [source_of(file) for file in chosen.files], _mapping(chosen)
    table = lake_table(chosen)
    with workspace_to_fill(Path(chosen.workspace), LIMITS) as workspace:
        if table is None:
            loaded = take_in(workspace, sources, mapping)
        else:
            loaded = take_in_from_cluster(workspace, chosen, table, sources, mapping)
        _show_reports(loaded.reports, chosen, loaded.doubts)
        return code_of(loaded.reports)


def _demo(chosen: argparse.Namespace) -> int:
    path = Path(chosen.workspace)
    with workspace_to_fill(path) as workspace, progress_bar() as progress:
        if workspace.loads() and not is_demo(workspace):
            raise BadValue(f"WORKSPACE: '{path}' already holds other data. Name a new file, such as demo.duckdb.")
        was_there = bool(workspace.loads())
        loaded = load_demo(workspace, progress)
    if was_there and not chosen.json:
        print(f"{path} already holds the demo company; nothing was changed.")
    else:
        _show_reports(loaded.reports, chosen, loaded.doubts)
    return DONE


def _metrics(chosen: argparse.Namespace) -> int:
    if chosen.json:
        _print_json([described(metric) for metric in registry().values()])
    else:
        print(catalogue_text(registry()))
    return DONE


def _metric(chosen: argparse.Namespace) -> int:
    workspace, quarantined, asked = _asked(chosen)
    result = ask(workspace, *asked)
    behind = rows_behind(workspace, *asked) if chosen.rows else None
    if chosen.json:
        lines = shaped(against(workspace, result))
        shape = result.to_json() | ({"benchmarks": lines} if lines else {})
        _print_json(shape if behind is None else shape | {"behind": behind.to_pylist()})
    elif chosen.csv:
        _print_csv(result.table if behind is None else behind)
    else:
        print(result_text(result, against(workspace, result)) if behind is None else table_text(behind))
    if not result.has_value:
        return NO_VALUE
    gaps = result.table.column("value").null_count > 0
    return NO_VALUE if chosen.strict and (gaps or quarantined) else DONE


def _sql(chosen: argparse.Namespace) -> int:
    workspace, _, asked = _asked(chosen)
    context = context_of(workspace, *asked)
    result_of(context)
    print(sql_script(context))
    return DONE


def _asked(chosen: argparse.Namespace) -> tuple[Workspace, bool, _Question]:
    """The workspace, whether rows of it were quarantined, and what is asked of it."""
    metric = metric_named(chosen.id)
    variant, settings = asked_variant(chosen, metric), asked_settings(chosen, metric)
    workspace, quarantined = _opened(chosen)
    settings = {**standing_settings(workspace, metric), **settings}
    return workspace, quarantined, (metric.id, asked_scope(chosen, workspace), variant, settings)


def _opened(chosen: argparse.Namespace) -> tuple[Workspace, bool]:
    """The workspace, or a passing one made from the files; and whether rows of it were quarantined."""
    if len(chosen.inputs) == 1 and is_database(Path(chosen.inputs[0])):
        if chosen.map is not None:
            raise BadValue("--map is for export files, and a workspace is read already. Leave it out, or name files.")
        workspace = Workspace.open(Path(chosen.inputs[0]), LIMITS)
    else:
        if any(is_database(Path(file)) for file in chosen.inputs):
            raise BadValue("Name one workspace, or export files; not both.")
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
        raise FileMissing.at(path, "--map")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadMapping.because(path.name, "it is not UTF-8 text.") from error
    return MappingFile.parse(text, path.name)


def _show_reports(
    reports: Sequence[FileReport], chosen: argparse.Namespace, doubts: Sequence[Doubt] | None = None
) -> None:
    """`doubts`: what looks wrong in all that is loaded; None where nothing was loaded."""
    if chosen.json:
        questions = [question for report in reports for question in report.questions()]
        shape: dict[str, object] = {"files": [report.to_json() for report in reports], "questions": questions}
        _print_json(shape if doubts is None else shape | {"plausibility": [doubt.to_json() for doubt in doubts]})
    elif reports:
        print(reports_text(reports))
        for doubt in doubts or ():
            print(f"Looks wrong: {doubt.message} {doubt.cause}")


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, allow_nan=False, default=str))


def _print_csv(table: pa.Table) -> None:
    sys.stdout.write(safe_csv_text(table, "\n"))


_RUNS: dict[str, Callable[[argparse.Namespace], int]] = {
    "read": _read,
    "load": _load,
    "loads": show_loads,
    "undo": undo_load,
    "benchmark": run_benchmark,
    "demo": _demo,
    "metrics": _metrics,
    "metric": _metric,
    "sql": _sql,
    "facts": show_facts,
    "report": run_report,
    "backup": make_backup,
    "check": check_workspace,
    "restore": restore_workspace,
    "about": show_about,
    "weights": run_weights,
    "erase": erase_subject,
}
