from datetime import date

import pyarrow as pa

from csm_core.charts.cohorts import cohort_notes
from csm_core.periods import Calendar, Grain

QUARTERS = [date(2025, 1, 1), date(2025, 4, 1)]


def notes(*stated: tuple[date | None, str, str | None]) -> pa.Table:
    return pa.table(
        {
            "date": pa.array([day for day, _, _ in stated], pa.date32()),
            "text": [text for _, text, _ in stated],
            "cohort": pa.array([cohort for _, _, cohort in stated], pa.string()),
        }
    )


def test_a_note_belongs_to_the_cohort_of_its_day() -> None:
    actual = cohort_notes(
        notes((date(2025, 6, 30), "Launch", None), (date(2025, 4, 1), "Price", None)),
        QUARTERS,
        Calendar(Grain.QUARTER),
    )
    assert actual == {date(2025, 4, 1): "• Q2 2025: Launch and Price."}


def test_a_note_for_one_cohort_belongs_to_it_whatever_its_day() -> None:
    actual = cohort_notes(
        notes((date(2025, 6, 1), "By name", "q1 2025"), (date(2025, 6, 1), "By day", "2025-02-03")),
        QUARTERS,
        Calendar(Grain.QUARTER),
    )
    assert actual == {date(2025, 1, 1): "• Q1 2025: By name and By day."}


def test_notes_on_no_cohort_that_is_drawn_are_left_out() -> None:
    actual = notes(
        (date(2024, 12, 31), "Before", None), (date(2025, 5, 1), "Else", "enterprise"), (None, "Day", None)
    )
    assert cohort_notes(actual, QUARTERS, Calendar(Grain.QUARTER)) == {}
    assert cohort_notes(None, QUARTERS, Calendar(Grain.QUARTER)) == {}
