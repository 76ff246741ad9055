"""The import map. Imports go down or stay on their floor, never up, and never in a circle."""

from graphlib import CycleError, TopologicalSorter

import pytest

from tests.structure.sources import APP, ROOT, Source, imports, sources

FLOORS = {
    "csm_core.errors": 0,
    "csm_core.limits": 0,
    "csm_core.plural": 0,
    "csm_core.units": 0,
    "csm_core.safe_cell": 0,  # what no spreadsheet runs
    "csm_core.periods": 0,
    "csm_core.named_pairs": 0,  # how an address is read
    "csm_core.scope": 0,
    "csm_core.timezones": 0,
    "csm_core.midnights": 0,
    "csm_core.result": 1,  # the answer
    "csm_core.table": 1,  # what a canonical table is
    "csm_core.tables": 1,  # the canonical tables, declared
    "csm_core.tables_of_conduct": 1,
    "csm_core.tables_of_revenue": 1,
    "csm_core.safe_csv": 1,  # text that no spreadsheet runs
    "csm_core.stats": 1,  # arrays in, numbers out
    "csm_core.intake": 2,  # file to canonical rows
    "csm_core.sources": 2,  # which loads are exports of one source, and which rows stand
    "csm_core.engine": 2,  # where queries run
    "csm_core.workspace_unusable": 1,  # why a file of ours can't be used
    "csm_core.file_trouble": 2,
    "csm_core.revision": 2,  # what tells one state of its data from another
    "csm_core.schema": 2,  # its tables
    "csm_core.migrations": 2,  # how an older file comes to have them
    "csm_core.load": 2,  # one file in it
    "csm_core.store_batch": 2,  # how one file gets in
    "csm_core.store_format": 2,  # how its file gets its tables
    "csm_core.store": 2,  # the workspace file
    "csm_core.seen": 3,  # ids that it knows
    "csm_core.said_of_loads": 3,  # what a person says of it
    "csm_core.list_remarks": 3,  # who is missing from a later list
    "csm_core.source_remarks": 3,  # what is to be said of how its loads belong together
    "csm_core.saved": 3,  # what people write in it
    "csm_core.kept_calendar": 3,  # when its weeks and years begin
    "csm_core.kept_mappings": 3,  # how its files were mapped
    "csm_core.tenancy": 3,  # whose it is, where several share a host
    "csm_core.facts": 3,  # rows to compact tables, once a load
    "csm_core.scoring": 3,  # health
    "csm_core.plausibility": 3,  # whether what is loaded can be true
    "csm_core.metrics": 4,  # facts to one Result
    "csm_core.charts": 5,  # Result to picture
    "csm_core.notebook": 5,
    "csm_core.snapshot": 5,  # cells and facts for people without the workspace
    "csm_core.closing": 5,  # what a month said when it was closed
    "csm_core.report": 5,
    "csm_core.glossary": 5,
    "csm_core.report_text": 5,  # answers for a terminal
    "csm_core": 6,  # the facade
    "csm_core.loading": 6,  # files to facts
    "csm_core.demo": 6,
    "csm_core.by_command": 6,  # files of any size, from the command line
    "csm_core.loads_by_command": 6,
    "csm_core.cli": 6,
    "csm_core.__main__": 6,
    "csm_ui": 7,
    "pages": 8,
    "app": 8,
}
# The demo company stands beside the house; one module opens the door to it.
DEMO_DOOR = ("csm_core.demo", "data")
ROOMS = ("csm_core", "csm_ui", "pages", "app", "data", "bench", "tests")


def home(source: Source) -> str | None:
    """The row of the map that a file belongs to; None when the map has none."""
    parts = source.module.split(".")
    name = ".".join(parts[:2]) if parts[0] == "csm_core" else parts[0]
    return name if name in FLOORS else None


def target(imported: str) -> str | None:
    """The row of the map that an imported name belongs to; None when it is on no floor."""
    parts = imported.split(".")
    inner = ".".join(parts[:2])
    if parts[0] != "csm_core" or inner in FLOORS:
        return inner if inner in FLOORS else parts[0] if parts[0] in FLOORS else None
    # `from csm_core import name` takes a name of the facade, unless there is a module of that name.
    is_module = any((ROOT / "csm_core" / f"{parts[1]}{end}").exists() for end in ("", ".py")) if parts[1:] else False
    return None if is_module else "csm_core"


def upward(source: Source) -> list[str]:
    own = home(source)
    if own is None:
        return [source.at(1, "has no floor; give it one in FLOORS")]
    found = []
    for line, name in imports(source):
        if name.split(".")[0] not in ROOMS or (own, name.split(".")[0]) == DEMO_DOOR:
            continue
        room = target(name)
        if room is None:
            found.append(source.at(line, f"{name} is on no floor, so no floor may stand on it"))
        elif FLOORS[room] > FLOORS[own]:
            found.append(source.at(line, f"{own} (floor {FLOORS[own]}) imports {name} (floor {FLOORS[room]})"))
    return found


def graph(files: list[Source]) -> dict[str, set[str]]:
    """Who imports whom, package by package."""
    edges: dict[str, set[str]] = {}
    for source in files:
        own = home(source)
        for _, name in imports(source):
            room = target(name)
            if own and room and own != room:
                edges.setdefault(own, set()).add(room)
    return edges


def test_imports_go_down_or_stay_on_their_floor() -> None:
    assert [problem for source in sources(*APP) for problem in upward(source)] == []


def test_packages_do_not_import_each_other_in_a_circle() -> None:
    TopologicalSorter(graph(sources(*APP))).prepare()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("csm_core/stats/intervals.py", "from csm_core.metrics.declare import Metric"),
        ("csm_core/facts/answers.py", "import csm_core.charts.line"),
        ("csm_core/metrics/voice/nps.py", "from csm_core import nps"),
        ("csm_core/scope.py", "from .facts import scoped"),
        ("csm_core/cli.py", "def f() -> None:\n    from csm_ui.ask import ask"),
        ("csm_ui/ask.py", "import pages.voice"),
        ("csm_core/intake/read.py", "from tests.structure import sources"),
        ("csm_core/cli.py", "from data.company import model"),
        ("csm_core/leftovers.py", ""),
    ],
)
def test_the_rule_sees_an_import_that_goes_up(path: str, text: str) -> None:
    assert len(upward(Source(path, text))) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("csm_core/metrics/voice/nps.py", "from csm_core.stats.intervals import wilson\nimport duckdb"),
        ("csm_core/metrics/voice/nps.py", "from csm_core.metrics.declare import Metric"),
        ("csm_core/store.py", "from csm_core.engine import connect"),
        ("pages/voice.py", "from csm_ui import show"),
        ("csm_ui/ask.py", "from csm_core import Scope"),
    ],
)
def test_the_rule_lets_an_import_that_goes_down_pass(path: str, text: str) -> None:
    assert upward(Source(path, text)) == []


def test_the_rule_sees_a_circle() -> None:
    circle = [
        Source("csm_core/store.py", "from csm_core.intake.batch import Batch"),
        Source("csm_core/intake/read.py", "from csm_core.store import Workspace"),
    ]
    with pytest.raises(CycleError):
        TopologicalSorter(graph(circle)).prepare()
