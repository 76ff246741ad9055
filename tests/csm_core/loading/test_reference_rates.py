"""Where money is in several currencies and nobody gave rates, the European Central Bank's come in as a load."""

from collections.abc import Sequence
from datetime import date, datetime

import pytest

from csm_core.facts.queries.offered_currencies import offered_currencies
from csm_core.loading.load_files import Read, load_read
from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from csm_core.store.reference_rates import REFERENCE, reference_rates_end
from csm_core.store.workspace import Workspace
from tests.workspaces import LOADED_AT, Row, batch_of

RATES_FILE = "fx_rates.csv"


def lines(*currencies: str) -> Sequence[Row]:
    return [
        {"account_id": f"{code}{number}", "start_date": "2024-03-01", "mrr": "100", "currency": code}
        for number, code in enumerate(currencies)
    ]


def load(workspace: Workspace, loaded_at: datetime = LOADED_AT, **tables: Sequence[Row]) -> None:
    batches = tuple(batch_of(name, rows) for name, rows in tables.items())
    load_read(workspace, Read(batches, tuple(one.report for one in batches)), loaded_at=loaded_at)


def rate_loads(workspace: Workspace) -> list[tuple[str, bool]]:
    loads = [one for one in workspace.loads() if one.table == "fx_rates"]
    return [(one.file, one.superseded_by is None) for one in loads]


def test_the_rate_of_a_month_is_that_of_its_last_working_day() -> None:
    workspace = Workspace.in_memory()
    load(workspace, subscriptions=lines("EUR", "EUR", "USD"))
    # The line is of 1 March 2024. The reference rate of the 28th, the last working day of that month: 1.0811.
    row = ask(workspace, "mrr", Scope(as_of=date(2024, 3, 31), end=date(2024, 4, 1))).rows()[-1]
    assert (row["value"], row["n"]) == (pytest.approx(200 + 100 / 1.0811, abs=0.0001), 3)


def test_figures_stay_in_the_currency_that_is_billed_in_most_and_name_the_last_day_of_the_rates() -> None:
    workspace = Workspace.in_memory()
    load(workspace, subscriptions=lines("USD", "USD", "EUR"))
    result = ask(workspace, "mrr")
    assert result.scope.currency == "USD"
    last_on = reference_rates_end(workspace)
    assert last_on is not None
    (note,) = [note for note in result.notes if note.startswith("EUR converted")]
    assert note.endswith(f"the last is of {last_on.day} {last_on:%b %Y}.")
    assert offered_currencies(workspace) == ("EUR", "USD")


def test_the_users_own_rates_take_their_place_and_undoing_them_brings_the_others_back() -> None:
    workspace = Workspace.in_memory()
    load(workspace, subscriptions=lines("EUR", "EUR", "USD"))
    load(workspace, fx_rates=[{"date": "2020-01-01", "currency": "USD", "rate": "0.5"}])
    assert rate_loads(workspace) == [(REFERENCE, False), (RATES_FILE, True)]
    assert ask(workspace, "mrr").rows()[-1]["value"] == 250
    assert reference_rates_end(workspace) is None
    workspace.undo(workspace.loads()[-1].load_id)
    assert rate_loads(workspace) == [(REFERENCE, True)]


def test_they_come_once_and_follow_the_currencies_that_come_later() -> None:
    workspace = Workspace.in_memory()
    load(workspace, subscriptions=lines("EUR"))
    assert rate_loads(workspace) == []
    load(workspace, subscriptions=lines("EUR", "EUR", "GBP"))
    load(workspace, surveys=[{"responded_at": "2024-01-10", "score": "9"}])
    assert rate_loads(workspace) == [(REFERENCE, True)]
    load(workspace, subscriptions=lines("EUR", "EUR", "EUR", "USD"))
    assert rate_loads(workspace) == [(REFERENCE, False), (REFERENCE, True)]
    assert ask(workspace, "mrr").rows()[-1]["n"] == len(
        workspace.query("select 1 from facts.account_list").to_pylist()
    )


def test_a_currency_that_nobody_quotes_stays_without_a_rate() -> None:
    workspace = Workspace.in_memory()
    load(workspace, subscriptions=lines("EUR", "EUR", "AED"))
    assert rate_loads(workspace) == []
    assert any("AED" in sentence for sentence in ask(workspace, "mrr").left_out)
