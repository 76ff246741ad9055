"""Tables of other things are not taken for ours without asking: ids and dates are in every table."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from csm_core.intake.propose import propose
from csm_core.intake.read import read
from csm_core.intake.source import Source

_TEXT = Path(__file__).with_name("not_ours.txt").read_text("utf-8")
TABLES = {
    tuple(title.split(" | ")): body
    for title, body in (part.split("\n", 1) for part in re.split(r"(?m)^== ", _TEXT)[1:])
}


def taken(name: str, text: str) -> str | None:
    """The kind that the table was taken for without a question, None where none was or it was asked."""
    (raw,) = read(Source(name, text.encode()))
    found = propose(raw)
    asked = any(question.code == "kind_assumed" for question in found.questions)
    return None if found.mapping is None or asked else found.mapping.kind


LOOKED_AT = [title for title in TABLES if title[1] == "look"]


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("title", LOOKED_AT, ids=lambda title: title[0])
def test_a_table_of_another_thing_is_not_taken_unasked(title: tuple[str, str], named: bool) -> None:
    assert taken(f"{title[0]}.csv" if named else "export.csv", TABLES[title]) is None


def test_nearly_none_of_those_held_back_is_taken() -> None:
    held = [(title, named) for title in TABLES if title[1] == "held" for named in (True, False)]
    kinds = [taken(f"{title[0]}.csv" if named else "export.csv", TABLES[title]) for title, named in held]
    assert kinds.count(None) >= len(held) - 3


if __name__ == "__main__":
    for half in ("look", "held"):
        results = {
            (title[0], named): taken(f"{title[0]}.csv" if named else "export.csv", text)
            for title, text in TABLES.items()
            if title[1] == half
            for named in (True, False)
        }
        print(half, sum(one is None for one in results.values()), "of", len(results))
        if half == "look" and "--wrong" in sys.argv:
            print({one: kind for one, kind in results.items() if kind})
