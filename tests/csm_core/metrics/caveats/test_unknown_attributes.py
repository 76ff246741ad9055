"""A split or filter by what nobody has is told: '(not set)' alone would pass for an answer."""

from datetime import date

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.workspaces import workspace_of

LINES = [{"account_id": "A", "start_date": "2024-01-05", "mrr": "100", "currency": "EUR"}]
ACCOUNTS = [{"account_id": "A", "Region": ""}, {"account_id": "B", "Region": "North"}]
JANUARY = {"start": date(2024, 1, 1), "end": date(2024, 2, 1), "as_of": date(2024, 1, 31)}


@pytest.mark.parametrize(
    ("overrides", "unknown"),
    [
        ({"split": "region"}, ("No customer has the attribute 'region'.",)),
        ({"filters": (("Land", ("DE",)),)}, ("No customer has the attribute 'Land'.",)),
        # A, the only one that pays, has no region: that is an answer.
        ({"split": "Region"}, ()),
        ({"filters": (("Region", ("North",)),)}, ()),
    ],
)
def test_an_attribute_that_nobody_has_is_told(overrides: dict[str, object], unknown: tuple[str, ...]) -> None:
    result = ask(workspace_of(subscriptions=LINES, accounts=ACCOUNTS), "mrr", Scope(**JANUARY, **overrides))  # type: ignore[arg-type]
    assert tuple(note for note in result.notes if note.startswith("No customer has")) == unknown
