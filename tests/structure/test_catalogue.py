"""The list of metrics in docs/catalogue.md and the registry say the same."""

import re

from csm_core.metrics.framework.registry import FAMILIES, registry
from tests.structure.sources import ROOT

LINE = re.compile(r"^\| `(?P<id>[a-z_]+)` \| .+ \|$")


def listed(text: str) -> dict[str, str]:
    """Metric id → family, as the text of the catalogue has them."""
    found: dict[str, str] = {}
    family = ""
    for line in text.splitlines():
        if line.startswith("## "):
            family = line.removeprefix("## ").lower()
        elif row := LINE.match(line):
            assert row["id"] not in found, f"{row['id']} stands in the catalogue twice"
            found[row["id"]] = family
    return found


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
