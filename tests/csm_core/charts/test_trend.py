"""Lines over time: what they say, what is missing, what is not over, and which of many are drawn."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from csm_core.charts.lines import spread
from csm_core.charts.look import Look
from csm_core.charts.picture import Picture
from csm_core.charts.trend import trend
from csm_core.charts.words import INCOMPLETE
from csm_core.periods import Grain
from csm_core.result import Result
from csm_core.scope import Compare
from csm_core.units import Unit
from tests.csm_core.charts.results import month, result_of, trend_rows


def drawn(result: Result, look: Look | None = None, annotations: pa.Table | None = None) -> Picture:
    picture = trend(result, look or Look(), name="NPS", annotations=annotations)
    assert picture is not None
    return picture


def rows(picture: Picture, part: str) -> list[dict[str, object]]:
    return [row for row in picture.data.to_pylist() if row["part"] == part]


def test_alt_says_the_way_of_the_value_its_band_and_n() -> None:
    picture = drawn(result_of(trend_rows([21.0, 30.0, 34.2, 33.0], n=212), Unit.POINTS))
    # March 2025 is the last month that is over: 34.2 ± 9. It is held to February, not to the first month.
    assert picture.title == "NPS: 34.2 in Mar 2025, no clear change from 30.0 in Feb 2025"
    assert picture.alt == (
        "NPS: 34.2 in Mar 2025, no clear change from 30.0 in Feb 2025 (95 % band 25.2 to 43.2, n = 212). "
        "Apr 2025 is not complete: 33.0 so far."
    )


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ([34.0, 20.5, 0.0], "NPS fell from 34.0 in Jan 2025 to 20.5 in Feb 2025"),
        # 0.04 is not written, so it is no rise.
        ([20.0, 20.04, 0.0], "NPS: 20.0 in Feb 2025, as in Jan 2025"),
        ([-13.0, -0.2, 0.0], "NPS rose from −13.0 in Jan 2025 to −0.2 in Feb 2025"),
        # Each is known to ± 9, so their difference to ± √(9² + 9²) = 12.73.
        ([10.0, 22.7, 0.0], "NPS: 22.7 in Feb 2025, no clear change from 10.0 in Jan 2025"),
        ([10.0, 22.8, 0.0], "NPS rose from 10.0 in Jan 2025 to 22.8 in Feb 2025"),
        ([12.0], "NPS: 12.0 in Jan 2025"),
        ([None, 12.0, None], "NPS: 12.0 in Feb 2025"),
    ],
)
def test_title_says_what_happened(values: list[float | None], title: str) -> None:
    assert drawn(result_of(trend_rows(values), Unit.POINTS)).title == title


def test_money_names_its_currency() -> None:
    money = result_of(trend_rows([1200.0, 2400.4, 0.0]), Unit.MONEY)
    assert drawn(money, Look(currency="EUR")).title == (
        "NPS rose from 1,200\xa0EUR in Jan 2025 to 2,400\xa0EUR in Feb 2025"
    )


def test_a_missing_value_is_a_gap_and_never_zero() -> None:
    picture = drawn(result_of(trend_rows([21.0, None, 34.0, 30.0]), Unit.POINTS))
    values = [row["value"] for row in rows(picture, "solid")]
    assert values == [21.0, None, 34.0]
    assert rows(picture, "solid")[1]["value_text"] == "—"
    assert rows(picture, "solid")[1]["low"] is None


def test_a_value_that_is_not_finite_is_a_gap() -> None:
    picture = drawn(result_of(trend_rows([21.0, float("inf"), float("nan"), 30.0, 1.0]), Unit.POINTS))
    assert [row["value"] for row in rows(picture, "solid")] == [21.0, None, None, 30.0]


def test_the_period_that_is_not_over_hangs_on_a_dashed_line_from_the_last_that_is() -> None:
    picture = drawn(result_of(trend_rows([21.0, 30.0, 34.0]), Unit.POINTS))
    (not_over,) = rows(picture, "open")
    (join,) = rows(picture, "join")
    assert (join["x"], join["value"]) == (rows(picture, "solid")[1]["x"], 30.0)
    assert (not_over["value"], not_over["fill"], not_over["state"]) == (34.0, "open", INCOMPLETE)


def test_a_first_period_that_is_cut_hangs_on_a_dashed_line_of_its_own_and_in_no_title() -> None:
    cut = trend_rows([90.0, 21.0, 30.0, 34.0])
    cut[0]["complete"] = False
    picture = drawn(result_of(cut, Unit.POINTS))
    # The way from January ends in February; a gap keeps it apart from that of April, which begins in March.
    assert [row["value"] for row in rows(picture, "join")] == [21.0, None, 30.0]
    assert [row["value"] for row in rows(picture, "open")] == [90.0, 34.0]
    assert "90.0" not in picture.title


def test_a_title_compares_no_two_periods_that_are_not_complete() -> None:
    cut = trend_rows([90.0, 21.0])
    cut[0]["complete"] = False
    assert drawn(result_of(cut, Unit.POINTS)).title == "NPS: 21.0 in Feb 2025"


def test_nothing_joins_a_period_that_is_not_over_to_a_gap() -> None:
    assert rows(drawn(result_of(trend_rows([21.0, None, 34.0]), Unit.POINTS)), "join") == []


def test_few_answers_are_grey_where_they_make_a_rate_and_not_where_they_make_a_sum() -> None:
    few = trend_rows([21.0, 30.0, 34.0], n=4)
    assert {row["stroke"] for row in rows(drawn(result_of(few, Unit.POINTS)), "solid")} == {"thin"}
    assert {row["stroke"] for row in rows(drawn(result_of(few, Unit.MONEY)), "solid")} == {"0"}
    enough = trend_rows([21.0, 30.0, 34.0], n=5)
    assert {row["stroke"] for row in rows(drawn(result_of(enough, Unit.POINTS)), "solid")} == {"0"}


def test_of_many_segments_the_five_with_the_largest_n_are_drawn_and_the_others_named() -> None:
    many = [row for index in range(7) for row in trend_rows([10.0 + index, 12.0, 1.0], f"S{index}", n=100 - index)]
    picture = drawn(result_of(many, Unit.POINTS))
    assert {row["name"] for row in rows(picture, "solid")} == {"S0", "S1", "S2", "S3", "S4"}
    assert picture.notes == ("The 5 with the largest n are drawn. Not drawn: S5 and S6.",)


def test_a_segment_alone_in_the_last_period_is_not_compared() -> None:
    north = trend_rows([10.0, 20.0, 90.0, 5.0], "North")
    # South has no value in March, where North has its highest.
    south = trend_rows([30.0, 40.0, None, 5.0], "South")
    picture = drawn(result_of([*north, *south], Unit.POINTS))
    assert picture.title == "NPS in Mar 2025: too few behind each segment to compare"
    assert "North 90.0 in Mar 2025 (95 % band 81.0 to 99.0, n = 200)" in picture.alt


def test_segments_that_are_never_there_together_are_not_compared() -> None:
    apart = [*trend_rows([10.0, None, None], "North"), *trend_rows([None, 30.0, None], "South")]
    assert drawn(result_of(apart, Unit.POINTS)).title == "NPS in Feb 2025: too few behind each segment to compare"


def test_a_moment_is_the_first_of_its_month_in_utc() -> None:
    picture = drawn(result_of(trend_rows([1.0, 2.0, 3.0]), Unit.POINTS))
    # 2025-01-01T00:00Z is 1,735,689,600 s after 1970.
    assert rows(picture, "solid")[0]["x"] == 1_735_689_600_000.0


@pytest.mark.parametrize(
    ("grain", "words"),
    [
        (Grain.YEAR, "2025"),
        (Grain.QUARTER, "Q1 2025"),
        (Grain.MONTH, "Jan 2025"),
        (Grain.WEEK, "week of 1 Jan 2025"),
        (Grain.DAY, "1 Jan 2025"),
    ],
)
def test_a_period_is_called_by_its_grain(grain: Grain, words: str) -> None:
    picture = drawn(result_of([{"period": month(0), "value": 3.0}], Unit.SCORE, grain))
    assert picture.title == f"NPS: 3 in {words}"


def test_marked_days_within_the_drawn_time_are_drawn_as_they_are_written() -> None:
    days = pa.table(
        {
            "date": pa.array([date(2025, 2, 10), date(2024, 12, 31), date(2025, 1, 5), None], pa.date32()),
            "text": ["Launch <b>", "Too early", "Price change", "No day"],
        }
    )
    picture = drawn(result_of(trend_rows([1.0, 2.0, 3.0]), Unit.POINTS), annotations=days)
    assert [row["name"] for row in rows(picture, "note")] == ["Price change", "Launch <b>"]
    assert [row["side"] for row in rows(picture, "note")] == ["left", "right"]
    assert [row["when"] for row in rows(picture, "note")] == ["5 Jan 2025", "10 Feb 2025"]
    assert [row["value_text"] for row in rows(picture, "note")] == ["1", "2"]
    assert picture.notes[0] == "1: Price change (5 Jan 2025). 2: Launch <b> (10 Feb 2025)."


def test_labels_of_near_lines_are_moved_apart_and_of_far_lines_are_not() -> None:
    # A line of text is 0.065 of the height: 6.5 of 100. 50 and 51 move to 47.25 and 53.75 around their middle.
    assert spread([50.0, 51.0, 0.0], 100.0) == pytest.approx([47.25, 53.75, 0.0])
    assert spread([3.0, 3.0], 0.0) == [3.0, 3.0]


def test_a_sentence_does_not_rest_on_few_answers_where_there_are_more() -> None:
    values = trend_rows([90.0, 20.0, 35.0, 80.0, 1.0])
    few = [row | ({"n": 4} if index in (0, 3) else {}) for index, row in enumerate(values)]
    assert drawn(result_of(few, Unit.POINTS)).title == "NPS rose from 20.0 in Feb 2025 to 35.0 in Mar 2025"


def test_what_happened_in_the_last_period_is_marked_at_it_and_what_came_after_is_not() -> None:
    # March 2025 is the last of three months, and stands at its first day.
    days = pa.table({"date": pa.array([date(2025, 3, 20), date(2025, 4, 1)], pa.date32()), "text": ["In", "After"]})
    picture = drawn(result_of(trend_rows([1.0, 2.0, 3.0]), Unit.POINTS), annotations=days)
    march = datetime(2025, 3, 1, tzinfo=UTC).timestamp() * 1000
    assert [(row["name"], row["x"], row["when"]) for row in rows(picture, "note")] == [("In", march, "20 Mar 2025")]


def test_a_note_on_one_cohort_is_no_mark_in_time() -> None:
    days = pa.table(
        {"date": pa.array([date(2025, 2, 1)] * 2, pa.date32()), "text": ["All", "One"], "cohort": [None, "Feb 2025"]}
    )
    picture = drawn(result_of(trend_rows([1.0, 2.0, 3.0]), Unit.POINTS), annotations=days)
    assert [row["name"] for row in rows(picture, "note")] == ["All"]


@pytest.mark.parametrize(
    ("south", "n", "title"),
    [
        # ± 9 each: a difference of 20 is certain, one of 10 is none (Zou & Donner: ± 12.7).
        (40.0, 30, "NPS in Jan 2025: higher in South (40.0), lower in North (20.0) than elsewhere"),
        (30.0, 30, "NPS in Jan 2025: no segment differs clearly (20.0 to 30.0)"),
        # With fewer than 30 behind nobody is ranked, however far apart.
        (90.0, 29, "NPS in Jan 2025: too few behind each segment to compare"),
    ],
)
def test_a_title_of_segments_passes_the_test_of_the_table_beside_it(south: float, n: int, title: str) -> None:
    rows = [*trend_rows([20.0, 0.0], "North", n=n), *trend_rows([south, 0.0], "South", n=n)]
    assert drawn(result_of(rows, Unit.POINTS)).title == title


def test_a_year_ago_is_the_comparison_where_the_page_compares_with_it() -> None:
    values: list[float | None] = [10.0] * 12 + [40.0, 0.0]
    result = result_of(trend_rows(values), Unit.POINTS)
    yearly = replace(result, scope=replace(result.scope, compare=Compare.YEAR))
    assert drawn(yearly).title == "NPS rose from 10.0 in Jan 2025 to 40.0 in Jan 2026"
    nothing = replace(result, scope=replace(result.scope, compare=Compare.NONE))
    assert drawn(nothing).title == "NPS: 40.0 in Jan 2026"


def test_a_band_is_cut_where_it_leaves_the_range_of_the_points_and_its_words_are_not() -> None:
    values = trend_rows([20.0, 30.0, 40.0])
    values[0] |= {"low": -80.0, "high": 35.0}
    picture = drawn(result_of(values, Unit.POINTS))
    first = rows(picture, "solid")[0]
    # The points lie from 20 to 40: half of that below them is 10.
    assert (first["low"], first["high"], first["band_text"]) == (10.0, 35.0, "−80.0 to 35.0")
    assert any("cut" in note for note in picture.notes)


def test_a_line_begins_where_its_values_do() -> None:
    picture = drawn(result_of(trend_rows([None, None, 30.0, 40.0]), Unit.POINTS))
    assert [row["value"] for row in rows(picture, "solid")] == [30.0]
