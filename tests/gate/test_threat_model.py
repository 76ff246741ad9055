"""The threat model names tests; they are there, and each row names at least one."""

import re

from tests.structure.sources import ROOT

TEXT = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
TESTS = re.compile(r"`(tests/[\w/.]+)`")


def missing(text: str) -> list[str]:
    return [path for path in TESTS.findall(text) if not (ROOT / path).is_file()]


def unshown(text: str) -> list[str]:
    """Rows of the table of attacks without a test."""
    table = text.split("## By which door, and what holds")[1].split("## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][2:]
    return [row for row in rows if not TESTS.search(row.rsplit("|", 2)[1])]


def test_every_test_that_it_names_is_there() -> None:
    assert missing(TEXT) == []
    assert missing("as `tests/gate/test_nothing.py` shows") == ["tests/gate/test_nothing.py"]


def test_every_attack_names_the_test_that_shows_what_holds() -> None:
    assert unshown(TEXT) == []
    without = re.sub(r"`tests/csm_core/text/\w+\.py`", "", TEXT)
    assert len(unshown(without)) == 1
