"""What a file could not say for sure stands beside the figures that it touches, and beside no others."""

from __future__ import annotations

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.soundness.loads import loaded

HEAD = "account_id,mrr,start_date,end_date\nA1,100,2024-01-01,\nA2,200,2024-02-01,2024-05-01\n"


def notes_on(rows: str, metric: str = "mrr", name: str = "subs.csv") -> str:
    company = loaded([(name, HEAD + rows)])
    result = ask(company.workspace, metric, Scope())
    return " ".join((*result.notes, *result.left_out))


@pytest.mark.parametrize(
    ("row", "beside"),
    [
        # An end that nobody could read leaves a customer who never leaves.
        ("A3,50,2024-03-01,2024-02-31\n", "subs.csv: 1 cell in 'end_date', such as '2024-02-31', is not a date"),
        ("A3,50,2024/13/01,\n", "'2024/13/01' in 'start_date' is not a date"),
        ("A3,#REF!,2024-03-01,\n", "subs.csv: 1 cell in 'mrr' holds a spreadsheet error"),
        ("A3,soon,2024-03-01,\n", "'mrr'"),
        ("A3,,2024-03-01,\n", "'mrr' is empty, and each row needs it"),
        ("A3,50,2124-03-01,\n", "2124"),
        ('A3,"1,234",2024-03-01,\n', "can be read two ways"),
    ],
)
def test_what_is_missing_or_in_doubt_stands_beside_the_figure(row: str, beside: str) -> None:
    text = notes_on(row)
    assert beside in text


def test_a_file_that_is_all_right_says_nothing() -> None:
    assert "subs.csv" not in notes_on("A3,50,2024-03-01,\n")


def test_figures_of_other_tables_are_not_told() -> None:
    company = loaded(
        [("subs.csv", HEAD + "A3,50,2024/13/01,\n")],
        [("nps.csv", "account_id,nps,responded_at\nA1,9,2024-03-01\nA2,3,2024-03-02\n")],
    )
    assert "subs.csv" in " ".join(ask(company.workspace, "mrr", Scope()).left_out)
    assert "subs.csv" not in " ".join(ask(company.workspace, "nps", Scope()).left_out)
