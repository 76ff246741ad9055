"""From a metric's file to the scoped inputs: how many helpers that hold SQL lie one behind the other."""

import re

from tests.structure.sources import Source, imports, sources
from tests.structure.test_folders import METRICS, declaring_modules

# What every metric goes through, and what stands beside its answer.
APART = ("framework", "examples", "asking", "caveats")
SQL = re.compile(r"\bQuery\(|\bselect\s")
MOST = 3
# Further away: models that rest on fits of renewals, and all that rests on the health score. These may only shrink.
FURTHER = {
    "clv": 4,
    "ltv_to_cac": 4,
    "health_score": 5,
    "health_backtest": 6,
    "health_bands": 6,
    "health_before_renewal": 6,
    "score_change": 6,
    "scorecard": 6,
    "attention_list": 7,
    "suggested_weights": 7,
    "campaign_effect": 8,
}


def helpers_deep(module: str, by_module: dict[str, Source], depths: dict[str, int]) -> int:
    """The longest chain of imports from a module that ends at a helper with SQL, in helpers."""
    if module not in depths:
        names = {name if name in by_module else name.rpartition(".")[0] for _, name in imports(by_module[module])}
        depths[module] = 0
        for name in sorted(names & set(by_module) - {module}):
            below = helpers_deep(name, by_module, depths)
            if below or SQL.search(by_module[name].text):
                depths[module] = max(depths[module], 1 + below)
    return depths[module]


def depths_of(files: list[Source]) -> dict[str, int]:
    apart = tuple(f"{METRICS}.{room}." for room in APART)
    by_module = {one.module: one for one in files if not one.module.startswith(apart)}
    depths: dict[str, int] = {}
    metrics = sorted(set(by_module) & declaring_modules())
    return {module.rpartition(".")[2]: helpers_deep(module, by_module, depths) for module in metrics}


def test_few_helpers_lie_between_a_metric_and_the_scoped_inputs() -> None:
    files = [source for source in sources("csm_core/metrics/") if not source.path.endswith("__init__.py")]
    assert {metric: deep for metric, deep in depths_of(files).items() if deep > MOST} == FURTHER


def test_a_chain_of_helpers_is_counted_as_far_as_there_is_sql() -> None:
    voice = "from csm_core.metrics.voice.calc."
    files = [
        Source("csm_core/metrics/voice/nps.py", f"{voice}answers import a"),
        Source("csm_core/metrics/voice/calc/answers.py", f"{voice}windows import b"),
        Source("csm_core/metrics/voice/calc/windows.py", f"{voice}numbers import c\nb = 'select 1'"),
        Source("csm_core/metrics/voice/calc/numbers.py", "c = 1"),
    ]
    assert depths_of(files) == {"nps": 2}
