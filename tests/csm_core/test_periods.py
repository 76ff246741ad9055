"""Periods: calendar edges, where most silent errors of a dashboard live."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_core.errors import BadValue
from csm_core.periods import (
    MOST_PERIODS,
    Calendar,
    Grain,
    Month,
    Weekday,
    add_months,
    add_months_to_close,
    add_periods,
    period_start,
    periods_between,
)

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
grains = st.sampled_from(Grain)
calendars = st.builds(Calendar, grains, st.sampled_from(Weekday), st.sampled_from(Month))


@pytest.mark.parametrize(
    ("day", "grain", "start"),
    [
        (date(2024, 2, 29), Grain.DAY, date(2024, 2, 29)),
        # 1 January 2023 is a Sunday: its ISO week is the last of 2022 and begins on Monday, 26 December.
        (date(2023, 1, 1), Grain.WEEK, date(2022, 12, 26)),
        # 31 December 2024 is a Tuesday of the ISO week that is the first of 2025.
        (date(2024, 12, 31), Grain.WEEK, date(2024, 12, 30)),
        (date(2024, 2, 29), Grain.MONTH, date(2024, 2, 1)),
        (date(2024, 3, 31), Grain.QUARTER, date(2024, 1, 1)),
        (date(2024, 4, 1), Grain.QUARTER, date(2024, 4, 1)),
        (date(2024, 12, 31), Grain.QUARTER, date(2024, 10, 1)),
        (date(2024, 12, 31), Grain.YEAR, date(2024, 1, 1)),
    ],
)
def test_a_day_lies_in_the_period_of_the_calendar(day: date, grain: Grain, start: date) -> None:
    assert period_start(day, Calendar(grain)) == start


@given(days)
def test_weeks_are_iso_weeks(day: date) -> None:
    start = period_start(day, Calendar(Grain.WEEK))
    assert start.isocalendar()[:2] == day.isocalendar()[:2]
    assert start.isoweekday() == 1


@given(days, calendars)
def test_a_day_lies_between_its_periods_start_and_the_next_ones(day: date, calendar: Calendar) -> None:
    start = period_start(day, calendar)
    following = add_periods(start, 1, calendar.grain)
    assert start <= day < following
    assert period_start(following, calendar) == following
    assert period_start(start, calendar) == start


@given(days, st.sampled_from(Weekday))
def test_a_week_begins_on_the_day_that_was_chosen(day: date, week_start: Weekday) -> None:
    start = period_start(day, Calendar(Grain.WEEK, week_start))
    assert f"{start:%A}" == week_start
    assert 0 <= (day - start).days < 7


@given(days, st.sampled_from(Month))
def test_a_fiscal_year_begins_on_the_first_of_its_month_and_has_four_quarters(day: date, fiscal_start: Month) -> None:
    year = period_start(day, Calendar(Grain.YEAR, fiscal_start=fiscal_start))
    assert f"{year:%B %-d}" == f"{fiscal_start} 1"
    quarters = [add_months(year, months) for months in (0, 3, 6, 9)]
    assert period_start(day, Calendar(Grain.QUARTER, fiscal_start=fiscal_start)) == max(
        first for first in quarters if first <= day
    )


@given(days, st.sampled_from(Weekday), st.sampled_from(Month))
def test_days_and_months_begin_where_they_always_do(day: date, week_start: Weekday, fiscal_start: Month) -> None:
    for grain in (Grain.DAY, Grain.MONTH):
        assert period_start(day, Calendar(grain, week_start, fiscal_start)) == period_start(day, Calendar(grain))


@pytest.mark.parametrize(
    ("day", "fiscal_start", "year"),
    [
        # The year from April 2024 to March 2025 is called by the year in which it ends.
        (date(2024, 3, 31), Month.APRIL, 2024),
        (date(2024, 4, 1), Month.APRIL, 2025),
        (date(2024, 12, 31), Month.DECEMBER, 2025),
        (date(2024, 12, 31), Month.JANUARY, 2024),
    ],
)
def test_a_fiscal_year_is_called_by_the_year_in_which_it_ends(day: date, fiscal_start: Month, year: int) -> None:
    assert Calendar(Grain.YEAR, fiscal_start=fiscal_start).fiscal_year(day) == year


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 1, 15), -1, date(2023, 12, 15)),
        (date(2023, 12, 1), 1, date(2024, 1, 1)),
    ],
)
def test_months_are_added_by_the_calendar_and_cut_to_its_length(day: date, months: int, moved: date) -> None:
    assert add_months(day, months) == moved


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        (date(2024, 2, 28), -12, date(2023, 2, 28)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2025, 2, 27), -12, date(2024, 2, 27)),
        # The last day of a month stays one.
        (date(2025, 2, 28), -12, date(2024, 2, 29)),
        (date(2024, 2, 29), -1, date(2024, 1, 31)),
        (date(2024, 3, 30), -1, date(2024, 2, 29)),
        (date(2024, 6, 15), -12, date(2023, 6, 15)),
    ],
)
def test_a_closing_day_is_moved_and_not_the_midnight_after_it(day: date, months: int, moved: date) -> None:
    one_day = timedelta(days=1)
    assert add_months_to_close(day + one_day, months) == moved + one_day


@given(days, st.integers(-400, 400))
def test_adding_months_never_leaves_the_month_that_is_meant(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert moved.year * 12 + moved.month == day.year * 12 + day.month + months
    assert moved.day <= day.day


def test_a_range_is_cut_into_whole_periods_but_for_its_own_ends() -> None:
    periods = periods_between(date(2024, 1, 20), date(2024, 4, 10), Calendar(Grain.MONTH), date(2024, 12, 31))
    assert [(period.start, period.end) for period in periods] == [
        (date(2024, 1, 20), date(2024, 2, 1)),
        (date(2024, 2, 1), date(2024, 3, 1)),
        (date(2024, 3, 1), date(2024, 4, 1)),
        (date(2024, 4, 1), date(2024, 4, 10)),
    ]
    assert periods[1].last_day == date(2024, 2, 29)


@given(days, st.integers(1, 3000), calendars, st.integers(-10, 4000))
def test_periods_cover_the_range_without_gap_or_overlap_up_to_the_as_of_day(
    start: date, length: int, calendar: Calendar, known_days: int
) -> None:
    end, as_of = start + timedelta(days=length), start + timedelta(days=known_days)
    periods = periods_between(start, end, calendar, as_of)
    assert [period.end for period in periods[:-1]] == [period.start for period in periods[1:]]
    if as_of < start:
        assert periods == ()
        return
    assert periods[0].start == start
    assert periods[-1].end == end or periods[-1].end == as_of + timedelta(days=1) or periods[-1].end > as_of
    assert all(period.start <= as_of for period in periods)
    assert all(period.end <= end for period in periods)
    # Complete once the as-of day reached the last day, unless the range cuts it: the first and last may lack that.
    assert all(period.complete for period in periods[1:-1])
    assert periods[0].complete <= (period_start(start, calendar) == start)
    last = periods[-1]
    ends_whole = period_start(last.end, calendar) == last.end
    begins_whole = period_start(last.start, calendar) == last.start
    assert last.complete == (last.last_day <= as_of and begins_whole and ends_whole)


@pytest.mark.parametrize(("as_of", "complete"), [(date(2024, 2, 28), False), (date(2024, 2, 29), True)])
def test_february_of_a_leap_year_is_complete_on_the_29th(as_of: date, complete: bool) -> None:
    (period,) = periods_between(date(2024, 2, 1), date(2024, 3, 1), Calendar(Grain.MONTH), as_of)
    assert period.complete is complete


def test_a_period_that_the_range_cuts_is_never_complete() -> None:
    periods = periods_between(date(2024, 1, 20), date(2024, 4, 10), Calendar(Grain.MONTH), date(2024, 12, 31))
    assert [period.complete for period in periods] == [False, True, True, False]
    (within,) = periods_between(date(2024, 1, 2), date(2024, 1, 31), Calendar(Grain.MONTH), date(2024, 12, 31))
    assert not within.complete


def test_an_empty_range_is_refused() -> None:
    with pytest.raises(BadValue, match="a date after the start"):
        periods_between(date(2024, 1, 1), date(2024, 1, 1), Calendar(Grain.DAY), date(2024, 1, 1))


def test_a_range_of_centuries_is_taken_for_the_typing_error_that_it_is() -> None:
    with pytest.raises(BadValue, match=f"at most {MOST_PERIODS} periods"):
        periods_between(date(1024, 1, 1), date(2024, 1, 1), Calendar(Grain.DAY), date(2024, 1, 1))
    assert len(periods_between(date(1024, 1, 1), date(2024, 1, 1), Calendar(Grain.YEAR), date(2024, 1, 1))) == 1000
