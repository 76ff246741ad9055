"""Who changed band, in what order, and the component that moved each account most the way it went."""

from datetime import date

from csm_core import Scope
from csm_core.metrics.asking.ask import rows_behind
from csm_core.metrics.health.change.band_changes import band_changes
from csm_core.scoring.components import COMPONENTS
from tests.workspaces import workspace_of

MARCH = date(2024, 3, 1)


def use(account: str, month: int, days: int) -> list[dict[str, str]]:
    return [
        {"account_id": account, "user_id": "u", "event_name": "open", "event_at": f"2024-{month:02}-{day:02}"}
        for day in range(4, 4 + days)
    ]


def test_an_account_that_fell_names_the_component_that_pulled_it_down() -> None:
    """Twenty days of use in the four weeks to 29 February are 100 points, none in those to 31 March are 0.

    B uses the product as before and stays where it is.
    """
    accounts = [{"account_id": name, "start_date": "2023-01-01"} for name in "AB"]
    lines = [{"account_id": name, "start_date": "2023-01-01", "mrr": "100", "currency": "EUR"} for name in "AB"]
    # What is recorded begins in January, so that four weeks are known at the end of February.
    events = [*use("B", 1, 1), *use("A", 2, 20), *use("B", 2, 20), *use("B", 3, 20)]
    workspace = workspace_of(accounts=accounts, subscriptions=lines, events=events)
    only_use = {f"weight.{one.id}": 100 if one.id == "usage_frequency" else 0 for one in COMPONENTS}
    both = Scope(date(2024, 2, 1), date(2024, 4, 1), as_of=date(2024, 3, 31))
    march = Scope(MARCH, date(2024, 4, 1), as_of=date(2024, 3, 31))
    bands = rows_behind(workspace, "health_bands", both, None, only_use).to_pylist()
    moves = rows_behind(workspace, "score_change", march, None, only_use).to_pylist()
    (change,) = band_changes(bands, moves, MARCH)
    assert (change.account_id, change.was, change.now, change.mrr) == ("A", "healthy", "at risk", 100.0)
    assert change.fell
    assert (change.moved, change.cause) == (-100.0, "Usage frequency")
    assert change.why == "Usage frequency \N{MINUS SIGN}100.0 points"
