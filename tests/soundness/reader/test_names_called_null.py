"""What is nothing is decided by the column: firms and people are called Null, Nil, NA and NO."""

from __future__ import annotations

import pytest

from tests.soundness.cells import customers, invoices, messages, values

FIRMS = [f"Firm {number}" for number in range(30)]


@pytest.mark.parametrize(
    "names", [["Null", "Acme"], ["Nil", "Undefined", "Acme"], ["Jennifer Null", "Acme"], ["NO", "NA", "SE"]]
)
def test_words_stay_words(names: list[str]) -> None:
    assert values(customers(names), "account_name") == names


def test_a_word_that_elsewhere_means_nothing_is_told() -> None:
    assert "'Null'" in messages(customers(["Null", "Acme"]))["nothing_kept"]


@pytest.mark.parametrize("spelled", ["NULL", "null", "None", "nan", "-", "(blank)", "<null>", "#N/A", "undefined"])
def test_what_programs_write_for_nothing_is_nothing_and_told(spelled: str) -> None:
    batch = customers([spelled, *FIRMS])
    assert values(batch, "account_name") == [None, *FIRMS]
    code = "error_cells" if spelled == "#N/A" else "read_as_empty"
    assert f"'{spelled}'" in messages(batch)[code]


@pytest.mark.parametrize("beside", [["Null"], ["Nil", "Acme"], ["Undefined"]])
def test_names_that_no_program_writes_show_that_the_others_are_names_too(beside: list[str]) -> None:
    batch = customers(["None", "NaN", "Acme", *beside])
    assert values(batch, "account_name") == ["None", "NaN", "Acme", *beside]
    assert "'None'" in messages(batch)["nothing_kept"]


def test_a_column_with_blank_cells_writes_none_for_a_name() -> None:
    assert values(customers(["None", "", *FIRMS]), "account_name") == ["None", None, *FIRMS]


def test_a_column_that_mostly_says_none_has_no_names_there() -> None:
    names = [*["None"] * 12, "", *FIRMS]
    assert values(customers(names), "account_name") == [*[None] * 13, *FIRMS]


def test_the_mapping_decides() -> None:
    kept = customers(["None", "NaN", "Acme"], options={"words": ["None"]})
    assert values(kept, "account_name") == ["None", None, "Acme"]
    empty = customers(["Null", "tbd", "Acme"], options={"null_values": ["null", "TBD"]})
    assert values(empty, "account_name") == [None, None, "Acme"]


def test_spellings_of_nothing_in_a_column_of_figures_are_told_and_blanks_are_not() -> None:
    batch = invoices(["5", "n/a", "-", "Null", ""])
    assert "3 cells in 'Total'" in messages(batch)["read_as_empty"]
    assert "read_as_empty" not in messages(invoices(["5", "", " "]))
