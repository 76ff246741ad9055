"""What every start of the app and of the command line waits for: no slow library."""

import ast
from collections.abc import Iterator
from itertools import chain

import pytest

from tests.structure.sources import APP, Source, sources, within

# Half a second together. Whoever needs one imports it in the function that needs it; scipy does so itself when
# `scipy.optimize` is first used.
SLOW = ("statsmodels", "sklearn", "scipy.optimize", "scipy.stats", "pptx", "typst")
# Imported when slides or pages of PDF are written.
PAPER = ("csm_core/report/slide", "csm_core/report/pdf_page.py")


def imported_at_start(source: Source) -> Iterator[tuple[int, str]]:
    """Line and dotted name of what a file imports outside functions."""
    for node in source.tree.body:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def slow_imports(source: Source) -> list[str]:
    return [source.at(line, name) for line, name in imported_at_start(source) if within(name, SLOW)]


def test_a_start_imports_no_slow_library() -> None:
    asked = [source for source in sources(*APP) if not source.path.startswith(PAPER)]
    assert list(chain.from_iterable(map(slow_imports, asked))) == []


@pytest.mark.parametrize(
    "text", ["import sklearn.cluster", "from scipy import optimize", "from pptx import Presentation"]
)
def test_the_rule_sees_a_slow_import(text: str) -> None:
    assert slow_imports(Source("csm_core/stats/themes.py", text))


@pytest.mark.parametrize("text", ["import scipy", "def f() -> None:\n    from sklearn.cluster import KMeans"])
def test_an_import_that_waits_until_it_is_needed_passes(text: str) -> None:
    assert slow_imports(Source("csm_core/stats/themes.py", text)) == []
