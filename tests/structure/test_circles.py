"""The module graph has no circle: whoever reads a file can read what it stands on without coming back to it."""

import ast
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.structure.sources import APP, Source, imports, sources


def module_graph(files: list[Source]) -> dict[str, set[str]]:
    """Who imports whom, file by file; imports within functions count, those for type checking alone do not."""
    modules = {source.module for source in files}
    graph: dict[str, set[str]] = {}
    for source in files:
        without = typing_lines(source)
        names = {name for line, name in imports(source) if line not in without}
        targets = {name if name in modules else name.rpartition(".")[0] for name in names}
        graph[source.module] = (targets & modules) - {source.module}
    return graph


def typing_lines(source: Source) -> set[int]:
    """The lines under `if TYPE_CHECKING:`."""
    return {
        line
        for node in ast.walk(source.tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for line in range(node.lineno, (node.body[-1].end_lineno or node.lineno) + 1)
    }


def test_no_module_imports_itself_by_way_of_others() -> None:
    TopologicalSorter(module_graph(sources(*APP))).prepare()


@pytest.mark.parametrize(
    "text", ["from csm_core.b import y", "import csm_core.b", "def f() -> None:\n    from csm_core import b"]
)
def test_the_rule_sees_a_circle_however_it_is_imported(text: str) -> None:
    circle = [Source("csm_core/a.py", text), Source("csm_core/b.py", "from csm_core.a import x")]
    with pytest.raises(CycleError):
        TopologicalSorter(module_graph(circle)).prepare()


def test_an_import_for_type_checking_makes_no_circle() -> None:
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from csm_core.b import y"
    files = [Source("csm_core/a.py", text), Source("csm_core/b.py", "from csm_core.a import x")]
    TopologicalSorter(module_graph(files)).prepare()
