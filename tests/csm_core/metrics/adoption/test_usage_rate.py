"""Usage rate, against a walk over every day of every account."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import NOT_SET, Scope
from tests.csm_core.metrics.adoption.usage import FIRST, LAST, random_use, region, usage_workspace, values

SCOPE = Scope(start=FIRST, end=date(2024, 6, 1), as_of=date(2024, 5, 20))

# Of a0 two lines that overlap, of a1 a gap, of a2 an end, of a3 a late start; a4 to a8 pay for good.
LINES = {
    "a0": (("2024-01-01", "2024-03-10"), ("2024-02-01", "")),
    "a1": (("2024-01-10", "2024-02-20"), ("2024-03-15", "")),
    "a2": (("2023-11-01", "2024-04-04"),),
    "a3": (("2024-03-31", ""),),
} | {f"a{number}": (("2024-01-01", ""),) for number in range(4, 9)}


def subscriptions() -> list[dict[str, str]]:
    return [
        {"account_id": name, "start_date": start, "end_date": end, "mrr": "10", "currency": "EUR"}
        for name, lines in LINES.items()
        for start, end in lines
    ]


def is_live(account: str, day: date) -> bool:
    return any(start <= day.isoformat() and (not end or day.isoformat() < end) for start, end in LINES[account])


def counted(day: date, variant: str) -> bool:
    return {"days": True, "working_days": day.isoweekday() < 6, "weeks": day.isoweekday() == 1}[variant]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("variant", ["days", "working_days", "weeks"])
def test_it_is_the_share_of_used_days_among_a_customers_days(seed: int, variant: str) -> None:
    uses = random_use(seed)
    used = {(use.account, use.day) for use in uses if use.day <= SCOPE.window()[2]}
    parts: Counter[tuple[str, str]] = Counter()
    wholes: Counter[tuple[str, str]] = Counter()
    for account in LINES:
        for day in (FIRST + timedelta(days=step) for step in range((SCOPE.window()[2] - FIRST).days + 1)):
            if not is_live(account, day) or not counted(day, variant):
                continue
            key = (str(day.replace(day=1)), region(account) or NOT_SET)
            span = 7 if variant == "weeks" else 1
            wholes[key] += 1
            parts[key] += any((account, day + timedelta(days=step)) in used for step in range(span))
    workspace = usage_workspace(uses, subscriptions=subscriptions())
    figures = values(ask(workspace, "usage_rate", replace(SCOPE, split="Region"), variant))
    assert {key for key, value in figures.items() if value is not None} == set(wholes)
    for key, whole in wholes.items():
        assert figures[key] == pytest.approx(parts[key] / whole), key


def test_without_revenue_an_account_counts_from_its_first_use_on() -> None:
    events = [
        {"account_id": name, "user_id": "u", "event_name": "open", "event_at": day}
        for name, day in (("a0", "2024-01-01"), ("a1", "2024-01-22"), ("a1", "2024-01-31"))
    ]
    scope = Scope(start=FIRST, end=date(2024, 2, 1), as_of=date(2024, 1, 31))
    workspace = usage_workspace([], events=events, accounts=[])
    # a0 1 of 31 days, a1 2 of the 10 days from the 22nd on.
    assert values(ask(workspace, "usage_rate", scope)) == {("2024-01-01", None): pytest.approx(3 / 41)}


def test_a_customer_who_never_came_counts_as_days_without_use() -> None:
    events = [
        {"account_id": "a0", "user_id": "u", "event_name": "open", "event_at": f"2024-01-{day:02}"}
        for day in range(1, 32)
    ]
    lines = [{"account_id": name, "start_date": "2024-01-01", "mrr": "10"} for name in ("a0", "idle")]
    scope = Scope(start=FIRST, end=date(2024, 2, 1), as_of=date(2024, 1, 31))
    workspace = usage_workspace([], events=events, accounts=[], subscriptions=lines)
    assert values(ask(workspace, "usage_rate", scope)) == {("2024-01-01", None): 0.5}


def test_a_day_grain_without_a_monday_has_no_week() -> None:
    uses = random_use(1)
    scope = Scope(start=date(2024, 2, 6), end=date(2024, 2, 7), as_of=LAST)  # a Tuesday
    (row,) = ask(usage_workspace(uses), "usage_rate", scope, "weeks").rows()
    assert row["value"] is None
    assert row["note"]
