"""Periods as a reader would call them, in the plain calendar and in one of the workspace's own."""

from datetime import date

import pytest

from csm_core.charts.words import period_words
from csm_core.periods import Calendar, Grain, Month, Weekday

PLAIN = (Weekday.MONDAY, Month.JANUARY)
FROM_APRIL = (Weekday.SUNDAY, Month.APRIL)


@pytest.mark.parametrize(
    ("day", "grain", "plain", "overrides"),
    [
        (date(2025, 1, 5), Grain.DAY, "5 Jan 2025", "5 Jan 2025"),
        # 5 January 2025 is a Sunday.
        (date(2025, 1, 5), Grain.WEEK, "week of 5 Jan 2025", "week of Sun 5 Jan 2025"),
        (date(2025, 1, 1), Grain.MONTH, "Jan 2025", "Jan 2025"),
        # The fiscal year from April 2024 ends in March 2025.
        (date(2024, 4, 1), Grain.QUARTER, "Q2 2024", "FY 2025 Q1"),
        (date(2025, 1, 1), Grain.QUARTER, "Q1 2025", "FY 2025 Q4"),
        (date(2024, 4, 1), Grain.YEAR, "2024", "FY 2025"),
        # A period that the dates shown cut is called by its whole.
        (date(2025, 2, 14), Grain.YEAR, "2025", "FY 2025"),
        (date(2025, 2, 14), Grain.QUARTER, "Q1 2025", "FY 2025 Q4"),
    ],
)
def test_a_period_is_called_by_its_calendar(day: date, grain: Grain, plain: str, overrides: str) -> None:
    assert period_words(day, Calendar(grain, *PLAIN)) == plain
    assert period_words(day, Calendar(grain, *FROM_APRIL)) == overrides
