"""The list of metrics in docs/catalogue.md and the registry say the same, and each metric has a test."""

import ast
import re
from pathlib import Path

import pytest

from csm_core.metrics.framework.declare import Declaration
from csm_core.metrics.framework.registry import FAMILIES, registry
from tests.structure.sources import ROOT

LINE = re.compile(r"^\| `(?P<id>[a-z_]+)` \| .+ \|$")


def listed(text: str) -> dict[str, str]:
    """Metric id → family, as the text of the catalogue has them."""
    figures: dict[str, str] = {}
    family = ""
    for line in text.splitlines():
        if line.startswith("## "):
            family = line.removeprefix("## ").lower()
        elif row := LINE.match(line):
            assert row["id"] not in figures, f"{row['id']} stands in the catalogue twice"
            figures[row["id"]] = family
    return figures


CATALOGUE = listed((ROOT / "docs" / "catalogue.md").read_text("utf-8"))


def test_every_metric_of_the_catalogue_is_there() -> None:
    assert sorted(CATALOGUE.keys() - registry().keys()) == []


def test_no_metric_is_there_that_the_catalogue_does_not_list() -> None:
    assert sorted(registry().keys() - CATALOGUE.keys()) == []


def test_every_metric_is_in_the_family_that_the_catalogue_says() -> None:
    elsewhere = {name: one.family for name, one in registry().items() if one.family != CATALOGUE.get(name)}
    assert elsewhere == {}


def test_the_catalogue_goes_through_the_families_in_the_order_of_the_pages() -> None:
    assert tuple(dict.fromkeys(CATALOGUE.values())) == FAMILIES


def test_a_catalogue_is_read_line_by_line() -> None:
    text = "# Title\n\n## Lifetime value\n\n| id | x |\n| --- | --- |\n| `a_b` | One. |\n\n## Voice\n| `c` | Two. |\n"
    assert listed(text) == {"a_b": "lifetime value", "c": "voice"}


def own_test(metric: Declaration) -> Path:
    """Where the test of a metric is to be: the path of its own file below tests/, named by the metric."""
    return ROOT / "tests/csm_core/metrics" / metric.family.replace(" ", "_") / f"test_{metric.id}.py"


def asks(test: str, metric: str) -> bool:
    """Whether a test file holds a test, and the metric's id as a text."""
    nodes = list(ast.walk(ast.parse(test)))
    has_test = any(isinstance(node, ast.FunctionDef) and node.name.startswith("test_") for node in nodes)
    return has_test and any(isinstance(node, ast.Constant) and node.value == metric for node in nodes)


@pytest.mark.parametrize("metric", registry())
def test_each_metric_has_a_test_by_its_own_name(metric: str) -> None:
    test = own_test(registry()[metric])
    assert test.exists(), f"no {test.relative_to(ROOT)}"
    assert asks(test.read_text("utf-8"), metric), "it never asks for the metric by its id"


def test_a_file_without_a_test_or_without_the_metric_is_no_test_of_it() -> None:
    assert asks('def test_a() -> None:\n    ask(w, "mrr")', "mrr")
    assert not asks('def test_a() -> None:\n    ask(w, "arpa")', "mrr")
    assert not asks('NAME = "mrr"', "mrr")
