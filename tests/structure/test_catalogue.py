"""The list of metrics in docs/catalogue.md and the registry say the same."""

import re

from csm_core.metrics.registry import FAMILIES, registry
from tests.structure.sources import ROOT

LATER = "comes with the health what-if"
LINE = re.compile(r"^\| `(?P<id>[a-z_]+)` \| (?P<meaning>.+) \|$")


def listed(text: str) -> dict[str, tuple[str, bool]]:
    """Metric id → (family, may be absent yet), as the text of the catalogue has them."""
    found: dict[str, tuple[str, bool]] = {}
    family = ""
    for line in text.splitlines():
        if line.startswith("## "):
            family = line.removeprefix("## ").lower()
        elif row := LINE.match(line):
            assert row["id"] not in found, f"{row['id']} stands in the catalogue twice"
            found[row["id"]] = (family, LATER in row["meaning"])
    return found


CATALOGUE = listed((ROOT / "docs" / "catalogue.md").read_text("utf-8"))


def test_every_metric_of_the_catalogue_is_there() -> None:
    must = {name for name, (_, later) in CATALOGUE.items() if not later}
    assert sorted(must - registry().keys()) == []


def test_no_metric_is_there_that_the_catalogue_does_not_list() -> None:
    assert sorted(registry().keys() - CATALOGUE.keys()) == []


def test_every_metric_is_in_the_family_that_the_catalogue_says() -> None:
    told = {name: family for name, (family, _) in CATALOGUE.items()}
    elsewhere = {name: metric.family for name, metric in registry().items() if metric.family != told.get(name)}
    assert elsewhere == {}


def test_the_catalogue_goes_through_the_families_in_the_order_of_the_pages() -> None:
    assert tuple(dict.fromkeys(family for family, _ in CATALOGUE.values())) == FAMILIES


def test_only_what_belongs_to_the_health_what_if_may_be_absent() -> None:
    later = {name for name, (_, later) in CATALOGUE.items() if later}
    assert later <= {"attention_list"}


def test_a_catalogue_is_read_line_by_line() -> None:
    text = f"# Title\n\n## Lifetime value\n\n| id | x |\n| --- | --- |\n| `a_b` | One. |\n| `c` | Two; *{LATER}* |\n"
    assert listed(text) == {"a_b": ("lifetime value", False), "c": ("lifetime value", True)}
