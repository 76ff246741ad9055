"""An account is shown by its name, whichever file names it."""

from __future__ import annotations

import pytest

from csm_core.facts.build import built_facts
from tests.soundness.company import company

_SUBSCRIPTIONS = (
    "subs.csv",
    "Customer ID,Customer Name,Start Date,MRR\n10001,Acme Inc,2025-01-01,100\n10002,Beta AG,2025-01-01,50\n",
)
_LIST = (
    "accounts.csv",
    "Account ID,Account Name,CSM,Industry\n10001,Acme Incorporated,Ann,Tech\n10003,Ceta,Bob,Bank\n",
)
_BARE_LIST = ("accounts.csv", "Account ID,CSM,Industry\n10001,Ann,Tech\n10002,Bob,Bank\n")
_INVOICES = (
    "invoices.csv",
    """Invoice Number,Invoice Date,Customer ID,Customer Name,Total
R1,2025-01-01,10001,Acme Inc,100
R2,2025-02-01,10004,Delta SA,90
""",
)
_TICKETS = (
    "tickets.csv",
    """Ticket ID,Account ID,Company,Subject,Created At,Solved At
1,10005,Eta BV,login,2025-01-01 10:00,2025-01-02 10:00
2,10005,,slow,2025-02-01 10:00,2025-02-02 10:00
""",
)
_RENAMED = (
    "subs_new.csv",
    "Customer ID,Customer Name,Start Date,MRR\n10002,Beta Group AG,2025-02-01,55\n10006,,2025-02-01,55\n",
)
_SURVEY = (
    "nps.csv",
    "Response ID,Customer ID,Company,Responded At,NPS\n1,10007,Theta,2025-01-05,9\n2,10002,Beta AG,2025-01-06,9\n",
)
_TWO_NAMES = (
    "subs.csv",
    "Customer ID,Customer Name,Start Date,MRR\n1,Zeta,2025-01-01,5\n1,Alpha,2025-02-01,5\n1,Zeta,2025-03-01,5\n",
)


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ([_SUBSCRIPTIONS], {"10001": "Acme Inc", "10002": "Beta AG"}),
        ([_SUBSCRIPTIONS, _LIST], {"10001": "Acme Incorporated", "10002": "Beta AG", "10003": "Ceta"}),
        ([_LIST, _SUBSCRIPTIONS], {"10001": "Acme Incorporated", "10002": "Beta AG", "10003": "Ceta"}),
        ([_BARE_LIST, _SUBSCRIPTIONS], {"10001": "Acme Inc", "10002": "Beta AG"}),
        ([_INVOICES], {"10001": "Acme Inc", "10004": "Delta SA"}),
        ([_TICKETS], {"10005": "Eta BV"}),
        ([_SUBSCRIPTIONS, _RENAMED], {"10001": "Acme Inc", "10002": "Beta Group AG", "10006": "10006"}),
        ([_SURVEY], {"10007": "Theta", "10002": "Beta AG"}),
        ([_SUBSCRIPTIONS, _SURVEY], {"10001": "Acme Inc", "10002": "Beta AG", "10007": "Theta"}),
        ([_TWO_NAMES], {"1": "Zeta"}),
    ],
)
def test_every_account_has_the_name_that_some_file_knows(files: list[tuple[str, str]], names: dict[str, str]) -> None:
    workspace = company(files).workspace
    rows = workspace.query(f"select account_id, account_name from {built_facts(workspace)}.account_list").to_pylist()
    assert {row["account_id"]: row["account_name"] for row in rows} == names
