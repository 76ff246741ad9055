"""Spellings of dates in forms and exports, each read as a person would, and told where it takes a guess."""

from __future__ import annotations

import pytest

from tests.soundness.cells import asked, events, messages, values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025/02/03 5:17:09 PM GMT+1", "2025-02-03 16:17:09"),
        ("2025-02-03T17:17:09 GMT+05:30", "2025-02-03 11:47:09"),
        ("2025-02-03 17:17:09 GMT+10", "2025-02-03 07:17:09"),
        ("2025-02-03 17:17:09 UTC-5", "2025-02-03 22:17:09"),
        ("2025-02-03 10:00 CET", "2025-02-03 09:00:00"),
        ("2025-07-03 10:00 EST", "2025-07-03 15:00:00"),
        ("2025-07-03 10:00 ET", "2025-07-03 14:00:00"),  # summer, so four hours behind
        ("2025-07-03 10:00 a.m. PST", "2025-07-03 18:00:00"),
        ("Wed Mar 05 2025 17:17:09 GMT+0100 (Central European Time)", "2025-03-05 16:17:09"),
        ("Wed, 05 Mar 2025 17:17:09 +0100", "2025-03-05 16:17:09"),
        ("Wed Mar  5 17:17:09 2025", "2025-03-05 17:17:09"),
        ("Mar 5th, 2025", "2025-03-05"),
        ("5. März 2025", "2025-03-05"),
        ("2025\u201102\u201103 10:00", "2025-02-03 10:00:00"),
        ("25\u201303\u20132025", "2025-03-25"),
        ("3/25/2025 5:17\u202fPM", "2025-03-25 17:17:00"),
        ("25/3/2025, 5:17 p. m.", "2025-03-25 17:17:00"),
        ("2025年3月5日", "2025-03-05"),
        ("2025年03月05日 17:17:09", "2025-03-05 17:17:09"),
        ("2025/3/5 午後5:17", "2025-03-05 17:17:00"),
        ("2025년 3월 5일 오후 5:17", "2025-03-05 17:17:00"),
        ("2025-W10-3", "2025-03-05"),
        ("2025W10", "2025-03-03"),
        ("2025-02-03T17:17:09.123456789Z", "2025-02-03 17:17:09.123456"),
    ],
)
def test_a_spelling_is_read_and_needs_no_question(text: str, expected: str) -> None:
    batch = events([text])
    assert (values(batch, "event_at"), asked(batch)) == ([expected], [])


@pytest.mark.parametrize(("zone", "hour"), [("IST", "04:30"), ("CST", "16:00"), ("BST", "09:00")])
def test_an_abbreviation_of_several_zones_is_asked(zone: str, hour: str) -> None:
    text = f"2025-07-03 10:00 {zone}"
    batch = events([text])
    assert values(batch, "event_at") == [f"2025-07-03 {hour}:00"]
    assert asked(batch) == ["zone_assumed"]


def test_a_zone_that_somebody_said_or_the_column_shows_is_not_asked() -> None:
    said_so = events(["2025-07-03 10:00 IST"], options={"timezone": "Europe/Dublin"})
    assert (values(said_so, "event_at"), asked(said_so)) == (["2025-07-03 09:00:00"], [])
    assert asked(events(["2025-07-03 10:00 CDT", "2025-01-03 10:00 CST"])) == []


def test_several_spellings_of_a_date_are_told() -> None:
    batch = events(["5 March 2025", "2025-03-06", "03/27/2025", "Mar 8, 2025"])
    assert values(batch, "event_at") == ["2025-03-05", "2025-03-06", "2025-03-27", "2025-03-08"]
    assert "are written in 3 ways" in messages(batch)["date_spellings"]


@pytest.mark.parametrize("texts", [["2025-Q1", "Q2 2025"], ["1T25", "2T25"], ["Q1/25", "2. Quartal 2025"]])
def test_quarters_are_their_first_day_and_told(texts: list[str]) -> None:
    batch = events(texts)
    assert values(batch, "event_at") == ["2025-01-01", "2025-04-01"]
    assert "quarters" in messages(batch)["part_of_year"]


@pytest.mark.parametrize(
    ("header", "texts", "expected"),
    [
        ("Nr", ["45658", "45689"], "2025-01-01"),
        ("Value", ["1735689600", "1738368000"], "2025-01-01"),
        ("foo", ["1735689600123"], "2025-01-01 00:00:00.123000"),
    ],
)
def test_numbers_in_a_column_that_does_not_say_dates_are_asked(header: str, texts: list[str], expected: str) -> None:
    batch = events(texts, header)
    assert asked(batch) == ["counted_dates_assumed"]
    assert values(batch, "event_at")[0] == expected


@pytest.mark.parametrize("header", ["created_at", "Start date", "Datum", "timestamp", "closedOn"])
def test_numbers_in_a_column_of_dates_are_read_and_told(header: str) -> None:
    batch = events(["45658", "45689"], header)
    assert (asked(batch), values(batch, "event_at")) == ([], ["2025-01-01", "2025-02-01"])
    assert "spreadsheet" in messages(batch)["counted_dates"]
