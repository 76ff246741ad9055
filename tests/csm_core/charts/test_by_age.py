"""Curves and cohorts: what they say, what was not observed in full, and what has too few to be coloured."""

import pytest

from csm_core.charts.cohort_curves import cohort_curves
from csm_core.charts.cohort_grid import cohort_grid
from csm_core.charts.curve import curve
from csm_core.charts.look import Look
from csm_core.charts.palette import contrast, luminance, palette_of
from csm_core.units import Unit
from tests.csm_core.charts.results import cohort_rows, month, result_of


def test_a_curve_steps_by_age_and_says_where_it_ends() -> None:
    rows = [
        {"age": age, "value": value, "low": value - 0.1, "high": value, "n": 40 - age}
        for age, value in ((0, 1.0), (1, 0.9), (2, 0.8))
    ]
    picture = curve(result_of(rows, Unit.RATE), Look(), name="Survival")
    assert picture is not None
    assert picture.title == "Survival: 80.0\xa0% after 2 months"
    assert picture.alt == f"{picture.title} (95 % band 70.0\xa0% to 80.0\xa0%, n = 38)."
    assert "step-after" in str(picture.spec)
    assert [row["x"] for row in picture.data.to_pylist()] == [0.0, 1.0, 2.0, 2.0]  # the last is its label


def test_curves_are_compared_at_the_last_age_that_all_have_reached() -> None:
    rows = [
        {"segment": name, "age": age, "value": 1 - age * loss, "n": 40}
        for name, loss, last in (("North", 0.1, 3), ("South", 0.2, 1))
        for age in range(last + 1)
    ]
    picture = curve(result_of(rows, Unit.RATE), Look(), name="Survival")
    assert picture is not None
    assert picture.title == "Survival after 1 month: North 90.0\xa0%, South 80.0\xa0%"


def test_a_grid_has_a_row_a_cohort_under_the_average_and_marks_what_is_not_seen_in_full() -> None:
    picture = cohort_grid(result_of(cohort_rows(3), Unit.RATE), Look(), name="Retention")
    assert picture is not None
    rows = picture.data.to_pylist()
    # Before the ages stands how many began.
    assert {row["cohort"]: row["cell_text"] for row in rows if row["age"] < 0}["Feb 2025"] == "20"
    cells = {(row["cohort"], row["age"]): row for row in rows if row["age"] >= 0}
    # 2 ages of the average; 3, 2 and 1 ages of the cohorts.
    assert len(cells) == 8
    assert [cells[name, 0.0]["place"] for name in ("Average", "Jan 2025", "Feb 2025", "Mar 2025")] == [0, 1, 2, 3]
    incomplete = {key for key, row in cells.items() if not row["complete"]}
    assert incomplete == {("Jan 2025", 2.0), ("Feb 2025", 1.0), ("Mar 2025", 0.0)}
    assert cells["Jan 2025", 2.0]["state"] == "incomplete: not observed in full"
    assert cells["Jan 2025", 1.0]["cell_text"] == "95"
    assert picture.title == "Retention: 95.0\xa0% after 1 month on average"
    assert picture.alt == f"{picture.title} (n = 20); 3 cohorts from Jan 2025 to Mar 2025."


def test_a_grid_says_what_pale_cells_are_only_where_there_are_any() -> None:
    rows = cohort_rows(3)
    picture = cohort_grid(result_of(rows, Unit.RATE), Look(), name="Retention")
    assert picture is not None
    assert "Pale, with a dashed outline: not observed in full yet." in picture.notes
    inks = {(row["cohort"], row["age"]): row["ink"] for row in picture.data.to_pylist()}
    # What is written on a pale cell is written on the page, as good as.
    assert [inks["Jan 2025", age] == "page" for age in (0.0, 1.0, 2.0)] == [False, False, True]
    over = cohort_grid(result_of([row | {"complete": True} for row in rows], Unit.RATE), Look(), name="Retention")
    assert over is not None
    assert not any("Pale" in note for note in over.notes)


def test_a_cell_without_a_value_is_no_cell() -> None:
    rows = [*cohort_rows(2), {"period": month(5), "age": 0, "n": 0, "note": "Nobody began."}]
    rows.append({"period": month(0), "age": 7, "value": None, "n": 0})
    picture = cohort_grid(result_of(rows, Unit.RATE), Look(), name="Retention")
    assert picture is not None
    assert {(row["cohort"], row["age"]) for row in picture.data.to_pylist() if row["age"] >= 0} == {
        ("Average", 0.0),
        ("Jan 2025", 0.0),
        ("Jan 2025", 1.0),
        ("Feb 2025", 0.0),
    }


def test_a_cohort_of_four_is_grey_in_the_grid_and_no_line_among_the_curves() -> None:
    rows = [row | {"n": 4 if row.get("period") == month(1) else 20} for row in cohort_rows(3)]
    grid = cohort_grid(result_of(rows, Unit.RATE), Look(), name="Retention")
    assert grid is not None
    thin = [row for row in grid.data.to_pylist() if row["ink"] == "thin"]
    # The lowest value that is coloured is that of January after 2 months: 1 − 2 ÷ 20.
    assert {(row["cohort"], row["shade"]) for row in thin} == {("Feb 2025", 0.9)}
    assert {row["value_text"] for row in thin} == {"100.0\xa0%", "95.0\xa0%"}
    lines = cohort_curves(result_of(rows, Unit.RATE), Look(), name="Retention")
    assert lines is not None
    assert "Feb 2025" not in {row["cohort"] for row in lines.data.to_pylist()}
    assert lines.notes == ("Cohorts with n below 5 are not drawn: 1.",)


