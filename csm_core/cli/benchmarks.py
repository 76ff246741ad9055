"""What others reach, from the command line: kept in the workspace, listed and taken away."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from csm_core.cli.files import source_of
from csm_core.cli.loads import existing_workspace
from csm_core.codec import plain
from csm_core.errors import BadValue
from csm_core.metrics.compare.benchmark_file import benchmarks_in
from csm_core.metrics.compare.benchmarks import (
    Benchmark,
    benchmark_of,
    benchmarks,
    benchmarks_of,
    keep_benchmarks,
    remove_benchmark,
)
from csm_core.metrics.framework.registry import metric_named
from csm_core.result import Result
from csm_core.store.workspace import Workspace
from csm_core.text.plural import plural

_OPTIONS = ("source", "measure", "date", "segment", "currency")


def against(workspace: Workspace, result: Result) -> tuple[Benchmark, ...]:
    """Every benchmark that some measure of an answer can be held against."""
    measures = metric_named(result.metric).measures or (None,)
    return tuple(one for measure in measures for one in benchmarks_of(workspace, result, measure))


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
        one = benchmark_of({name: getattr(chosen, name) for name in ("metric", "value", *_OPTIONS)})
        keep_benchmarks(workspace, [one], at)
        print(f"Added: {one.metric} {one.words}.")
    else:
        _show(benchmarks(workspace), chosen.json)
    return 0


def _remove(workspace: Workspace, number: str) -> None:
    numbered = dict(enumerate(benchmarks(workspace), start=1))
    one = numbered.get(int(number)) if number.isdecimal() else None
    if one is None:
        raise BadValue.of("--remove", number, "the number of a benchmark; 'benchmark WORKSPACE' lists them")
    remove_benchmark(workspace, one.key)
    print(f"Removed: {one.metric} {one.words}.")


def _show(shown: list[Benchmark], as_json: bool) -> None:
    if as_json:
        print(json.dumps({"benchmarks": shaped(shown)}, ensure_ascii=False))
        return
    lines = [f"{number}  {one.metric}{_measure(one)}: {one.words}" for number, one in enumerate(shown, start=1)]
    print("\n".join(lines) or "No benchmarks yet. 'csm benchmark --help' shows how to add one.")


def _measure(one: Benchmark) -> str:
    return f" ({one.measure.replace('_', ' ')})" if one.measure else ""
