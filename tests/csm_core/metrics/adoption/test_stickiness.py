"""Stickiness, against a loop over the days of each window."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import NOT_SET, Scope
from tests.csm_core.metrics.adoption.usage import (
    FIRST,
    LAST,
    Use,
    months,
    random_use,
    region,
    usage_workspace,
    values,
)

SCOPE = Scope(start=FIRST, end=date(2024, 6, 1), as_of=LAST)


def by_hand(uses: list[Use], first: date, last: date, who: str) -> float:
    """Mean over the days of how many were active, over how many were active at all."""
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    daily = [len({getattr(use, who) for use in uses if use.day == day}) for day in days]
    return sum(daily) / len(days) / len({getattr(use, who) for use in uses if first <= use.day <= last})


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("variant", "window"), [("daily_of_28", 28), ("daily_of_7", 7), ("calendar", None)])
def test_it_is_the_mean_of_the_daily_actives_over_the_windows_actives(
    seed: int, variant: str, window: int | None
) -> None:
    uses = random_use(seed)
    workspace = usage_workspace(uses)
    for who, setting in (("user", "users"), ("account", "accounts")):
        figures = values(ask(workspace, "stickiness", SCOPE, variant, {"who": setting}))
        for first, last in months():
            begins = last - timedelta(days=window - 1) if window else first
            assert figures[str(first), None] == pytest.approx(by_hand(uses, begins, last, who))


def test_segments_have_their_own() -> None:
    uses = random_use(11)
    figures = values(ask(usage_workspace(uses), "stickiness", replace(SCOPE, split="Region")))
    for segment in ("North", "South", NOT_SET):
        items = [use for use in uses if (region(use.account) or NOT_SET) == segment]
        assert figures["2024-05-01", segment] == pytest.approx(by_hand(items, date(2024, 5, 4), LAST, "user"))


def test_a_window_that_begins_before_the_data_has_no_value() -> None:
    uses = [Use("a0", "u", date(2024, 1, 10), "open"), Use("a0", "u", date(2024, 1, 31), "open")]
    scope = Scope(start=FIRST, end=date(2024, 2, 1), as_of=date(2024, 1, 31))
    (row,) = ask(usage_workspace(uses), "stickiness", scope).rows()
    assert row["value"] is None
    assert "does not cover all of it" in str(row["note"])


def test_one_account_counts_as_one_observation() -> None:
    """An account is drawn whole: its days say no more than one would. Wilson's for 1 of 1: 1 / (1 + 1.959964²)."""
    uses = [Use("a0", "u", FIRST + timedelta(days=step), "open") for step in range(31)]
    scope = Scope(start=FIRST, end=date(2024, 2, 1), as_of=date(2024, 1, 31))
    (row,) = ask(usage_workspace(uses), "stickiness", scope).rows()
    assert (row["value"], row["low"], row["high"], row["n"]) == (1.0, pytest.approx(0.206549, abs=1e-6), 1.0, 1)
