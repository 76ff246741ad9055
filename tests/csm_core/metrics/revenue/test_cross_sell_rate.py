"""Cross-sell against a loop over accounts, products and months."""

import pytest

from csm_core.metrics.asking.ask import ask
from tests.csm_core.metrics.revenue.plain_lines import SCOPE
from tests.csm_core.metrics.revenue.products import bought, product_lines
from tests.workspaces import workspace_of


def test_it_is_the_share_of_who_has_a_product_that_it_had_not() -> None:
    rows = product_lines(1)
    values = {
        row["period"]: row["value"] for row in ask(workspace_of(subscriptions=rows), "cross_sell_rate", SCOPE).rows()
    }
    for month, accounts in bought(rows):
        # Each of them had Core at the start, so all of them are the whole.
        hits = sum(other for _, other in accounts)
        assert values[month] == pytest.approx(hits / len(accounts))
