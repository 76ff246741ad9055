"""Bridges, distributions, accounts and histograms: sums that close, words before colours, nothing invented."""

from csm_core.charts.account_bars import MOST_ACCOUNTS, account_bars
from csm_core.charts.distribution import distribution
from csm_core.charts.look import Look
from csm_core.charts.movements import movements
from csm_core.charts.tone_stack import bands_over_time
from csm_core.charts.waterfall import waterfall
from csm_core.units import Unit
from tests.csm_core.charts.results import bridge_rows, month, result_of

EUR = Look(currency="EUR")


def test_a_waterfall_goes_from_the_start_to_the_end_without_a_gap() -> None:
    picture = waterfall(result_of(bridge_rows(), Unit.MONEY), EUR, name="MRR")
    assert picture is not None
    steps = {row["word"]: (row["from"], row["to"], row["kind"]) for row in picture.data.to_pylist()}
    # February is not over, so January is shown: 1,000 + 300 + 50 − 120 − 30 = 1,200.
    assert steps == {
        "start": (0.0, 1000.0, "level"),
        "new": (1000.0, 1300.0, "gain"),
        "expansion": (1300.0, 1350.0, "gain"),
        "churn": (1350.0, 1230.0, "loss"),
        "contraction": (1230.0, 1200.0, "loss"),
        "end": (0.0, 1200.0, "level"),
    }
    assert picture.title == (
        "MRR: net +200\xa0EUR in Jan 2025 (new +300\xa0EUR, churn −120\xa0EUR, expansion +50\xa0EUR)"
    )
    assert picture.alt == (
        "MRR in Jan 2025: start 1,000\xa0EUR, new +300\xa0EUR, expansion +50\xa0EUR, churn −120\xa0EUR, "
        "contraction −30\xa0EUR, end 1,200\xa0EUR."
    )


def test_a_waterfall_of_the_period_asked_for_says_that_it_is_not_complete() -> None:
    picture = waterfall(result_of(bridge_rows(), Unit.MONEY), EUR, name="MRR", period=month(1))
    assert picture is not None
    assert picture.alt.endswith("end 1,400\xa0EUR. Feb 2025 is not complete.")
    assert waterfall(result_of(bridge_rows(), Unit.MONEY), EUR, name="MRR", period=month(9)) is None


def test_a_waterfall_over_all_periods_adds_up_what_moved_from_the_first_start_to_the_last_end() -> None:
    picture = waterfall(result_of(bridge_rows(3), Unit.MONEY), EUR, name="MRR", is_over_all=True)
    assert picture is not None
    # January and February are over, March is not: 1,000 + 2 × (300 + 50 − 120 − 30) = 1,400.
    texts = {row["word"]: row["value_text"] for row in picture.data.to_pylist()}
    assert texts == {
        "start": "1,000\xa0EUR",
        "new": "+600\xa0EUR",
        "expansion": "+100\xa0EUR",
        "churn": "−240\xa0EUR",
        "contraction": "−60\xa0EUR",
        "end": "1,400\xa0EUR",
    }
    assert picture.title.startswith("MRR: net +400\xa0EUR from Jan 2025 to Feb 2025 (new")


def test_pauses_are_told_with_contraction_and_who_resumes_with_who_came_back() -> None:
    values = {"start": 90.0, "contraction": -5.0, "paused": -10.0, "resumed": 7.0, "reactivation": 8.0, "end": 90.0}
    rows = [{"period": month(0), "series": series, "value": value, "n": 1} for series, value in values.items()]
    picture = waterfall(result_of(rows, Unit.MONEY), EUR, name="MRR")
    assert picture is not None
    texts = {row["word"]: (row["value_text"], row["n_text"]) for row in picture.data.to_pylist()}
    assert texts["contraction"] == ("−15\xa0EUR", "2")
    assert texts["came back"] == ("+15\xa0EUR", "2")
    assert "Contraction counts pauses and came back counts resumed." in picture.notes


def test_a_score_is_shown_on_the_whole_of_its_scale() -> None:
    rows = [
        {"period": month(0), "series": series, "value": value, "n": 9}
        for series, value in (("start", 71.0), ("data", 4.4), ("end", 75.4))
    ]
    picture = waterfall(result_of(rows, Unit.SCORE), EUR, name="Health score")
    assert picture is not None
    assert picture.notes == ()
    assert "'domain': [0, 100]" in str(picture.spec)


def test_bands_over_time_stand_on_each_other_and_say_who_is_at_risk_now_and_before() -> None:
    picture = bands_over_time(
        result_of([row | {"complete": True} for row in _bands()], Unit.COUNT), Look(), name="Health bands"
    )
    assert picture is not None
    january = [row for row in picture.data.to_pylist() if row["when"] == "Jan 2025"]
    assert [(row["word"], row["bottom"], row["top"]) for row in january] == [
        ("at risk", 0.0, 10.0),
        ("watch", 10.0, 40.0),
        ("healthy", 40.0, 95.0),
        ("unknown", 95.0, 100.0),
    ]
    assert picture.title == "Health bands: 15 at risk in Feb 2025, 10 at risk in Jan 2025"


