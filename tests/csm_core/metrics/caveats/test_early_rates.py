"""Money from before the first rate of its currency is told."""

from datetime import date

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.workspaces import workspace_of

LINES = [
    {"account_id": account, "start_date": "2024-01-05", "mrr": "100", "currency": currency}
    for account, currency in (("A", "EUR"), ("B", "EUR"), ("C", "GBP"))
]
RATES = [
    {"date": "2024-02-01", "currency": "GBP", "rate": "1.2"},
    {"date": "2024-01-01", "currency": "USD", "rate": "0.9"},
]
AS_OF = date(2024, 3, 31)
EARLY = "Money in GBP from before 1 Feb 2024 is at the rate of that day, the first one loaded."


@pytest.mark.parametrize(
    ("scope", "settings", "notes"),
    [
        (Scope(as_of=AS_OF), {}, (EARLY,)),
        (Scope(as_of=AS_OF), {"fx": "fixed"}, ()),
        # What is shown begins when there is a rate.
        (Scope(date(2024, 2, 1), date(2024, 4, 1), as_of=AS_OF), {}, ()),
    ],
)
def test_a_rate_that_stands_in_for_earlier_ones_is_told(
    scope: Scope, settings: dict[str, str], notes: tuple[str, ...]
) -> None:
    result = ask(workspace_of(subscriptions=LINES, fx_rates=RATES), "mrr", scope, None, settings)
    assert tuple(note for note in result.notes if note.startswith("Money in")) == notes
    # 100 + 100 + 100 × 1.2, in each month.
    assert {row["value"] for row in result.rows()} == {320.0}


def test_money_of_both_currencies_is_early_where_the_one_asked_for_is() -> None:
    rates = [*RATES, {"date": "2024-03-01", "currency": "CHF", "rate": "0.95"}]
    result = ask(workspace_of(subscriptions=LINES, fx_rates=rates), "mrr", Scope(as_of=AS_OF, currency="CHF"))
    assert [note[:35] for note in result.notes] == [
        "Money in EUR from before 1 Mar 2024",
        "Money in GBP from before 1 Mar 2024",
    ]
