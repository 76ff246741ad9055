"""Months between days, from monthday to monthday."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_core.metrics.customers.tenure import elapsed_months, in_periods
from csm_core.periods import Grain

DAYS = st.dates(date(1999, 1, 1), date(2030, 12, 31))


def days(*text: str) -> np.ndarray:
    return np.array(text, dtype="datetime64[D]")


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2024-01-05", "2024-03-05", 2.0),
        ("2024-01-31", "2024-02-29", 1.0),  # a day that February lacks is its last one
        ("2023-01-31", "2023-02-28", 1.0),
        ("2024-02-29", "2025-02-28", 12.0),
        ("2024-01-01", "2024-01-01", 0.0),
        ("2024-01-01", "2024-01-16", 15 / 31),
        ("2024-02-10", "2024-03-09", 28 / 29),  # the month from 10 February to 10 March has 29 days
    ],
)
def test_months_go_from_monthday_to_monthday(start: str, end: str, months: float) -> None:
    assert elapsed_months(days(start), days(end))[0] == pytest.approx(months)


@given(DAYS, st.lists(DAYS, min_size=2, max_size=2))
def test_a_later_end_is_never_a_shorter_time(start: date, ends: list[date]) -> None:
    first, last = sorted(max(start, end) for end in ends)
    times = elapsed_months(days(str(start), str(start)), days(str(first), str(last)))
    assert 0 <= times[0] <= times[1]
    assert (times[0] == times[1]) == (first == last)


def test_grains_share_one_time() -> None:
    start, end = days("2024-01-05"), days("2024-07-05")
    months = elapsed_months(start, end)
    # 182 days from 5 January to 5 July 2024
    items = [in_periods(start, end, months, grain)[0] for grain in Grain]
    assert items == pytest.approx([182, 26, 6, 2, 0.5])
