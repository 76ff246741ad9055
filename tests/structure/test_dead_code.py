"""Nothing stands in the program that only its tests use: what the program never names is dead."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest

from tests.structure.sources import APP, ROOT, Source, mentions, sources


def unused(files: Sequence[Source], other_text: str = "") -> list[str]:
    """Functions, classes, constants and methods that nothing but their own definition names.

    What stands at the top of a file is used by a name in the file or by an import elsewhere; a method by an attribute
    anywhere. Some are looked up by their names, so that a text that is the name counts. `other_text` is what else
    names something: templates, and the commands of the package.
    """
    imported = {name for source in files for _, name in mentions(source)}
    texts = {name for source in files for name in _texts(source.tree)} | set(re.findall(r"\w+", other_text))
    attributes = Counter(name for source in files for name in _attributes(source.tree))
    dead = []
    for source in files:
        names = Counter(_names(source.tree))
        for name, node in _at_the_top(source):
            is_used = f"{source.module}.{name}" in imported or names[name] > Counter(_names(node))[name]
            is_used |= name.isupper() and attributes[name] > 0  # a catalogue's modules have it in common
            if name not in texts and not is_used:
                dead.append(source.at(node.lineno, f"{name} is used by no part of the program"))
        for method in _methods(source):
            is_used = attributes[method.name] > Counter(_attributes(method))[method.name]
            if method.name not in texts and not is_used:
                dead.append(source.at(method.lineno, f"{method.name} is used by no part of the program"))
    return dead


def _at_the_top(source: Source) -> Iterator[tuple[str, ast.stmt]]:
    for node in source.tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from ((target.id, node) for target in targets if isinstance(target, ast.Name))


def _methods(source: Source) -> Iterator[ast.FunctionDef]:
    """Those of classes that stand alone: what a base asks for is called from elsewhere."""
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef) and all(ast.unparse(base).startswith("Generic") for base in node.bases):
            yield from (
                method
                for method in node.body
                if isinstance(method, ast.FunctionDef) and not method.name.startswith("__")
            )


def _names(tree: ast.AST) -> Iterator[str]:
    return (node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))


def _attributes(tree: ast.AST) -> Iterator[str]:
    return (node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute))


def _texts(tree: ast.AST) -> Iterator[str]:
    return (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def test_nothing_is_kept_for_tests_alone() -> None:
    templates = [path.read_text("utf-8") for path in (ROOT / "csm_core").rglob("*.html")]
    files = [*sources(*APP), *sources("data/", "bench/", "tools/")]
    dead = unused(files, "\n".join([*templates, (ROOT / "pyproject.toml").read_text("utf-8")]))
    assert [line for line in dead if line.startswith(("csm_core/", "csm_ui/")) and ": __" not in line] == []


@pytest.mark.parametrize(
    "text",
    [
        "def a() -> None: ...",
        "def a() -> None:\n    a()",
        "class A:\n    def b(self) -> None: ...\nx = A()\nprint(x)",
        "LIMIT = 3",
        "def _helper() -> None: ...",
    ],
)
def test_the_rule_sees_what_nobody_uses(text: str) -> None:
    assert len(unused([Source("csm_core/x.py", text)])) == 1


@pytest.mark.parametrize(
    "text",
    [
        "def a() -> None: ...\na()",
        "METRIC = 3\nprint(getattr(module, 'METRIC'))",
        "class A(HTMLParser):\n    def handle_data(self, data: str) -> None: ...\nA()",
        "class A:\n    @property\n    def b(self) -> int: ...\nprint(A().b)",
    ],
)
def test_the_rule_lets_pass_what_is_used_or_asked_for_from_outside(text: str) -> None:
    assert unused([Source("csm_core/x.py", text)]) == []
