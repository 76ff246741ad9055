"""A day of cancellation that is all that a file tells of an end is told beside the figures that it ends."""

from datetime import date

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.soundness.loads import loaded

SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 30), currency="EUR")
WORDS = "Only a day of cancellation is known"


def notes(text: str) -> list[str]:
    return [
        note for note in ask(loaded([("lines.csv", text)]).workspace, "mrr", SCOPE).left_out if note.startswith(WORDS)
    ]


def test_the_lines_are_counted_from_their_day_on() -> None:
    text = (
        "Customer ID,MRR,Currency,Start date,Cancelled at\n"
        "A,100,EUR,2024-01-01,2024-03-15\nB,100,EUR,2024-01-01,\nC,50,EUR,2024-01-01,2024-12-01\n"
    )
    assert notes(text) == [f"{WORDS}, so they end on it: 1 line of 1 account. If service went on, load its end."]


@pytest.mark.parametrize("columns", ["Start date,End date", "Start date,Churn date", "Start date,Ended at"])
def test_a_day_of_the_end_needs_no_such_note(columns: str) -> None:
    assert notes(f"Customer ID,MRR,Currency,{columns}\nA,100,EUR,2024-01-01,2024-03-15\nB,9,EUR,2024-01-01,\n") == []
