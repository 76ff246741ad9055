"""Monthly snapshots and single movements become the same stretches as subscriptions."""

from datetime import date, timedelta
from random import Random

import pytest

from csm_core.periods import add_months
from tests.csm_core.facts.reading import OPEN, stretches
from tests.workspaces import Row


def month(account: str, day: str, mrr: str, **more: str) -> Row:
    return {"account_id": account, "month": day, "mrr": mrr, "currency": "EUR", **more}


def move(account: str, day: str, **more: str) -> Row:
    return {"account_id": account, "movement_date": day, "currency": "EUR", **more}


def test_a_month_lasts_from_its_first_day_to_the_next_and_the_last_one_stays_open() -> None:
    # Any day of the month may stand for it.
    rows = [month("A", "2024-01-31", "100"), month("A", "2024-02-29", "120")]
    assert stretches(mrr_snapshots=rows) == [
        (date(2024, 1, 1), date(2024, 2, 1), 100.0),
        (date(2024, 2, 1), OPEN, 120.0),
    ]


def test_a_customers_month_without_a_row_is_a_month_at_zero() -> None:
    rows = [
        *(month("A", day, "100") for day in ("2024-01-01", "2024-03-01")),
        *(month("B", day, "50") for day in ("2024-01-01", "2024-02-01", "2024-03-01")),
    ]
    assert stretches("account_id, valid_from, amount::double", mrr_snapshots=rows)[:3] == [
        ("A", date(2024, 1, 1), 100.0),
        ("A", date(2024, 2, 1), 0.0),
        ("A", date(2024, 3, 1), 100.0),
    ]


def test_a_month_that_the_whole_file_lacks_is_unknown_and_not_zero() -> None:
    rows = [month(account, day, "100") for account in "AB" for day in ("2024-01-01", "2024-03-01")]
    assert stretches(mrr_snapshots=rows) == [
        *[(date(2024, 1, 1), date(2024, 3, 1), 100.0)] * 2,
        *[(date(2024, 3, 1), OPEN, 100.0)] * 2,
    ]


def test_who_is_gone_from_the_last_month_is_at_zero_from_then_on() -> None:
    rows = [month("A", "2024-01-01", "100"), month("B", "2024-01-01", "50"), month("B", "2024-02-01", "50")]
    actual = stretches("account_id, valid_from, valid_to, amount::double", mrr_snapshots=rows)
    assert ("A", date(2024, 2, 1), OPEN, 0.0) in actual


def test_rows_of_one_customer_product_and_month_add_up() -> None:
    rows = [
        month("A", "2024-01-01", "100", product="Core"),
        month("A", "2024-01-15", "20", product="Core"),
        month("A", "2024-01-01", "5", product="Add-on"),
    ]
    assert stretches("product, amount::double", mrr_snapshots=rows) == [("Add-on", 5.0), ("Core", 120.0)]


def test_who_pays_in_the_files_first_month_may_have_paid_before() -> None:
    rows = [
        month("Old", "2024-01-01", "100"),
        month("New", "2024-02-01", "100"),
        # Told to be at zero in the first month: nothing was paid before.
        month("Told", "2024-01-01", "0"),
        month("Told", "2024-02-01", "70"),
    ]
    truncated = dict(stretches("distinct account_id, truncated", mrr_snapshots=rows))
    assert truncated == {"Old": True, "New": False, "Told": False}


def test_movements_hold_until_the_next_one() -> None:
    rows = [move("A", "2024-01-10", mrr_delta="100"), move("A", "2024-03-05", mrr_delta="-40")]
    assert stretches(mrr_movements=rows) == [
        (date(2024, 1, 10), date(2024, 3, 5), 100.0),
        (date(2024, 3, 5), OPEN, 60.0),
    ]


def test_several_movements_of_one_day_are_one_state_in_the_order_of_the_file() -> None:
    rows = [
        move("A", "2024-01-10", mrr_delta="100"),
        move("A", "2024-03-05", mrr_delta="-100"),
        move("A", "2024-03-05", mrr_delta="30"),
        move("A", "2024-03-05", mrr_delta="5"),
    ]
    assert stretches(mrr_movements=rows) == [
        (date(2024, 1, 10), date(2024, 3, 5), 100.0),
        (date(2024, 3, 5), OPEN, 35.0),
    ]
    after = [move("A", "2024-03-05", mrr_after=value) for value in ("10", "0", "25")]
    assert stretches(mrr_movements=after) == [(date(2024, 3, 5), OPEN, 25.0)]


def test_what_a_movement_is_called_says_whether_something_came_before() -> None:
    rows = [
        move("Old", "2024-01-03", mrr_delta="100", movement_type="expansion"),
        move("New", "2024-01-05", mrr_delta="100", movement_type="New business"),
        move("Later", "2024-02-05", mrr_delta="100", movement_type="expansion"),
    ]
    assert dict(stretches("account_id, truncated", mrr_movements=rows)) == {"Old": True, "New": False, "Later": False}


def day_of(index: int) -> date:
    return date(2024, 1, 1) + timedelta(days=index)


@pytest.mark.parametrize("seed", range(2))
def test_movements_give_the_sum_so_far_on_every_day(seed: int) -> None:
    random = Random(seed)
    # Up to twelve changes on few days, so that many fall on the same one.
    figures = {
        f"A{account}": [
            (random.randrange(20), random.randrange(-300, 300) / 4) for _ in range(random.randrange(1, 13))
        ]
        for account in range(60)
    }
    rows = [
        move(who, day_of(day).isoformat(), mrr_delta=str(delta)) for who in figures for day, delta in figures[who]
    ]
    actual = stretches("account_id, valid_from, valid_to, amount::double", mrr_movements=rows)
    for who, changes in figures.items():
        for index in range(22):
            so_far = [delta for day, delta in changes if day <= index]
            assert standing(actual, who, day_of(index)) == ([sum(so_far)] if so_far else [])


@pytest.mark.parametrize("seed", range(2))
def test_snapshots_give_the_file_back_month_by_month(seed: int) -> None:
    random = Random(seed)
    first, length = date(2023, 9, 1), 9
    # A third of the months is in no row of the file.
    months = sorted(row_index for row_index in range(length) if random.random() < 0.67)
    figures = {
        (f"A{account}", number): random.randrange(500)
        for account in range(40)
        for number in months
        if random.random() < 0.6
    }
    months = sorted({number for _, number in figures})
    rows = [month(who, add_months(first, number).isoformat(), str(mrr)) for (who, number), mrr in figures.items()]
    actual = stretches("account_id, valid_from, valid_to, amount::double", mrr_snapshots=rows)
    for who in {who for who, _ in figures}:
        begun = min(number for row, number in figures if row == who)
        for index in range(begun, length):
            last_told = max(each for each in months if each <= index)
            # A month that the file tells of, but not for this customer, is one at zero.
            assert standing(actual, who, add_months(first, index)) == [float(figures.get((who, last_told), 0))]
        assert standing(actual, who, add_months(first, begun - 1)) == []


def standing(result: list[tuple[object, ...]], who: str, day: date) -> list[object]:
    return [row[3] for row in result if row[0] == who and row[1] <= day < row[2]]  # type: ignore[operator]
