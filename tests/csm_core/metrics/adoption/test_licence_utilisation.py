"""Licence utilisation, against a walk over every day of every account."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import NOT_SET, Scope
from csm_core.store.workspace import Workspace
from csm_core.text.plural import plural
from tests.csm_core.metrics.adoption.usage import FIRST, LAST, months, random_use, region, usage_workspace, values
from tests.workspaces import Row

SCOPE = Scope(start=FIRST, end=date(2024, 6, 1), as_of=LAST)
# account → (product, first day, first day without it, quantity); the others have no licences at all
BOUGHT = {
    "a0": (("Core", "2024-01-01", "2024-03-10", 3), ("Core", "2024-03-10", "", 5), ("Extra", "2024-02-05", "", 1)),
    "a1": (("Core", "2024-02-20", "", 2),),
    "a2": (("Core", "2023-11-01", "2024-04-04", 4),),
    "a3": (("Extra", "2024-03-31", "", 1),),
}


def subscriptions() -> list[Row]:
    return [
        {
            "account_id": name,
            "product": product,
            "start_date": start,
            "end_date": end,
            "amount": "10",
            "billing_interval": "month",
            "quantity": str(quantity),
        }
        for name, lines in BOUGHT.items()
        for product, start, end, quantity in lines
    ]


def licences(account: str, day: date, products: tuple[str, ...] = ("Core", "Extra")) -> int:
    return sum(
        quantity
        for product, start, end, quantity in BOUGHT[account]
        if product in products and start <= day.isoformat() and (not end or day.isoformat() < end)
    )


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("products", [("Core", "Extra"), ("Core",)])
def test_daily_it_is_user_days_over_licence_days(seed: int, products: tuple[str, ...]) -> None:
    uses = random_use(seed)
    users = Counter(account for account, _, _ in {(use.account, use.user, use.day) for use in uses})
    assert users["a0"]
    parts: Counter[tuple[str, str]] = Counter()
    wholes: Counter[tuple[str, str]] = Counter()
    for account in BOUGHT:
        for day in (FIRST + timedelta(days=step) for step in range((LAST - FIRST).days + 1)):
            key = (str(day.replace(day=1)), region(account) or NOT_SET)
            bought = licences(account, day, products)
            wholes[key] += bought
            if bought:
                parts[key] += len({use.user for use in uses if (use.account, use.day) == (account, day)})
    workspace = usage_workspace(uses, subscriptions=subscriptions())
    settings = {"licensed_products": ",".join(products) if len(products) == 1 else ""}
    result = ask(workspace, "licence_utilisation", replace(SCOPE, split="Region"), None, settings)
    figures = values(result, "overall")
    for key, whole in wholes.items():
        if whole:
            assert figures[key] == pytest.approx(parts[key] / whole), key
        else:
            assert figures.get(key) is None


@pytest.mark.parametrize(("variant", "window"), [("weekly", 7), ("monthly", 28)])
def test_over_a_window_it_is_people_over_the_licences_of_its_last_day(variant: str, window: int) -> None:
    uses = random_use(5)
    workspace = usage_workspace(uses, subscriptions=subscriptions())
    result = ask(workspace, "licence_utilisation", SCOPE, variant)
    figures = values(result, "overall")
    for first, last in months():
        part = whole = 0
        for account in BOUGHT:
            bought = licences(account, last)
            inside = {
                use.user for use in uses if use.account == account and last - timedelta(days=window) < use.day <= last
            }
            whole += bought
            part += len(inside) if bought else 0
        assert figures[str(first), None] == pytest.approx(part / whole)
    one = {row["account_id"]: row["value"] for row in result.rows() if row["measure"] == "account"}
    assert set(one) == {"a0", "a1", "a3"}  # a2 left in April
    people = {use.user for use in uses if use.account == "a1" and LAST - timedelta(days=window) < use.day <= LAST}
    assert one["a1"] == len(people) / 2


@pytest.mark.parametrize(("variant", "window"), [("daily", 1), ("monthly", 28)])
def test_of_one_feature_it_is_the_people_who_used_it_over_the_same_licences(variant: str, window: int) -> None:
    uses = random_use(7)
    items = [use for use in uses if use.feature == "plan"]
    first_on = min(use.day for use in items)
    workspace = usage_workspace(uses, subscriptions=subscriptions())
    result = ask(workspace, "licence_utilisation", SCOPE, variant, {"feature": "plan"})
    figures = values(result, "overall")
    for first, last in months():
        days = (
            [last]
            if variant == "monthly"
            else [first + timedelta(days=step) for step in range((last - first).days + 1)]
        )
        part = whole = 0
        for account in BOUGHT:
            for day in days:
                # The feature is seen from its first use on; a window that begins before it has no value.
                bought = licences(account, day) if day - timedelta(days=window - 1) >= first_on else 0
                inside = {
                    use.user
                    for use in items
                    if use.account == account and day - timedelta(days=window) < use.day <= day
                }
                whole, part = whole + bought, part + (len(inside) if bought else 0)
        assert figures[str(first), None] == pytest.approx(part / whole)
    others = len({use.account for use in items} - set(BOUGHT))
    assert plural(others, "account") in result.left_out[-1]


def test_seats_of_the_crm_stand_in_where_nothing_dated_is_known_and_that_is_said() -> None:
    events = [
        {"account_id": "A", "user_id": user, "event_name": "open", "event_at": "2024-01-01"} for user in ("u", "v")
    ]
    accounts = [{"account_id": "A", "seats_purchased": "4", "start_date": "2024-01-01"}]
    scope = Scope(start=FIRST, end=date(2024, 1, 2), as_of=FIRST)
    result = ask(usage_workspace([], events=events, accounts=accounts), "licence_utilisation", scope)
    assert values(result, "overall") == {("2024-01-01", None): 0.5}
    assert "today's number is used for every period" in result.notes[-1]


def test_more_people_than_licences_is_more_than_all() -> None:
    events = [{"account_id": "A", "user_id": user, "event_name": "open", "event_at": "2024-01-01"} for user in "uvw"]
    accounts = [{"account_id": "A", "seats_purchased": "2", "start_date": "2024-01-01"}]
    scope = Scope(start=FIRST, end=date(2024, 1, 2), as_of=FIRST)
    result = ask(usage_workspace([], events=events, accounts=accounts), "licence_utilisation", scope)
    assert values(result, "overall") == {("2024-01-01", None): 1.5}


def test_accounts_without_known_licences_are_apart_and_counted() -> None:
    uses = random_use(2)
    result = ask(usage_workspace(uses, subscriptions=subscriptions()), "licence_utilisation", SCOPE)
    others = len({use.account for use in uses} - set(BOUGHT))
    assert result.left_out == (f"Not counted, as their licences are unknown: {plural(others, 'account')}.",)


def bought_until(end: str, *used_on: str) -> Workspace:
    """Two licences from 1 January to the day before `end`, one person who came on the given days, and a later day
    on which somebody else's use was recorded."""
    line = {"account_id": "A", "start_date": "2024-01-01", "end_date": end, "quantity": "2"}
    events = [{"account_id": "A", "user_id": "u", "event_name": "open", "event_at": day} for day in used_on]
    events += [
        {"account_id": "Z", "user_id": "z", "event_name": "open", "event_at": day}
        for day in ("2024-01-01", "2024-01-31")
    ]
    paid = {"amount": "10", "billing_interval": "month"}
    return usage_workspace([], events=events, accounts=[], subscriptions=[line | paid])


