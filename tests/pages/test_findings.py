"""What changed on the overview: sentences with names, each of which leads to what it is about."""

from csm_core import Workspace
from tests.pages.conftest import Open
from tests.workspaces import workspace_of

END = "2024-04-30"


def company() -> Workspace:
    """In March 2024 Acme (200 a month) left and Bolt came to pay 150 in place of 100; Core stays as it is."""
    line = {"billing_interval": "month", "currency": "EUR"}
    return workspace_of(
        accounts=[{"account_id": name[0], "account_name": name} for name in ("Acme", "Bolt", "Core")],
        subscriptions=[
            {"account_id": "A", "start_date": "2024-01-01", "end_date": "2024-03-10", "amount": "200", **line},
            {"account_id": "B", "start_date": "2024-01-01", "end_date": "2024-03-05", "amount": "100", **line},
            {"account_id": "B", "start_date": "2024-03-05", "amount": "150", **line},
            {"account_id": "C", "start_date": "2024-01-01", "amount": "300", **line},
        ],
    )


def test_who_left_and_who_pays_more_is_named_the_graver_first(open_page: Open) -> None:
    app = open_page("overview", company(), start="2024-01-01", end="2024-04-01", as_of="2024-03-31")
    sentences = [button.label.replace("\\", "") for button in app.button if (button.key or "").startswith("finding")]
    assert sentences == [
        "Acme left in Mar 2024: \N{MINUS SIGN}200\N{NO-BREAK SPACE}EUR of MRR.",
        "Bolt pays more in Mar 2024: +50\N{NO-BREAK SPACE}EUR of MRR.",
    ]


def test_a_period_in_which_nothing_moved_says_so(open_page: Open) -> None:
    app = open_page("overview", company(), start="2024-01-01", end="2024-03-01", as_of="2024-02-29")
    assert any(one.value.startswith("Nobody left, joined") for one in app.caption)
