"""Folders stay small enough to be taken in at a glance, and a metric's file holds what it alone needs."""

from collections import defaultdict
from functools import cache
from pathlib import PurePosixPath

from csm_core.metrics.framework.registry import metric_modules, registry
from tests.structure.sources import APP, Source, imports, sources
from tests.structure.test_sizes import FILE_LINES

MOST_FILES = 32
METRICS = "csm_core.metrics"


@cache
def declaring_modules() -> frozenset[str]:
    """The modules from which the registry has its metrics."""
    metrics = list(registry().values())
    return frozenset(one.__name__ for one in metric_modules() if vars(one).get("METRIC") in metrics)


def is_metric(module: str) -> bool:
    return module in declaring_modules()


def crowded(files: list[Source]) -> dict[str, int]:
    """Folders with more files than one looks through, and how many."""
    counts: dict[str, int] = defaultdict(int)
    for source in files:
        counts[str(PurePosixPath(source.path).parent)] += not source.path.endswith("__init__.py")
    return {folder: count for folder, count in counts.items() if count > MOST_FILES}


def lone_helpers(files: list[Source]) -> list[str]:
    """Helpers that one metric alone uses and that would fit into its file."""
    by_module = {source.module: source for source in files}
    users: dict[str, set[str]] = defaultdict(set)
    for source in files:
        for _, name in imports(source):
            users[name if name in by_module else name.rpartition(".")[0]].add(source.module)
    return [
        f"{module} is used by {next(iter(users[module]))} alone: fold it in"
        for module, source in by_module.items()
        if module.startswith(f"{METRICS}.") and not is_metric(module) and not source.path.endswith("__init__.py")
        if len(users[module]) == 1 and is_metric(next(iter(users[module])))
        if lines(source) + lines(by_module[next(iter(users[module]))]) <= FILE_LINES
    ]


def lines(source: Source) -> int:
    return len(source.text.splitlines())


def test_no_folder_is_crowded() -> None:
    assert crowded(sources(*APP, "tests/")) == {}


def test_the_root_of_a_metric_family_is_its_catalogue() -> None:
    families = {f"{METRICS}.{metric.family.replace(' ', '_')}" for metric in registry().values()}
    in_roots = [
        source.module
        for source in sources("csm_core/metrics/")
        if source.module.rpartition(".")[0] in families and not source.path.endswith("__init__.py")
    ]
    assert [module for module in in_roots if not is_metric(module)] == []


def test_a_helper_of_one_metric_lives_in_its_file() -> None:
    assert lone_helpers(sources(*APP)) == []


def test_the_rules_see_a_crowd_and_a_lone_helper() -> None:
    crowd = [Source(f"csm_core/x/f{number}.py", "") for number in range(MOST_FILES + 1)]
    assert crowded(crowd) == {"csm_core/x": MOST_FILES + 1}
    helper = Source("csm_core/metrics/voice/calc/of_nps.py", "x = 1")
    metric = Source("csm_core/metrics/voice/nps.py", "from csm_core.metrics.voice.calc.of_nps import x")
    other = Source("csm_core/metrics/voice/csat.py", "from csm_core.metrics.voice.calc.of_nps import x")
    assert len(lone_helpers([helper, metric])) == 1
    assert lone_helpers([helper, metric, other]) == []
