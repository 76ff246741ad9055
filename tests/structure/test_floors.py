"""The import map. Every folder has its floor, and imports go down: never up, and never between rooms of one floor."""

import re

import pytest

from tests.structure.sources import APP, ROOT, Source, imports, sources

# From the ground up; what stands on one line does not know of each other.
HOUSE = (
    # What everything may use.
    (
        "csm_core.midnights",
        "csm_core.platforms",
        "csm_core.timezones",
        "csm_core.units",
        "csm_core.version",
        "csm_core.text",
        "csm_core.tables",
    ),
    ("csm_core.errors",),
    ("csm_core.codec", "csm_core.periods", "csm_core.named_pairs", "csm_core.stats"),
    ("csm_core.last_day",),
    ("csm_core.scope",),
    ("csm_core.result", "csm_core.scoring"),
    # Files to canonical rows.
    ("csm_core.intake.vocabulary",),
    ("csm_core.intake.cells",),
    ("csm_core.intake",),
    ("csm_core.intake.layout",),
    ("csm_core.intake.read", "csm_core.intake.values"),
    ("csm_core.intake.dialects",),
    ("csm_core.intake.check",),
    ("csm_core.intake.columns",),
    ("csm_core.intake.parts",),
    ("csm_core.intake.propose",),
    ("csm_core.intake.stream",),
    ("csm_core.intake.worker",),
    # The workspace file.
    ("csm_core.engines", "csm_core.sources"),
    ("csm_core.store",),
    # `lake`: use that stands on a cluster, as a load.
    ("csm_core.backups", "csm_core.lake"),
    # Rows to compact tables, once a load.
    ("csm_core.facts.framework",),
    ("csm_core.facts.matching",),
    ("csm_core.facts.revenue",),
    ("csm_core.facts.accounts",),
    ("csm_core.facts.activity",),
    ("csm_core.facts.scoped",),
    ("csm_core.facts",),
    ("csm_core.facts.queries", "csm_core.plausibility"),
    ("csm_core.plausibility.checks", "csm_core.loading"),
    # Facts to one Result.
    ("csm_core.metrics", "csm_core.metrics.framework", "csm_core.metrics.examples"),
    ("csm_core.metrics.estimates", "csm_core.metrics.money"),
    ("csm_core.metrics.customers",),
    ("csm_core.metrics.caveats",),
    ("csm_core.metrics.asking",),
    ("csm_core.metrics.compare",),
    ("csm_core.metrics.voice.calc", "csm_core.metrics.support.calc", "csm_core.metrics.lifetime_value.calc"),
    ("csm_core.metrics.retention.calc", "csm_core.metrics.revenue.calc", "csm_core.metrics.health.components"),
    ("csm_core.metrics.health.replay", "csm_core.metrics.health.attention", "csm_core.metrics.health.change"),
    ("csm_core.metrics.health.suggestion", "csm_core.metrics.health.what_if", "csm_core.metrics.adoption.calc"),
    ("csm_core.metrics.outcomes.calc",),
    ("csm_core.metrics.revenue", "csm_core.metrics.retention", "csm_core.metrics.lifetime_value"),
    ("csm_core.metrics.voice", "csm_core.metrics.adoption", "csm_core.metrics.support", "csm_core.metrics.outcomes"),
    ("csm_core.metrics.health",),
    # Results to pictures, notebooks, files.
    ("csm_core.charts", "csm_core.closing", "csm_core.glossary"),
    ("csm_core.notebook",),
    ("csm_core.report", "csm_core.snapshot"),
    ("csm_core.privacy",),
    ("csm_core", "csm_core.cli"),
    ("csm_core.__main__",),
    # The screen.
    ("csm_ui", "csm_ui.widgets", "csm_ui.health.board"),
    ("csm_ui.visitor",),
    ("csm_ui.gate",),
    ("csm_ui.exhibits",),
    (
        "csm_ui.data",
        "csm_ui.health",
        "csm_ui.notebook",
        "csm_ui.outcomes",
        "csm_ui.overview",
        "csm_ui.share",
        "csm_ui.voice",
    ),
    ("csm_ui.page",),
    ("pages", "app", "asgi", "csm_ui.command"),
)
FLOORS = {room: floor for floor, rooms in enumerate(HOUSE) for room in rooms}
# A folder that finds its own contents by looking into itself.
CATALOGUES = ("csm_core.metrics", "csm_core.plausibility.checks", "csm_core.intake.dialects")
OURS = ("csm_core", "csm_ui", "pages", "app", "asgi", "data", "bench", "tests")


