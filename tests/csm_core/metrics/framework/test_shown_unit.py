"""Units in words: each measure's own, and a currency of money alone."""

from csm_core.metrics.asking.ask import ask
from csm_core.metrics.framework.registry import metric_named
from csm_core.metrics.framework.shown_unit import unit_words
from csm_core.scope import Scope
from tests.workspaces import workspace_of

LINE = {"account_id": "A", "start_date": "2024-01-01", "mrr": "100", "currency": "EUR", "term_end": "2024-06-30"}
ANSWER = {"account_id": "A", "responded_at": "2024-02-10", "score": "4", "survey_type": "csat", "scale": "1-5"}
WORKSPACE = workspace_of(subscriptions=[LINE], surveys=[ANSWER])


def words_of(metric: str) -> str:
    return unit_words(metric_named(metric), ask(WORKSPACE, metric, Scope(currency="EUR")))


def test_money_is_told_with_its_currency_and_shares_without() -> None:
    assert words_of("mrr") == "money, EUR"
    assert words_of("gross_revenue_retention") == "rate"


def test_measures_of_several_units_are_told_one_by_one() -> None:
    assert words_of("csat") == "percent: rate; mean: mean score"
