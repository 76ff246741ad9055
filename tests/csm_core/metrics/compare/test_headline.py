from datetime import date

import pytest

from csm_core import Scope, ask
from csm_core.metrics.compare.headline import Headline, change, headline
from tests.workspaces import workspace_of


def figure(value: float | None, low: float | None = None, high: float | None = None) -> Headline:
    return Headline(None, value, low, high, None, None, None)


def test_a_difference_within_its_interval_is_no_certain_change() -> None:
    # difference 5; below = √((15−5)² + (22−10)²) = 15.62, above = √((25−15)² + (10+2)²) = 15.62
    difference = change(figure(10, -2, 22), figure(15, 5, 25))
    assert difference is not None
    assert (difference.difference, difference.is_certain) == (5, False)
    assert difference.low == pytest.approx(5 - 15.6205, abs=1e-4)
    assert difference.high == pytest.approx(5 + 15.6205, abs=1e-4)


def test_a_difference_beyond_its_interval_is_a_change() -> None:
    difference = change(figure(0.10, 0.08, 0.12), figure(0.20, 0.18, 0.23))
    assert difference is not None
    assert difference.is_certain


def test_sums_have_no_noise_so_every_difference_is_a_change() -> None:
    difference = change(figure(100), figure(101))
    assert difference is not None
    assert (difference.low, difference.is_certain) == (None, True)
    same = change(figure(100), figure(100))
    assert same is not None
    assert not same.is_certain


def test_nothing_can_be_said_of_a_missing_value() -> None:
    assert change(figure(None), figure(1)) is None


def test_the_headline_is_the_last_complete_period() -> None:
    line = {
        "account_id": "A",
        "start_date": "2024-01-01",
        "amount": "100",
        "billing_interval": "month",
        "currency": "EUR",
    }
    later = {
        "account_id": "B",
        "start_date": "2024-03-10",
        "amount": "50",
        "billing_interval": "month",
        "currency": "EUR",
    }
    workspace = workspace_of(subscriptions=[line, later])
    figure = headline(ask(workspace, "mrr", Scope(as_of=date(2024, 3, 10))))
    assert figure is not None
    assert (figure.period, figure.value, figure.complete) == (date(2024, 2, 1), 100.0, True)
