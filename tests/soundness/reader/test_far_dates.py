"""One slip of a key in a date: it must not become the first or the last day of the data."""

from __future__ import annotations

import pytest

from csm_core.intake.mapping import FileMapping
from tests.csm_core.intake.taking import bad, take
from tests.soundness.cells import asked, events, messages, values

HALF_YEAR = [f"2025-{month:02}-{day:02}" for month in range(1, 7) for day in (1, 8, 15, 22)]
YEARS = [f"{year}-{month:02}-03" for year in (2024, 2025) for month in range(1, 13)]


@pytest.mark.parametrize(
    ("others", "far"),
    [
        (HALF_YEAR, "2052-05-05"),
        (HALF_YEAR, "05/05/2062"),
        (YEARS, "2104-01-03"),
        (YEARS, "2031-05-05"),  # six years after months that follow one another
        (HALF_YEAR, "1995-01-01"),
    ],
)
def test_a_moment_far_from_all_others_is_set_aside_and_asked(others: list[str], far: str) -> None:
    batch = events([*others, far])
    assert values(batch, "event_at") == others
    assert [(code, value) for _, code, _, value in bad(batch)] == [("far_date_assumed", far)]
    assert asked(batch) == ["far_date_assumed"]


def test_whoever_says_that_the_date_is_right_gets_it() -> None:
    batch = events([*HALF_YEAR, "2052-05-05"], options={"date_range": ["1990-01-01", "2060-12-31"]})
    assert (len(values(batch, "event_at")), asked(batch)) == (25, [])


@pytest.mark.parametrize(
    "texts",
    [
        [*HALF_YEAR, "2026-05-05"],  # a year without anything may be
        ["2005-03-01", "2010-07-01", "2015-02-02", "2019-09-09", "2025-11-11"],  # scattered anyhow
        ["2020-01-01", "2024-06-01"],
    ],
)
def test_gaps_that_happen_are_no_slips(texts: list[str]) -> None:
    batch = events(texts)
    assert (values(batch, "event_at"), asked(batch)) == (texts, [])


@pytest.mark.parametrize("zero", ["1900-01-01", "1970-01-01 00:00:00", "0001-01-01", "0000-00-00", "31/12/9999"])
def test_a_date_that_stands_for_none_is_none(zero: str) -> None:
    batch = events([*HALF_YEAR, zero])
    assert values(batch, "event_at") == HALF_YEAR
    assert [(code, value) for _, code, _, value in bad(batch)] == [("placeholder_date", zero)]


def test_the_last_day_there_is_means_no_end() -> None:
    columns = {"account_id": "Account", "start_date": "Start", "end_date": "End", "mrr": "MRR"}
    ends = ["9999-12-31", "2024-06-01", "2099-12-31", "2999-12-31", "2027-12-15"]
    rows = "".join(f"A{number},2024-01-01,{end},10\n" for number, end in enumerate(ends))
    batch = take(f"Account,Start,End,MRR\n{rows}", "subscriptions", columns)
    assert values(batch, "end_date") == [None, "2024-06-01", None, None, "2027-12-15"]
    assert "3 cells in 'End'" in messages(batch)["placeholder_date"]
    assert "no end" in messages(batch)["placeholder_date"]
    assert "far_date_assumed" not in asked(batch)


def test_customers_since_long_ago_are_customers() -> None:
    since = ["1994-03-01", *[f"{year}-05-01" for year in range(2015, 2026)]]
    rows = "".join(f"A{number},{day}\n" for number, day in enumerate(since))
    batch = take(f"Account,Since\n{rows}", "accounts", {"account_id": "Account", "start_date": "Since"})
    assert (values(batch, "start_date"), asked(batch)) == (since, [])


def test_the_believed_range_is_written_to_the_map_and_read_back() -> None:
    entry = {"kind": "events", "columns": {"event_at": "At"}, "options": {"date_range": ["2015-01-01", "2030-12-31"]}}
    mapping = FileMapping.from_json(entry, "file.csv")
    assert FileMapping.from_json(mapping.to_json(), "file.csv") == mapping