def room_of(module: str) -> str | None:
    """The room that a module is in: its own row of the map, else its folder's; None when the map has neither."""
    folder = module.rpartition(".")[0]
    return next((name for name in (module, folder) if name in FLOORS), None)


def module_of(name: str) -> str:
    """The module that an imported name is in, or is."""
    path = ROOT.joinpath(*name.split("."))
    is_module = path.with_suffix(".py").exists() or path.is_dir()
    return name if is_module else name.rpartition(".")[0]


def upward(source: Source) -> list[str]:
    importing_room = room_of(source.module)
    if importing_room is None:
        return [source.at(1, "has no floor; give its folder one in HOUSE")]
    problems = []
    for line, name in imports(source):
        if name.split(".")[0] not in OURS:
            continue
        module = module_of(name)
        room = room_of(module)
        if room is None:
            problems.append(source.at(line, f"{name} is on no floor, so no floor may stand on it"))
        elif room != importing_room and FLOORS[room] >= FLOORS[importing_room] and module not in CATALOGUES:
            problems.append(
                source.at(
                    line, f"{importing_room} (floor {FLOORS[importing_room]}) imports {name} (floor {FLOORS[room]})"
                )
            )
    return problems


def test_imports_go_down() -> None:
    assert [problem for source in sources(*APP) for problem in upward(source)] == []


def test_the_map_names_only_rooms_that_are_there() -> None:
    assert [room for room in FLOORS if not module_exists(room)] == []


def test_the_page_for_contributors_names_every_room() -> None:
    table = ROOT.joinpath("CONTRIBUTING.md").read_text().partition("| floor |")[2].partition("\n\n")[0]
    folders = [room for room in FLOORS if room.startswith("csm_") and ROOT.joinpath(*room.split(".")).is_dir()]
    rooms = {room.split(".")[1] for room in folders if "." in room}
    assert [room for room in sorted(rooms) if not re.search(rf"`{room}/?`", table)] == []


def module_exists(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").exists()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("csm_core/stats/intervals.py", "from csm_core.metrics.framework.declare import Declaration"),
        ("csm_core/facts/activity/answers.py", "import csm_core.charts.lines"),
        ("csm_core/metrics/voice/nps.py", "from csm_core import ask"),
        ("csm_core/scope.py", "from .facts import build"),
        ("csm_core/cli/main.py", "def f() -> None:\n    from csm_ui.exhibits.ask import ask"),
        ("csm_core/metrics/voice/nps.py", "from csm_core.metrics.adoption.stickiness import METRIC"),
        ("csm_ui/exhibits/ask.py", "import pages.voice"),
        ("csm_core/intake/read/any_file.py", "from tests.structure import sources"),
        ("csm_core/cli/main.py", "from data.company import model"),
        ("csm_core/leftovers/x.py", ""),
    ],
)
def test_the_rule_sees_an_import_that_goes_up(path: str, text: str) -> None:
    assert len(upward(Source(path, text))) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("csm_core/metrics/voice/nps.py", "from csm_core.stats.intervals import wilson\nimport duckdb"),
        ("csm_core/metrics/voice/nps.py", "from csm_core.metrics.framework.metric import Metric"),
        ("csm_core/store/workspace.py", "from csm_core.engines.duckdb import connect"),
        ("pages/voice.py", "from csm_ui.exhibits import show"),
        ("csm_ui/exhibits/ask.py", "from csm_core import Scope"),
    ],
)
def test_the_rule_lets_an_import_that_goes_down_pass(path: str, text: str) -> None:
    assert upward(Source(path, text)) == []
