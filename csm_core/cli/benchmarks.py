"""What others reach, from the command line: kept in the workspace, listed and taken away."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from csm_core.cli.files import source_of
from csm_core.cli.flags import given_with
from csm_core.cli.loads import existing_workspace
from csm_core.codec import plain
from csm_core.errors import BadValue, UnknownName
from csm_core.metrics.compare.benchmark_file import benchmarks_in
from csm_core.metrics.compare.benchmarks import (
    Benchmark,
    benchmark_of,
    benchmarks,
    benchmarks_of,
    keep_benchmarks,
    remove_benchmark,
    unreadable_benchmarks,
)
from csm_core.metrics.framework.registry import metric_named
from csm_core.result import Result
from csm_core.store.workspace import Workspace
from csm_core.text.plural import plural

_OPTIONS = ("source", "measure", "date", "segment", "currency")


def against(workspace: Workspace, result: Result) -> tuple[Benchmark, ...]:
    """Every benchmark that some measure of an answer can be held against."""
    return benchmarks_of(workspace, result, metric_named(result.metric).measures or (None,))


def shaped(shown: tuple[Benchmark, ...] | list[Benchmark]) -> list[dict[str, object]]:
    """Benchmarks as JSON has them."""
    return [plain(one) for one in shown]


def run_benchmark(chosen: argparse.Namespace) -> int:
    """List, add, load or remove benchmarks, as the arguments say; the exit code."""
    path = Path(chosen.workspace)
    workspace = existing_workspace(path)
    # The core reads no clock: what is kept is dated by the workspace's own last change.
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None)
    if chosen.remove is not None:
        _remove(workspace, chosen.remove)
    elif chosen.file is not None:
        given = benchmarks_in(source_of(chosen.file), chosen.currency)
        keep_benchmarks(workspace, given, at)
        print(f"{plural(len(given), 'benchmark')} added from {Path(chosen.file).name}.")
    elif chosen.metric is not None:
        one = _given(chosen)
        keep_benchmarks(workspace, [one], at)
        print(f"Added: {one.metric} {one.words}.")
    else:
        _show(workspace, chosen.json)
    return 0


def _given(chosen: argparse.Namespace) -> Benchmark:
    """The benchmark that the arguments describe, each checked under its name."""
    metric = metric_named(chosen.metric)
    if chosen.value is None:
        raise BadValue("VALUE: a value is missing. Expected a number such as 41, or 92% for a rate.")
    if not (chosen.source or "").strip():
        raise BadValue("--source: a value is missing. Expected who published it, such as --source KeyBanc.")
    if chosen.measure is not None and not metric.measures:
        raise BadValue(f"--measure: {metric.id} has only one measure. Leave it out.")
    with given_with("--measure", next(iter(metric.measures), "")):
        if chosen.measure is not None and chosen.measure not in metric.measures:
            raise UnknownName.of(f"measure of {metric.id}", chosen.measure, metric.measures)
    return benchmark_of({name: getattr(chosen, name) for name in ("metric", "value", *_OPTIONS)})


def _remove(workspace: Workspace, number: str) -> None:
    kept = [(one.key, f"{one.metric} {one.words}") for one in benchmarks(workspace)]
    kept += [(one.name, one.name) for one in unreadable_benchmarks(workspace)]
    if not number.isdecimal() or not 1 <= int(number) <= len(kept):
        listed = "'csm benchmark WORKSPACE' lists them" if kept else "this workspace has none yet"
        raise BadValue(f"--remove: there is no benchmark '{number}'. Expected its number, such as 1; {listed}.")
    key, words = kept[int(number) - 1]
    remove_benchmark(workspace, key)
    print(f"Removed: {words}.")


def _show(workspace: Workspace, as_json: bool) -> None:
    """Those that can be read, then those that can't; their numbers are what `--remove` takes."""
    shown, unreadable = benchmarks(workspace), unreadable_benchmarks(workspace)
    if as_json:
        texts = [plain(one) for one in unreadable]
        print(json.dumps({"benchmarks": shaped(shown), "unreadable": texts}, ensure_ascii=False))
        return
    lines = [f"{number}  {one.metric}{_measure(one)}: {one.words}" for number, one in enumerate(shown, start=1)]
    lines += [
        f"{number}  {one.name} can't be read: {one.reason}"
        for number, one in enumerate(unreadable, start=len(shown) + 1)
    ]
    print("\n".join(lines) or "No benchmarks yet. 'csm benchmark --help' shows how to add one.")


def _measure(one: Benchmark) -> str:
    return f" ({one.measure.replace('_', ' ')})" if one.measure else ""
