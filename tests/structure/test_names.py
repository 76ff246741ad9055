"""A name says what it holds: a list of rows is `rows`, a position is an `index`, a note is a `note`."""

import ast
from collections.abc import Iterator

from tests.structure.sources import APP, Source, sources

CODE = (*APP, "data/", "bench/", "tools/", "tests/")
EMPTY = frozenset({"found", "told", "place", "said", "known", "mine", "own"})
# Attributes of a class that others read; a local of that name is refused in these files too.
ATTRIBUTES = {
    "csm_core/intake/check/all_rows.py": {"told"},
    "csm_core/intake/dialects/declare.py": {"known"},
    "csm_core/intake/layout/row_marks.py": {"own"},
    "csm_core/intake/stream/blocks.py": {"told"},
    "csm_core/intake/stream/one_pass.py": {"told"},
    "csm_core/intake/values/typed_columns.py": {"found"},
    "csm_core/sources/placing.py": {"said"},
    "csm_core/store/tenancies.py": {"mine"},
    "csm_core/tables/table.py": {"own"},
}


def bindings(node: ast.AST, in_class: bool = False) -> Iterator[tuple[ast.AST, str, bool]]:
    """Every name that a statement, a parameter, an import or a loop binds, and whether a class's body does it."""
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield child, name, in_class
            case ast.FunctionDef(name=name):
                yield child, name, in_class
            case ast.alias(name=name, asname=alias):
                yield child, alias or name, False
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield child, name, False
            case _:
                pass
        inside = isinstance(child, ast.ClassDef) or (in_class and isinstance(child, ast.AnnAssign))
        yield from bindings(child, inside)


def empty_names(source: Source) -> list[str]:
    attributes = ATTRIBUTES.get(source.path, set())
    return [
        source.at(node.lineno, f"'{name}' does not say what it holds")
        for node, name, in_class in bindings(source.tree)
        if name in EMPTY and not (in_class and name in attributes) and hasattr(node, "lineno")
    ]


def test_a_name_says_what_it_holds() -> None:
    assert [problem for source in sources(*CODE) for problem in empty_names(source)] == []


def test_the_attributes_that_are_let_be_are_there() -> None:
    held = {
        (source.path, name)
        for source in sources(*CODE)
        for _, name, in_class in bindings(source.tree)
        if in_class and name in EMPTY
    }
    assert held == {(path, name) for path, names in ATTRIBUTES.items() for name in names}


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
    ):
        assert empty_names(Source("csm_core/x.py", text)), text
    assert not empty_names(Source("csm_core/store/tenancies.py", "class A:\n    def mine(self): pass"))
    assert empty_names(Source("csm_core/store/tenancies.py", "class A:\n    def f(self):\n        mine = 1"))
    assert not empty_names(Source("csm_core/x.py", "places = f(known=1).found"))
