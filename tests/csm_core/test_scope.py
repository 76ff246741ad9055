"""Scope: what the reader looks at survives the address bar, and what can't be used is told."""

from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlencode
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_core.errors import BadValue
from csm_core.named_pairs import filters_of
from csm_core.periods import Calendar, Grain, Month, Period, Weekday
from csm_core.scope import Compare, Scope, Span

texts = st.text(max_size=20)
dates = st.dates(date(1900, 1, 1), date(2199, 12, 31))
currencies = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3)
SPAN = Span(date(2023, 5, 10), date(2024, 3, 15), "EUR")


@st.composite
def scopes(draw: st.DrawFn) -> Scope:
    start, end = draw(st.none() | dates), draw(st.none() | dates)
    if start and end and end <= start:
        start, end = (end, start) if end < start else (start, None)
    return Scope(
        start=start,
        end=end,
        grain=draw(st.sampled_from(Grain)),
        split=draw(st.none() | texts),
        filters=tuple(draw(st.lists(st.tuples(texts, st.lists(texts, max_size=3).map(tuple)), max_size=3))),
        as_of=draw(st.none() | dates),
        compare=draw(st.sampled_from(Compare)),
        currency=draw(st.none() | currencies),
        timezone=draw(st.sampled_from(sorted(available_timezones()))),
        week_start=draw(st.none() | st.sampled_from(Weekday)),
        fiscal_start=draw(st.none() | st.sampled_from(Month)),
    )


@given(scopes())
def test_what_is_written_into_an_address_is_read_back_from_it(scope: Scope) -> None:
    assert Scope.from_query(scope.to_query()) == (scope, ())


# A lone surrogate is no text that a URL can carry; everything else is.
@given(scopes().filter(lambda scope: "\\ud" not in ascii(scope)))
def test_it_survives_the_encoding_of_a_real_url(scope: Scope) -> None:
    assert Scope.from_query(parse_qsl(urlencode(scope.to_query()), keep_blank_values=True)) == (scope, ())


@given(
    st.lists(
        st.tuples(st.sampled_from(["start", "end", "to", "grain", "as_of", "timezone", "f.", "f.Plan", "x"]), texts)
    )
)
def test_no_address_whatever_makes_reading_it_fail(pairs: list[tuple[str, str]]) -> None:
    scope, dropped = Scope.from_query(pairs)
    assert Scope.from_query(scope.to_query())[0] == scope
    assert all(sentence.endswith(".") for sentence in dropped)


def test_a_scope_of_defaults_writes_nothing() -> None:
    assert Scope().to_query() == ()


def test_only_what_differs_from_the_given_default_is_written() -> None:
    usual = Scope(start=date(2024, 1, 1), currency="EUR")
    assert replace(usual, grain=Grain.WEEK).to_query(usual) == (("grain", "week"),)


def test_parameters_are_plain_and_readable() -> None:
    scope = Scope(date(2024, 1, 1), date(2024, 7, 1), Grain.QUARTER, "Plan", (("Country", ("DE", "AT")),))
    assert scope.to_query() == (
        ("start", "2024-01-01"),
        ("to", "2024-06-30"),  # the last day of the second quarter, which ends before 1 July
        ("grain", "quarter"),
        ("split", "Plan"),
        ("f.Country", "AT"),
        ("f.Country", "DE"),
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("start", "yesterday"),
        ("end", "2024-02-30"),
        ("to", "2024-02-30"),
        ("to", "9999-12-31"),
        ("as_of", ""),
        ("as_of", "9999-12-31"),
        ("start", "0001-01-01"),
        ("grain", "fortnight"),
        ("compare", "peers"),
        ("split", ""),
        ("currency", "EURO"),
        ("currency", "€€€"),
        ("timezone", "UTC'; drop table answers; --"),
        ("timezone", "Europe/Atlantis"),
        ("week_start", "someday"),
        ("fiscal_start", "13"),
    ],
)
def test_what_cannot_be_used_is_dropped_and_told(name: str, text: str) -> None:
    scope, dropped = Scope.from_query([(name, text), ("grain", "week") if name != "grain" else ("split", "Plan")])
    field = "end" if name == "to" else name
    assert getattr(scope, field) == getattr(Scope(), field)
    assert len(dropped) == 1
    assert name in dropped[0]
    assert text in dropped[0]
    # The rest of the address still holds.
    assert scope.grain is Grain.WEEK or scope.split == "Plan"


