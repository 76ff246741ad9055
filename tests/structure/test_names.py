"""A name says what it holds: a list of rows is `rows`, a position is an `index`, a note is a `note`."""

import ast
from collections.abc import Iterator

from tests.structure.sources import APP, Source, sources

CODE = (*APP, "data/", "bench/", "tools/", "tests/")
EMPTY = frozenset({"found", "told", "place", "said", "known", "mine", "own"})


def bindings(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Every name that a statement, a parameter, an import, a loop or a class binds, with its line."""
    for child in ast.walk(node):
        match child:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield child.lineno, name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield child.lineno, name
            case ast.alias(name=name, asname=alias):
                yield child.lineno, alias or name
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield child.lineno, name
            case _:
                pass


def empty_names(source: Source) -> list[str]:
    return [
        source.at(line, f"'{name}' does not say what it holds")
        for line, name in bindings(source.tree)
        if name.lstrip("_").lower() in EMPTY
    ]


def test_a_name_says_what_it_holds() -> None:
    assert [problem for source in sources(*CODE) for problem in empty_names(source)] == []


def test_the_test_can_fail() -> None:
    for text in (
        "found = []",
        "def f(told): pass",
        "def said(): pass",
        "rows = [place for place, _ in pairs]",
        "if (mine := f()): pass",
        "from x import y as known",
        "f(key=lambda own: own)",
        "class A:\n    known: int",
        "class A:\n    def mine(self): pass",
        "class Told: pass",
        "def _own(): pass",
        "self._said = set()",
    ):
        assert empty_names(Source("csm_core/x.py", text)), text
    assert not empty_names(Source("csm_core/x.py", "places = f(known=1).found"))
