"""What a look over all letters of a column rules out is in none of its cells."""

from __future__ import annotations

import random

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from csm_core.intake.cells.iso_moments import ISO, iso_throughout
from csm_core.intake.cells.letters import Letters

WORDS = ["null", "-", "n/a", "#n/a", "", "none"]
CELLS = ["u1", "acc", "NULL", "", None, "Nöne", " x", "x ", "'5", "9", "n a", "-", "5.0"]


@pytest.mark.parametrize("seed", range(20))
def test_nothing_that_a_cell_has_is_ruled_out(seed: int) -> None:
    r = random.Random(seed)
    column = pa.array([r.choice(CELLS) for _ in range(r.randint(1, 6))], pa.string()).slice(r.randint(0, 1))
    letters, cells = Letters.of(column), [cell for cell in column.to_pylist() if cell is not None]
    assert {cell.lower() for cell in cells} & set(WORDS) <= set(letters.possible(WORDS))
    assert letters.is_ascii == all(cell.isascii() for cell in cells)
    assert letters.may_begin_or_end_with(b" '") or not any(cell != cell.strip(" '") for cell in cells)
    if letters.all_begin_with_digits():
        assert all(cell[:1].isdigit() for cell in column.to_pylist())


def test_words_are_ruled_out_where_a_letter_of_theirs_is_nowhere() -> None:
    letters = Letters.of(pa.array(["u100", "u101"]))
    assert letters.possible(WORDS) == [""]
    assert not letters.may_begin_or_end_with(b" '")
    assert Letters.of(pa.array(["2024-05-01", "1"])).all_begin_with_digits()


PIECES = [
    *("2024-05-01", "20240501", "2024-5-1", "10", "10:00", "10:00:00", "100000", " ", "T", ".5", ".123456"),
    *(".1234567", "Z", "+02:00", "-0330", "x", ""),
]


def test_a_column_is_iso_throughout_where_each_of_its_texts_is_so_by_the_expression() -> None:
    r = random.Random(5)
    texts = ["".join(r.choice(PIECES) for _ in range(r.randint(1, 4))) for _ in range(3_000)]
    is_iso = pc.match_substring_regex(pa.array(texts), ISO).to_pylist()
    assert [iso_throughout(pa.array([text])) is not None for text in texts] == is_iso
    assert 20 < sum(is_iso) < 2_000
    assert iso_throughout(pa.array(["2024-02-30"])) is None