def test_the_calendar_is_read_by_name_or_number_in_any_case() -> None:
    read, _ = Scope.from_query([("week_start", "SUNDAY"), ("fiscal_start", "april")])
    assert (read.week_start, read.fiscal_start) == (Weekday.SUNDAY, Month.APRIL)
    assert Scope.from_query([("fiscal_start", "4")])[0].fiscal_start is Month.APRIL


def test_the_calendar_is_the_workspaces_unless_the_scope_says_another() -> None:
    span = replace(SPAN, week_start=Weekday.SUNDAY, fiscal_start=Month.APRIL)
    scope = Scope(grain=Grain.YEAR).resolved(span)
    # From April 2023, the fiscal year of 10 May 2023, to that of 15 March 2024.
    assert (scope.start, scope.end) == (date(2023, 4, 1), date(2024, 4, 1))
    resolved = Scope(grain=Grain.YEAR, fiscal_start=Month.JANUARY).resolved(span)
    assert (resolved.start, resolved.end, resolved.week_start) == (
        date(2023, 1, 1),
        date(2025, 1, 1),
        Weekday.SUNDAY,
    )
    assert Scope(grain=Grain.YEAR).resolved(SPAN).calendar == Calendar(Grain.YEAR)


@pytest.mark.parametrize(
    ("grain", "words"),
    [
        (Grain.WEEK, "All data, by week from Sunday"),
        (Grain.MONTH, "All data, by month"),
        (Grain.QUARTER, "All data, by fiscal quarter from April"),
        (Grain.YEAR, "All data, by fiscal year from April"),
    ],
)
def test_the_words_over_a_chart_name_a_calendar_that_is_not_the_plain_one(grain: Grain, words: str) -> None:
    assert Scope(grain=grain, week_start=Weekday.SUNDAY, fiscal_start=Month.APRIL).describe() == words
    assert Scope(grain=grain).describe() == f"All data, by {grain}"


def test_an_end_before_its_start_leaves_both_out() -> None:
    for name, text in (("to", "2024-01-31"), ("end", "2024-02-01")):
        scope, dropped = Scope.from_query([("start", "2024-02-01"), (name, text)])
        assert (scope.start, scope.end) == (None, None)
        assert dropped == ("The last day, 2024-01-31, is before the first, 2024-02-01.",)


def test_an_address_says_the_last_day_and_those_of_earlier_versions_the_day_after_it() -> None:
    november = Scope(date(2025, 12, 1), date(2026, 12, 1))
    assert Scope.from_query([("start", "2025-12-01"), ("to", "2026-11-30")]) == (november, ())
    assert Scope.from_query([("start", "2025-12-01"), ("end", "2026-12-01")]) == (november, ())
    # Whichever stands last holds, as with any name that is repeated.
    assert Scope.from_query([("end", "2024-01-01"), ("start", "2025-12-01"), ("to", "2026-11-30")])[0] == november
    one_day = Scope.from_query([("start", "2026-11-30"), ("to", "2026-11-30")])[0]
    assert (one_day.start, one_day.end) == (date(2026, 11, 30), date(2026, 12, 1))


def test_parameters_of_others_are_left_alone() -> None:
    assert Scope.from_query([("variant", "mrr_weighted"), ("utm_source", "mail")]) == (Scope(), ())


def test_equal_questions_are_equal_objects_whatever_the_order_of_their_filters() -> None:
    one = Scope(filters=(("Plan", ("b", "a", "a")), ("Country", ("DE",)), ("Empty", ())))
    two = Scope(filters=(("Country", ("DE",)), ("Plan", ("a",)), ("Plan", ("b",))))
    assert one == two
    assert hash(one) == hash(two)
    assert one.filters == (("Country", ("DE",)), ("Plan", ("a", "b")))


def test_a_scope_made_by_hand_refuses_an_end_before_its_start() -> None:
    with pytest.raises(BadValue, match="a date after the start"):
        Scope(start=date(2024, 2, 1), end=date(2024, 1, 1))


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2200, 1, 1)])
def test_a_day_that_no_data_can_have_is_refused(day: date) -> None:
    for scope in (Scope(start=day), Scope(as_of=day)):
        with pytest.raises(BadValue, match="a day from 1900-01-01 to 2199-12-31"):
            scope.resolved(SPAN)


