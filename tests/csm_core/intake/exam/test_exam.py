"""Exports of tools that nobody told the reader about map nearly as well as those of known ones."""

from __future__ import annotations

import pytest

from tests.csm_core.intake.exam.examine import Mark, exports, figures, mark


@pytest.fixture(scope="module")
def marks() -> list[Mark]:
    return [mark(export) for export in exports()]


def test_the_exam_is_large_and_half_of_it_is_held_back(marks: list[Mark]) -> None:
    halves = [one.export.half for one in marks]
    assert (len(halves), halves.count("practice"), halves.count("held")) == (66, 33, 33)
    assert len({one.export.name for one in marks}) == len(marks)


# Before the meanings of words were used: practice 19 kinds, 88 of 197 columns; held 18 kinds, 68 of 188 columns.
# Since: practice 33 and 197, held 32 and 178. The floors leave room for a rule that costs one paper and helps more.
@pytest.mark.parametrize(("half", "kinds", "columns", "wrong"), [("practice", 32, 193, 2), ("held", 31, 174, 3)])
def test_unknown_exports_are_understood(marks: list[Mark], half: str, kinds: int, columns: int, wrong: int) -> None:
    found = figures([one for one in marks if one.export.half == half])
    assert found["kind right"] >= kinds
    assert found["columns right"] >= columns
    assert found["columns wrong"] <= wrong


def test_a_kind_that_is_not_right_is_hardly_ever_taken_without_asking(marks: list[Mark]) -> None:
    assert figures(marks)["wrong kind without asking"] <= 1
