"""Revenue: who left and who pays less, by name, with what is known of each."""

import pyarrow as pa

from csm_core import Workspace
from tests.pages.conftest import Open
from tests.workspaces import workspace_of


def company() -> Workspace:
    """Acme (200 a month) left on 10 March 2024 after 14 months and said why; Bolt pays 150 in place of 250 since 5
    March; Core stays as it is."""
    line = {"billing_interval": "month", "currency": "EUR"}
    left = {"end_date": "2024-03-10", "cancel_reason": "Too expensive"}
    return workspace_of(
        accounts=[{"account_id": name[0], "account_name": name, "owner": "Ann"} for name in ("Acme", "Bolt", "Core")],
        subscriptions=[
            {"account_id": "A", "start_date": "2023-01-10", "amount": "200", **left, **line},
            {"account_id": "B", "start_date": "2024-01-01", "end_date": "2024-03-05", "amount": "250", **line},
            {"account_id": "B", "start_date": "2024-03-05", "amount": "150", **line},
            {"account_id": "C", "start_date": "2024-01-01", "amount": "300", **line},
        ],
    )


def test_who_left_is_listed_with_mrr_tenure_and_reason(open_page: Open) -> None:
    app = open_page("revenue", company(), start="2024-01-01", end="2024-04-01", as_of="2024-03-31")
    table = next(one.value for one in app.dataframe if "Customer for" in one.value.columns)
    (row,) = pa.Table.from_pandas(table).to_pylist()
    assert (row["Account"], row["MRR"], str(row["Left"])[:10]) == ("Acme", 200.0, "2024-03-10")
    # From 10 January 2023 to 10 March 2024.
    assert (row["Customer for"], row["Reason"], row["Owner"]) == ("14 months", "too expensive", "Ann")
    headings = [one.value.replace("\\", "") for one in app.header]
    money = "\N{NO-BREAK SPACE}EUR"
    assert f"Lost customers: 1 account, 200{money} of MRR, Jan 2024 to Mar 2024" in headings
    # 200 + 250 + 300 at most; what joined, 550 in January, came on top of Acme's 200.
    assert any(f"net +250{money} from Jan 2024 to Mar 2024" in one for one in headings)
