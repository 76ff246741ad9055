"""Dates such as 24-03-30: the year may stand first or last, and its two figures tell which only in company."""

from __future__ import annotations

import pytest

from tests.soundness.cells import asked, events, messages, values


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # The first parts are 24 and 25 and go up; read day first, the years would run from 2002 to 2030.
        (
            ["24-01-05", "24-02-17", "24-03-30", "24-11-02", "25-01-15"],
            ["2024-01-05", "2024-02-17", "2024-03-30", "2024-11-02", "2025-01-15"],
        ),
        (["23/12/30", "24/01/15", "24/02/03", "24/03/28"], ["2023-12-30", "2024-01-15", "2024-02-03", "2024-03-28"]),
        (["22.01.15", "22.03.09", "22.07.31"], ["2022-01-15", "2022-03-09", "2022-07-31"]),
        (["98-05-12", "99-07-31", "01-02-28"], ["1998-05-12", "1999-07-31", "2001-02-28"]),  # no 98th of a month
        (["24-06-30 10:15", "24-07-01 09:00", "24-08-19 23:59"], ["2024-06-30 10:15:00", "2024-07-01 09:00:00"]),
        (["24-01-05", "24-13-45", "24-03-30", "25-06-21"], ["2024-01-05", "2024-03-30", "2025-06-21"]),
    ],
)
def test_years_that_stand_first_are_read_first(texts: list[str], expected: list[str]) -> None:
    batch = events(texts)
    assert values(batch, "event_at")[: len(expected)] == expected
    assert asked(batch) == []
    assert texts[0] in messages(batch)["two_digit_years"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["05-01-24", "15-01-25", "30-03-24", "02-11-24"], ["2024-01-05", "2025-01-15", "2024-03-30", "2024-11-02"]),
        (["23.12.24", "24.12.24"], ["2024-12-23", "2024-12-24"]),  # dots: the year is last
        (["02/28/24", "03/15/24", "11/30/25"], ["2024-02-28", "2024-03-15", "2025-11-30"]),
        (["25/11/24", "25/12/24", "25/01/25", "25/02/25"], ["2024-11-25", "2024-12-25", "2025-01-25", "2025-02-25"]),
        (
            ["13-06-15", "27-08-16", "02-01-17", "30-12-18", "11-11-19"],
            ["2015-06-13", "2016-08-27", "2017-01-02", "2018-12-30", "2019-11-11"],
        ),
    ],
)
def test_years_that_stand_last_are_still_read_last(texts: list[str], expected: list[str]) -> None:
    batch = events(texts)
    assert values(batch, "event_at") == expected
    assert asked(batch) == []


def test_what_may_be_either_is_asked() -> None:
    batch = events(["25-01-24", "25-02-24"])
    assert asked(batch) == ["date_order_assumed"]
    assert "year" in messages(batch)["date_order_assumed"]
    answered = events(["25-01-24", "25-02-24"], options={"date_order": "ymd"})
    assert (asked(answered), values(answered, "event_at")) == ([], ["2025-01-24", "2025-02-24"])
