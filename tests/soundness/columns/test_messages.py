"""A message names the column that is at fault, and says what is loaded and what is lacking."""

from __future__ import annotations

import pytest

from csm_core.errors import NothingLoaded
from tests.soundness.company import company

_NPS = "Response ID,Customer,NPS Score,Responded At\n"


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        (f"{_NPS}1,A,10,2025-02-01\n2,B,,2025-02-02\n3,C,0,2025-02-03\n", 3, "NPS Score"),
        (f"{_NPS}1,A,10,2025-02-01\n2,B,7,\n3,C,0,2025-02-03\n", 3, "Responded At"),
        (f"{_NPS}1,A,10,2025-02-01\n2,B,,\n3,C,0,2025-02-03\n", 3, "NPS Score"),
        ("account_id,start_date,mrr\nA,2025-01-01,10\nB,,20\n", 3, "start_date"),
        ("account_id,start_date,mrr\nA,2025-01-01,10\n,2025-01-01,20\n", 3, "account_id"),
        ("account_id,start_date,mrr\nA,2025-01-01,10\nB,2025-01-01,\n", 3, "mrr"),
        ("invoice_id,account_id,invoice_date,total\n1,A,2025-01-01,10\n2,B,2025-01-01,\n", 3, "total"),
        ("account_id,event_name,event_at\nA,login,2025-01-01 10:00\n,login,2025-01-01 10:00\n", 3, "account_id"),
        ("ticket_id,created_at,subject,account_id\n1,2025-01-01,x,A\n2,,y,A\n", 3, "created_at"),
    ],
)
def test_a_row_that_is_set_aside_is_told_by_the_column_that_is_empty(text: str, row: int, column: str) -> None:
    seen = company([("file.csv", text)])
    (issue,) = [one for one in seen.issues if one.code in ("missing_value", "not_answered")]
    assert (issue.row, issue.column) == (row, column)
    assert f"'{column}' is empty" in issue.message


def test_what_lacks_is_named_and_what_is_loaded_is_not_asked_for() -> None:
    seen = company([("accounts.csv", "Account ID,Account Name,CSM,Industry\nA1,Alder,Ann,Tech\n")])
    with pytest.raises(
        NothingLoaded,
        match=r"Loaded so far: accounts \(1 row\), without any dates\. Load subscriptions, MRR snapshots",
    ):
        seen.ask("mrr")
    seen = company([("nps.csv", f"{_NPS}1,A,10,2025-02-01\n")])
    (note,) = {row["note"] for row in seen.ask("mrr").table.to_pylist()}
    assert note.startswith("Load subscriptions")
    assert note.endswith("to see this.")
    assert "surveys" not in note  # what is there need not be loaded
