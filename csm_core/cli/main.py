"""The command line: the same metrics, the same Scope, no screen."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from csm_core.cli.arguments import SCOPE, parsed
from csm_core.cli.backups import check_workspace, make_backup, offer_words, restore_workspace
from csm_core.cli.benchmarks import against, run_benchmark, shaped
from csm_core.cli.cluster import lake_table, take_in_from_cluster
from csm_core.cli.facts import show_facts
from csm_core.cli.files import LIMITS, passing_workspace, source_of, take_in, workspace_to_fill
from csm_core.cli.loads import existing_workspace, show_loads, undo_load
from csm_core.cli.personal import erase_subject, show_about
from csm_core.cli.progress import progress_bar
from csm_core.cli.text import catalogue_text, described, reports_text, result_text, table_text
from csm_core.engines.duckdb import is_database
from csm_core.engines.workspace_unusable import WorkspaceDamaged
from csm_core.errors import BadMapping, BadValue, CsmError, FileMissing, NothingLoaded
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

DONE, NO_VALUE, WRONG = 0, 1, 2


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code: 0 done, 1 done without a value, 2 wrong input or arguments."""
    chosen = None
    try:
        chosen = parsed(arguments)
        code = _RUNS[chosen.command](chosen)
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
    return _show_reports(reports, chosen)


def _load(chosen: argparse.Namespace) -> int:
    sources, mapping = [source_of(file) for file in chosen.files], _mapping(chosen)
    table = lake_table(chosen)
    with workspace_to_fill(Path(chosen.workspace), LIMITS) as workspace:
        if table is None:
            loaded = take_in(workspace, sources, mapping)
        else:
            loaded = take_in_from_cluster(workspace, chosen, table, sources, mapping)
    return _show_reports(loaded.reports, chosen, loaded.doubts)


def _demo(chosen: argparse.Namespace) -> int:
    with workspace_to_fill(Path(chosen.workspace)) as workspace, progress_bar() as progress:
        loaded = load_demo(workspace, progress)
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
    workspace, _ = _opened(chosen)
    scope, settings = with_attribute_names(workspace, _scope(chosen)), _settings(chosen)
    context = context_of(workspace, chosen.id, scope, chosen.variant, settings)
    result_of(context)
    print(sql_script(context))
    return DONE


def _report(chosen: argparse.Namespace) -> int:
    # Slides and pictures take a second to import, and no other command needs them.
    from csm_core.report.command import chosen_brand, write_report

    workspace = existing_workspace(Path(chosen.workspace))
    filters = _scope(chosen).filters
    overlay = [*_scope_pairs(chosen), *((f"f.{name}", value) for name, values in filters for value in values)]
    out = Path(chosen.out)
    brand = chosen_brand(workspace, chosen.company, chosen.colour, chosen.logo and Path(chosen.logo))
    has_value = write_report(
        workspace, out, overlay, chosen.notebook, chosen.template, chosen.account, brand, chosen.slides
    )
    print(f"Wrote {out}.")
    return DONE if has_value else NO_VALUE


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


def _scope(chosen: argparse.Namespace) -> Scope:
    scope, dropped = Scope.from_query(_scope_pairs(chosen))
    if dropped:
        raise BadValue(dropped[0])
    return replace(scope, filters=filters_of(chosen.where))


def _scope_pairs(chosen: argparse.Namespace) -> list[tuple[str, str]]:
    return [(name, getattr(chosen, name)) for name in SCOPE if getattr(chosen, name) is not None]


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
    "report": _report,
    "backup": make_backup,
    "check": check_workspace,
    "restore": restore_workspace,
    "about": show_about,
    "erase": erase_subject,
}