JANUARY = Scope(start=FIRST, end=date(2024, 2, 1), as_of=date(2024, 1, 31))


def test_use_on_the_first_day_without_a_licence_is_no_use_of_one() -> None:
    # 9 days × 2 licences; the 9th is the last one with licences, the 10th is out.
    inside, outside = (
        ask(bought_until("2024-01-10", day), "licence_utilisation", JANUARY) for day in ("2024-01-09", "2024-01-10")
    )
    assert values(inside, "overall")["2024-01-01", None] == pytest.approx(1 / 18)
    assert values(outside, "overall")["2024-01-01", None] == 0.0


@pytest.mark.parametrize(("end", "expected"), [("2024-02-01", 0.5), ("2024-01-31", None)])
def test_a_licence_counts_for_a_window_while_it_stands_on_its_last_day(end: str, expected: float | None) -> None:
    result = ask(bought_until(end, "2024-01-20"), "licence_utilisation", JANUARY, "monthly")
    assert values(result, "overall")["2024-01-01", None] == expected


ONES = [line | {"quantity": "1"} for line in subscriptions()]


def test_quantities_that_are_all_one_count_lines_and_not_seats() -> None:
    result = ask(usage_workspace(random_use(1), subscriptions=ONES), "licence_utilisation", SCOPE)
    assert not result.has_value
    assert {str(row["note"]) for row in result.rows()} == {result.notes[0]}
    assert "Load the number of seats" in result.notes[0]
    # One line with another quantity shows that they are counted: then a 1 is one seat.
    counted = [*ONES[1:], ONES[0] | {"quantity": "3"}]
    assert ask(usage_workspace(random_use(1), subscriptions=counted), "licence_utilisation", SCOPE).has_value


def test_quantities_of_one_are_seats_where_the_products_are_named_and_give_way_to_the_seats_of_the_crm() -> None:
    # Two people on every day of January, of one line; and of four seats.
    events = [
        {"account_id": "A", "user_id": user, "event_name": "open", "event_at": f"2024-01-{day:02}"}
        for user in "uv"
        for day in range(1, 32)
    ]
    line = {"account_id": "A", "product": "Core", "start_date": "2023-06-01", "mrr": "50", "quantity": "1"}
    lines = usage_workspace([], events=events, subscriptions=[line])
    named = ask(lines, "licence_utilisation", JANUARY, None, {"licensed_products": "Core"})
    assert values(named, "overall") == {("2024-01-01", None): 2.0}
    assert not any("quantity 1" in note for note in named.notes)
    seats = [{"account_id": "A", "seats_purchased": "4"}]
    crm = ask(
        usage_workspace([], events=events, subscriptions=[line], accounts=seats), "licence_utilisation", JANUARY
    )
    assert values(crm, "overall") == {("2024-01-01", None): 0.5}
    assert any("quantity 1" in note for note in crm.notes)