def test_without_an_average_the_oldest_cohort_speaks() -> None:
    rows = [row for row in cohort_rows(3) if row.get("series") is None]
    picture = cohort_grid(result_of(rows, Unit.RATE), Look(), name="Retention")
    assert picture is not None
    # The cell after 2 months is not complete.
    assert picture.title == "Retention: 95.0\xa0% after 1 month in the cohort of Jan 2025"


def test_of_several_segments_one_is_drawn_and_the_note_says_which() -> None:
    rows = [row | {"segment": name, "n": n} for name, n in (("North", 10), ("South", 30)) for row in cohort_rows(2)]
    result = result_of(rows, Unit.RATE)
    usual = cohort_grid(result, Look(), name="Retention")
    asked = cohort_grid(result, Look(), name="Retention", segment="North")
    assert usual is not None
    assert asked is not None
    assert {row["n_text"] for row in usual.data.to_pylist()} == {"30"}
    assert usual.notes[0] == "Drawn: South, the segment with the largest n. Others: North."
    assert {row["n_text"] for row in asked.data.to_pylist()} == {"10"}


def test_the_oldest_cohorts_go_first_where_there_are_too_many() -> None:
    picture = cohort_grid(result_of(cohort_rows(60), Unit.RATE), Look(), name="Retention")
    assert picture is not None
    # 850 cells at most: the newest k cohorts have 1 + 2 + … + k cells, and 40 × 41 ÷ 2 = 820.
    assert picture.notes[0] == "The newest 40 of 60 cohorts are drawn."
    assert "Sep 2026" in {row["cohort"] for row in picture.data.to_pylist()}
    assert "Aug 2026" not in {row["cohort"] for row in picture.data.to_pylist()}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_text_of_a_cell_reads_on_every_colour_of_the_scale(theme) -> None:
    rows = [{"period": month(0), "age": age, "value": age / 9, "n": 50} for age in range(10)]
    picture = cohort_grid(result_of(rows, Unit.RATE), Look(theme), name="Retention")
    assert picture is not None
    colours = palette_of(theme)
    inks = {"low": colours.text_on_low, "high": colours.text_on_high}
    cells = [row for row in picture.data.to_pylist() if row["age"] >= 0]
    for row, back in zip(cells, colours.sequential, strict=True):
        assert contrast(luminance(inks[row["ink"]]), luminance(back)) >= 4.0


def test_contrast_is_that_of_wcag() -> None:
    # Black on white is 21 to 1 by definition; #767676 on white is the well-known 4.54.
    assert contrast(luminance("#000000"), luminance("#FFFFFF")) == pytest.approx(21.0)
    assert contrast(luminance("#767676"), luminance("#FFFFFF")) == pytest.approx(4.54, abs=0.005)


def test_an_incomplete_end_of_a_cohort_hangs_on_a_dashed_line() -> None:
    picture = cohort_curves(result_of(cohort_rows(3), Unit.RATE), Look(), name="Retention")
    assert picture is not None
    january = [row for row in picture.data.to_pylist() if row["cohort"] == "Jan 2025"]
    assert [(row["part"], row["age"]) for row in january] == [("solid", 0), ("solid", 1), ("join", 1), ("open", 2)]
    assert {row["kind"] for row in picture.data.to_pylist()} == {"cohort", "average"}


def test_the_average_speaks_of_the_last_age_that_half_of_all_have_reached() -> None:
    seen = {0: 100, 1: 80, 2: 50, 3: 49, 4: 6}
    average = [{"series": "average", "age": age, "value": 1 - age / 10, "n": n} for age, n in seen.items()]
    picture = cohort_grid(result_of([*cohort_rows(6)[:21], *average], Unit.RATE), Look(), name="Retention")
    assert picture is not None
    assert picture.title == "Retention: 80.0\xa0% after 2 months on average"


def test_the_average_is_drawn_as_far_as_the_drawn_cohorts_go() -> None:
    picture = cohort_grid(result_of(cohort_rows(60), Unit.RATE), Look(), name="Retention")
    assert picture is not None
    # The newest 40 cohorts have ages 0 to 39; the average over all has 0 to 58.
    assert max(row["age"] for row in picture.data.to_pylist()) == 39.0


def test_curves_are_not_compared_where_one_of_them_rests_on_few() -> None:
    rows = [
        {"segment": name, "age": age, "value": 1 - age * loss, "n": n}
        for name, loss, last_n in (("North", 0.1, 40), ("South", 0.3, 4))
        for age, n in ((0, 40), (1, 30), (2, last_n))
    ]
    picture = curve(result_of(rows, Unit.RATE), Look(), name="Survival")
    assert picture is not None
    assert picture.title == "Survival after 1 month: North 90.0\xa0%, South 70.0\xa0%"


def test_cohorts_that_are_all_too_thin_to_draw_leave_the_average_and_its_words() -> None:
    picture = cohort_curves(result_of(cohort_rows(3, n=2), Unit.RATE), Look(), name="Retention")
    assert picture is not None
    assert "on average" in picture.title
    assert any("n below 5" in note for note in picture.notes)
