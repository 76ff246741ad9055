"""Rates that somebody types take the place of all others, and what the data lacks follows."""

import pytest

from csm_core.errors import BadValue
from csm_core.loading.load_files import Read, load_read
from csm_core.loading.typed_rates import load_typed_rates, rates_in_use
from csm_core.metrics.asking.ask import ask
from csm_core.metrics.asking.lacking import lacking
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.workspaces import LOADED_AT, batch_of


def test_typed_rates_complete_money_that_nobody_quotes_and_replace_those_that_came_by_themselves() -> None:
    workspace = Workspace.in_memory()
    lines = [
        {"account_id": code, "start_date": "2024-03-01", "mrr": mrr, "currency": code}
        for code, mrr in (("EUR", "100"), ("AED", "400"), ("USD", "100"))
    ]
    batch = batch_of("subscriptions", [*lines, {**lines[0], "account_id": "B"}])
    load_read(workspace, Read((batch,), (batch.report,)), loaded_at=LOADED_AT)
    (gap,) = lacking(workspace, Scope())
    assert (gap.subject, gap.counted, gap.whole) == ("money", 3, 4)
    base, rates = rates_in_use(workspace)
    assert (base, rates["AED"], rates["USD"] is not None) == ("EUR", None, True)
    load_typed_rates(workspace, "EUR", {"AED": 0.25, "USD": 0.5}, LOADED_AT)
    # 100 + 100 euros, 400 dirhams of 0.25 and 100 dollars of 0.5.
    assert ask(workspace, "mrr").rows()[-1]["value"] == 350
    assert lacking(workspace, Scope()) == ()
    with pytest.raises(BadValue, match="rate of USD"):
        load_typed_rates(workspace, "EUR", {"USD": 0}, LOADED_AT)
