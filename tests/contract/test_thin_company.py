"""A company of which hardly anything is known: every question ends in an answer or in a sentence."""

from functools import cache

import pytest

from csm_core.errors import CsmError
from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.metrics.framework.registry import registry
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.workspaces import workspace_of

QUESTIONS = [
    pytest.param(metric.id, variant.name, id=f"{metric.id}-{variant.name}")
    for metric in registry().values()
    for variant in metric.variants
]


@cache
def thin() -> Workspace:
    """One customer with one contract, and no trial, deal, bill, answer, ticket or use at all."""
    return workspace_of(
        accounts=[{"account_id": "A", "Segment": "SMB"}],
        subscriptions=[{"account_id": "A", "start_date": "2024-01-05", "mrr": "100", "currency": "EUR"}],
    )


@pytest.mark.parametrize("split", [None, "Segment"])
@pytest.mark.parametrize(("metric_id", "variant"), QUESTIONS)
def test_a_question_about_next_to_nothing_has_an_answer(metric_id: str, variant: str, split: str | None) -> None:
    scope = Scope(split=split)
    try:
        result = ask(thin(), metric_id, scope, variant)
        rows_behind(thin(), metric_id, scope, variant)
    except CsmError:
        return
    assert all(row["value"] is not None or row["note"] for row in result.rows())