def test_small_movements_are_shown_on_an_axis_that_says_it_does_not_begin_at_zero() -> None:
    large = [row | {"value": 90_000.0} if row["series"] in ("start", "end") else row for row in bridge_rows()]
    near = waterfall(result_of(large, Unit.MONEY), EUR, name="MRR")
    whole = waterfall(result_of(bridge_rows(), Unit.MONEY), EUR, name="MRR")
    assert near is not None
    assert whole is not None
    assert near.notes == ("The axis does not begin at zero.",)
    assert whole.notes == ()
    assert near.spec is not whole.spec


def test_movements_stack_gains_up_and_losses_down_to_their_net() -> None:
    picture = movements(result_of(bridge_rows(), Unit.MONEY), EUR, name="MRR")
    assert picture is not None
    january = [row for row in picture.data.to_pylist() if row["when"] == "Jan 2025"]
    stacks = {row["word"]: (row["bottom"], row["top"]) for row in january if row["part"] == "movement"}
    assert stacks == {"new": (0, 300), "expansion": (300, 350), "churn": (0, -120), "contraction": (-120, -150)}
    assert [row["top"] for row in january if row["part"] == "net"] == [200.0]
    assert {row["complete"] for row in picture.data.to_pylist() if row["when"] == "Feb 2025"} == {False}


def test_the_legend_names_only_the_movements_that_are_there() -> None:
    picture = movements(result_of(bridge_rows(), Unit.MONEY), EUR, name="MRR")
    assert picture is not None
    assert "'new', 'expansion', 'churn', 'contraction', 'net change'" in str(picture.spec)


def test_segments_of_a_bridge_are_added_up_and_gaps_are_not_zeros() -> None:
    rows = [row | {"segment": name} for name in ("North", "South") for row in bridge_rows()]
    rows[0] = rows[0] | {"value": None, "note": "not known"}
    picture = waterfall(result_of(rows, Unit.MONEY), EUR, name="MRR")
    assert picture is not None
    assert {row["word"]: row["value_text"] for row in picture.data.to_pylist()}["new"] == "+600\xa0EUR"
    assert picture.notes == ("All segments are added together.", "1 unknown segment values are left out of the sums.")


def test_a_series_that_no_bridge_knows_is_other() -> None:
    picture = movements(
        result_of([{"period": month(0), "series": "<b>merger</b>", "value": 7.0}], Unit.MONEY), EUR, name="MRR"
    )
    assert picture is not None
    assert {row["word"] for row in picture.data.to_pylist()} == {"other", "net change"}


def _bands() -> list[dict[str, object]]:
    counts = {"at risk": 10.0, "watch": 30.0, "healthy": 55.0, "unknown": 5.0}
    return [
        {"period": month(index), "series": band, "value": count + 5 * index, "n": 9, "complete": index < 1}
        for index in range(2)
        for band, count in counts.items()
    ]


def test_a_distribution_is_of_the_last_period_that_is_over_with_shares_and_the_bands_colours() -> None:
    picture = distribution(result_of(_bands(), Unit.COUNT), Look(), name="Accounts by health")
    assert picture is not None
    assert picture.alt == (
        "Accounts by health in Jan 2025: at risk 10 (10.0\xa0%), watch 30 (30.0\xa0%), healthy 55 (55.0\xa0%), "
        "unknown 5 (5.0\xa0%)."
    )
    assert picture.title == "Accounts by health in Jan 2025: 10 of 100 (10.0\xa0%) at risk"
    assert [row["tone"] for row in picture.data.to_pylist()] == ["bad", "middling", "good", "unknown"]


def test_bands_called_by_colour_are_shown_by_their_words() -> None:
    rows = [{"series": colour, "value": 1.0} for colour in ("red", "amber", "green")]
    picture = distribution(result_of(rows, Unit.COUNT), Look(), name="Health")
    assert picture is not None
    assert picture.data.column("name").to_pylist() == ["at risk", "watch", "healthy"]


def test_rates_have_no_shares_and_few_answers_no_colour() -> None:
    rows = [{"segment": "North", "series": "promoters", "value": 0.75, "n": 4}, {"segment": "South", "value": 0.5}]
    picture = distribution(result_of(rows, Unit.RATE), Look(), name="Share")
    assert picture is not None
    assert picture.alt == "Share: North · promoters 75.0\xa0%, South 50.0\xa0%."
    north = picture.data.to_pylist()[0]
    assert (north["tone"], north["pale"], north["state"]) == ("unknown", True, "few: n below 5")


def test_the_accounts_at_the_asked_end_are_drawn_with_names_and_ties_by_id() -> None:
    rows = [
        {"period": month(1), "account_id": f"A{index:02}", "value": float(index // 2), "n": 1} for index in range(40)
    ]
    stale = [{"period": month(0), "account_id": "A00", "value": 999.0}]
    result = result_of([*rows[::-1], *stale], Unit.SCORE)
    names = {"A38": "Same", "A39": "Same"}
    highest = account_bars(result, Look(), name="Score", names=names)
    lowest = account_bars(result, Look(), name="Score", lowest_first=True)
    assert highest is not None
    assert lowest is not None
    # Two accounts of one name stay two bars.
    assert highest.data.column("name").to_pylist()[:3] == ["Same", "Same", "A36"]
    assert highest.data.column("key").to_pylist() == [str(row_index) for row_index in range(MOST_ACCOUNTS)]
    assert lowest.data.column("name").to_pylist()[:3] == ["A00", "A01", "A02"]
    assert highest.notes == ("The 15 highest of 40 accounts are drawn.",)