def test_open_dates_and_the_currency_come_from_the_data() -> None:
    scope = Scope().resolved(SPAN)
    # Whole months: from the month of the first day to the one in which the last day lies.
    assert (scope.start, scope.end, scope.as_of) == (date(2023, 5, 1), date(2024, 4, 1), date(2024, 3, 15))
    assert scope.currency == "EUR"
    assert [period.complete for period in scope.periods()] == [True] * 10 + [False]


@given(scopes().filter(lambda scope: scope.end is None))
def test_resolving_twice_changes_nothing_more(scope: Scope) -> None:
    once = scope.resolved(SPAN)
    assert once.resolved(SPAN) == once


def test_a_start_after_the_data_gives_no_period_and_no_error() -> None:
    assert Scope(start=date(2030, 1, 1)).resolved(SPAN).periods() == ()


def test_an_unresolved_scope_has_no_periods() -> None:
    with pytest.raises(BadValue):
        Scope().periods()


MARCH = Period(date(2024, 3, 1), date(2024, 4, 1), True)


@pytest.mark.parametrize(
    ("compare", "expected"),
    [
        (Compare.PREVIOUS, (date(2024, 2, 1), date(2024, 3, 1))),
        (Compare.YEAR, (date(2023, 3, 1), date(2023, 4, 1))),
    ],
)
def test_a_period_is_compared_with_the_one_before_or_a_year_ago(
    compare: Compare, expected: tuple[date, date]
) -> None:
    against = Scope(compare=compare).compared(MARCH)
    assert against is not None
    assert (against.start, against.end) == expected


def test_nothing_is_compared_when_nothing_shall_be() -> None:
    assert Scope(compare=Compare.NONE).compared(MARCH) is None


def test_a_period_that_is_cut_or_running_is_compared_with_none() -> None:
    for compare in (Compare.PREVIOUS, Compare.YEAR):
        assert Scope(compare=compare).compared(Period(date(2024, 3, 15), date(2024, 4, 1), False)) is None


def test_a_week_is_compared_with_the_whole_week_52_weeks_before() -> None:
    # Mondays: 4 March 2024, and 6 March 2023.
    against = Scope(compare=Compare.YEAR, grain=Grain.WEEK).compared(
        Period(date(2024, 3, 4), date(2024, 3, 11), True)
    )
    assert against is not None
    assert (against.start, against.end) == (date(2023, 3, 6), date(2023, 3, 13))


def test_the_day_before_a_leap_day_is_compared_with_the_same_day_a_year_before() -> None:
    against = Scope(compare=Compare.YEAR, grain=Grain.DAY).compared(
        Period(date(2024, 2, 28), date(2024, 2, 29), True)
    )
    assert against is not None
    assert (against.start, against.end) == (date(2023, 2, 28), date(2023, 3, 1))


def test_a_february_of_29_days_is_compared_with_the_whole_february_a_year_ago() -> None:
    against = Scope(compare=Compare.YEAR).compared(
        Period(date(2024, 2, 1), date(2024, 2, 29) + timedelta(days=1), True)
    )
    assert against is not None
    assert (against.start, against.end) == (date(2023, 2, 1), date(2023, 3, 1))


def test_the_sentence_over_a_chart_names_all_that_narrows_it() -> None:
    scope = Scope(
        date(2024, 1, 1), date(2024, 4, 1), Grain.WEEK, "Plan", (("Country", ("DE", "AT")),), date(2024, 3, 15)
    )
    assert scope.describe() == (
        "1 Jan 2024 to 31 Mar 2024, by week · Country: AT, DE · split by Plan · as of 15 Mar 2024"
    )
    assert Scope().describe() == "All data, by month"


def test_filters_on_the_command_line_are_split_at_the_first_equals_sign() -> None:
    assert filters_of(["Plan=a=b", "Plan=c"]) == (("Plan", ("a=b",)), ("Plan", ("c",)))
    with pytest.raises(BadValue, match="attribute=value"):
        filters_of(["Plan"])


def test_an_attribute_under_its_former_name_is_the_one_of_today() -> None:
    former, today = "Health band (usual weights)", "Health band (default weights)"
    scope, dropped = Scope.from_query((("split", former), (f"f.{former}", "healthy")))
    assert (scope.split, scope.filters, dropped) == (today, ((today, ("healthy",)),), ())
