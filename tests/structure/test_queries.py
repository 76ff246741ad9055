"""Every query that a metric declares can run, and says each thing once. (Declaring one parses nothing.)"""

import ast
import inspect
from itertools import chain, combinations
from types import FunctionType, ModuleType

import pytest

from csm_core.facts.scoped.query import Query
from csm_core.metrics.framework.registry import metric_modules
from tests.structure.sources import Source, sources


def declared_queries() -> list[tuple[str, Query]]:
    """Every query that stands in a metric's module, by itself or in a mapping, with where it stands."""
    queries = []
    for module in metric_modules():
        for name, value in vars(module).items():
            values = value.values() if isinstance(value, dict) else (value,)
            queries += [(f"{module.__name__}.{name}", one) for one in values if isinstance(one, Query)]
    return queries


@pytest.mark.parametrize("query", [pytest.param(query, id=where) for where, query in declared_queries()])
def test_every_declared_query_reads_only_scoped_inputs_and_earlier_ctes(query: Query) -> None:
    assert query.inputs  # raises where it reads anything else
    assert query.needed.keys() <= query.ctes.keys()


def merged(node: ast.expr) -> list[ast.expr]:
    """The parts of `{**A, 'b': …}` or `A | B`, each of which brings names of its own."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return [*merged(node.left), *merged(node.right)]
    if isinstance(node, ast.Dict):
        pairs = list(zip(node.keys, node.values, strict=True))
        literal = ast.Dict([key for key, _ in pairs if key], [value for key, value in pairs if key])
        return [*chain.from_iterable(merged(value) for key, value in pairs if key is None), literal]
    return [node]


def texts(node: ast.expr, module: ModuleType) -> dict[str, str]:
    """Names and texts of the CTEs that a part may bring; of a function those of all that it may return."""
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return {key.value: ast.unparse(value) for key, value in pairs if isinstance(key, ast.Constant)}
    value = vars(module).get(node.id if isinstance(node, ast.Name) else "")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        function = vars(module).get(node.func.id)
        if isinstance(function, FunctionType):
            defined = inspect.getmodule(function)
            tree = ast.parse(inspect.getsource(function))
            inner = [one for one in ast.walk(tree) if isinstance(one, ast.Dict | ast.Name)]
            return {name: text for one in inner if defined for name, text in texts(one, defined).items()}
    return value if isinstance(value, dict) and all(isinstance(text, str) for text in value.values()) else {}


def repeated_ctes(source: Source, module: ModuleType) -> list[str]:
    """Names that two parts of one mapping give to different texts: the later one would win without a word."""
    problems = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Dict | ast.BinOp):
            for one, other in combinations([texts(part, module) for part in merged(node)], 2):
                names = [name for name in one.keys() & other.keys() if one[name] != other[name]]
                problems += [source.at(node.lineno, name) for name in names]
    return problems


def test_no_two_ctes_of_a_query_have_one_name() -> None:
    modules = {module.__name__: module for module in metric_modules()}
    asked = [source for source in sources("csm_core/metrics/") if source.module in modules]
    assert list(chain.from_iterable(repeated_ctes(source, modules[source.module]) for source in asked)) == []


@pytest.mark.parametrize(
    "text", ["Query(_ROWS, _A | {'a': 'select 2'})", "ctes = {**_A, **_B}", "ctes = _B | made_ctes(context)"]
)
def test_the_rule_sees_a_name_that_is_given_twice(text: str) -> None:
    module = ModuleType("voice")
    vars(module).update(_A={"a": "select 1"}, _B={"a": "select 2"}, made_ctes=made_ctes)
    assert len(repeated_ctes(Source("csm_core/metrics/voice/nps.py", text), module)) == 1


def made_ctes() -> dict[str, str]:
    return {"a": "select 3"}


def test_two_parts_may_share_one_text() -> None:
    module = ModuleType("voice")
    vars(module).update(_A={"a": "select 1"}, _B={"a": "select 1", "b": "select 2"})
    assert repeated_ctes(Source("csm_core/metrics/voice/nps.py", "ctes = _A | _B"), module) == []
