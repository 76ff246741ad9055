"""The code under these rules, read as text and as syntax trees: nothing is imported, so nothing can hide."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
CORE = "csm_core/"
APP = ("app.py", "asgi.py", "pages/", "csm_ui/", CORE)


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root of the repository, and what is in it."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def at(self, line: int, what: str) -> str:
        return f"{self.path}:{line}: {what}"


def sources(*prefixes: str) -> list[Source]:
    """Every Python file whose path starts with one of the prefixes."""
    paths = [path for prefix in prefixes for path in _python_files(ROOT / prefix)]
    return [_source(path) for path in sorted(paths)]


@cache
def _source(path: Path) -> Source:
    """Read and parsed once for all rules."""
    return Source(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))


def imports(source: Source) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything imported: `from a.b import c` is a.b.c."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(source, node)
            yield from ((node.lineno, f"{origin}.{alias.name}") for alias in node.names)


def mentions(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Every use of an imported thing under its full name, whatever it is called in the file.

    With `import numpy as np`, `np.random.rand` is numpy.random.rand; with `from os import environ as e`,
    `e` is os.environ.
    """
    full: dict[str, str] = {}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                full[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                full[alias.asname or alias.name] = f"{_origin(source, node)}.{alias.name}"
                yield node, f"{_origin(source, node)}.{alias.name}"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute | ast.Name):
            parts = dotted(node).split(".")
            if parts[0] in full:
                yield node, ".".join([full[parts[0]], *parts[1:]])


def dotted(node: ast.AST) -> str:
    """`a.b.c` for a plain chain of names, '' for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        rest = dotted(node.value)
        return f"{rest}.{node.attr}" if rest else ""
    return ""


def within(name: str, roots: tuple[str, ...]) -> bool:
    """Whether a dotted name is one of the roots or lies inside one."""
    return any(name == root or name.startswith(f"{root}.") for root in roots)


def _python_files(start: Path) -> list[Path]:
    if start.is_file():
        return [start]
    return [path for path in start.rglob("*.py") if "__pycache__" not in path.parts]


def _origin(source: Source, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = source.path.split("/")[: -node.level]
    return ".".join([*package, *([node.module] if node.module else [])])
