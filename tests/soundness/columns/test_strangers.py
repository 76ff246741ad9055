"""Of strangers' files the account is found or asked about, and never another column taken without a word."""

from __future__ import annotations

import pytest

from tests.soundness.strangers import ALL, outcome, stranger

# Every fifth: all kinds and languages come up, as both go around in other steps.
SAMPLE = tuple(range(3, ALL, 5))


@pytest.mark.parametrize("part", range(6))
def test_no_account_is_wrong_in_silence(part: int) -> None:
    figures = {number: outcome(stranger(number)) for number in SAMPLE[part::6]}
    assert {number: what for number, what in figures.items() if what not in ("right", "asked")} == {}


def test_most_are_right_without_a_question() -> None:
    items = [outcome(stranger(number)) for number in SAMPLE[::2]]
    assert items.count("right") >= 0.8 * len(items)
