import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_core.errors import BadValue
from csm_core.scoring.components import COMPONENTS, Direction
from csm_core.scoring.normalise import MISSING, MinMax, Percentile, Rule, Thresholds, normalise

TREND = Thresholds(((0.5, 0.0), (1.0, 75.0), (1.25, 100.0)))


def tenths(values: list[float], rule: Rule, group: list[int] | None = None) -> list[int]:
    groups = None if group is None else np.array(group, dtype=np.int64)
    return normalise(np.array(values, dtype=np.float64), rule, groups).tolist()


def test_thresholds_are_linear_between_the_points_and_flat_beyond() -> None:
    # 0.75 is half way from 0.5 to 1: half of 75 points = 37.5. 1.1 is 0.4 of the way from 1 to 1.25: 75 + 10.
    assert tenths([0.2, 0.5, 0.75, 1.0, 1.1, 1.25, 9.0], TREND) == [0, 0, 375, 750, 850, 1000, 1000]


def test_falling_thresholds_give_few_tickets_the_high_score() -> None:
    # 0 tickets 100, 5 tickets 0: one ticket costs 20 points.
    assert tenths([0, 1, 4, 5, 12], Thresholds(((0, 100), (5, 0)))) == [1000, 800, 200, 0, 0]


def test_a_gap_stays_a_gap_and_infinity_takes_the_score_of_its_end() -> None:
    assert tenths([np.nan, np.inf, -np.inf], TREND) == [MISSING, 1000, 0]


def test_half_a_tenth_rounds_up_even_where_a_double_falls_just_short() -> None:
    # 0 to 3 in points of 100: 0.0015 of the way is 0.05 points, half a tenth; 0.0045/3*1000 = 1.5 tenths -> 2.
    assert tenths([0.0045, 0.0044], MinMax(0, 3, Direction.UP)) == [2, 1]
    # 1.005 - 1 is 0.00499999999999989 in doubles, by hand half a tenth of the way from 1 to 11.
    assert tenths([1.005], MinMax(1, 11, Direction.UP)) == [1]


def test_min_max_caps_hold_both_ends_in_either_direction() -> None:
    assert tenths([-5, 10, 15, 20, 99], MinMax(10, 20, Direction.UP)) == [0, 0, 500, 1000, 1000]
    assert tenths([-5, 10, 15, 20, 99], MinMax(10, 20, Direction.DOWN)) == [1000, 1000, 500, 0, 0]


def test_percentile_is_the_share_of_the_others_that_are_worse_ties_half() -> None:
    # Of four others: 1 has 0 below; each 2 has one below and ties with one: 1.5 of 4; 5 has 3; 9 has 4.
    assert tenths([2, 9, 1, 2, 5], Percentile(Direction.UP)) == [375, 1000, 0, 375, 750]
    assert tenths([2, 9, 1, 2, 5], Percentile(Direction.DOWN)) == [625, 0, 1000, 625, 250]


def test_percentile_looks_at_its_own_group_and_at_accounts_that_have_a_value() -> None:
    # Group 7: 10 and 30. Group 8: 20, 20 and a gap: the two tie, half of one other each. Group 9: alone.
    assert tenths([10, 20, 30, 20, np.nan, 5], Percentile(Direction.UP), [7, 8, 7, 8, 8, 9]) == [
        0,
        500,
        1000,
        500,
        MISSING,
        MISSING,
    ]


def test_an_empty_portfolio_gives_an_empty_column() -> None:
    for rule in (TREND, MinMax(0, 1, Direction.UP), Percentile(Direction.UP)):
        assert tenths([], rule) == []


@pytest.mark.parametrize(
    "points", [((0, 0),), ((1, 0), (1, 100)), ((2, 0), (1, 100)), ((0, 0), (1, 101)), ((0, 0), (np.nan, 100))]
)
def test_points_that_are_no_rising_line_are_refused(points: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(BadValue, match="at least two"):
        Thresholds(points)


@pytest.mark.parametrize(("low", "high"), [(1.0, 1.0), (2.0, 1.0), (np.nan, 1.0)])
def test_caps_that_leave_no_room_are_refused(low: float, high: float) -> None:
    with pytest.raises(BadValue, match="low cap below"):
        MinMax(low, high, Direction.UP)


raw_values = st.lists(
    st.one_of(st.just(float("nan")), st.floats(-3, 30), st.integers(0, 5).map(float)), min_size=1, max_size=30
)


def _percentile_by_counting(values: list[float], groups: list[int], direction: Direction) -> list[int]:
    worse = (lambda a, b: a < b) if direction is Direction.UP else (lambda a, b: a > b)
    out = []
    for value, group in zip(values, groups, strict=True):
        others = [v for v, g in zip(values, groups, strict=True) if g == group and v == v]
        if value != value or len(others) < 2:
            out.append(MISSING)
            continue
        halves = sum(2 * worse(v, value) + (v == value) for v in others) - 1
        numerator, denominator = 1000 * halves, 2 * (len(others) - 1)
        out.append((2 * numerator + denominator) // (2 * denominator))
    return out


@given(raw_values, st.data(), st.sampled_from(Direction))
def test_percentile_agrees_with_counting_every_pair(
    values: list[float], data: st.DataObject, direction: Direction
) -> None:
    groups = data.draw(st.lists(st.integers(0, 3), min_size=len(values), max_size=len(values)))
    expected = _percentile_by_counting(values, groups, direction)
    assert tenths(values, Percentile(direction), groups) == expected


@given(raw_values, st.integers(0, len(COMPONENTS) - 1), st.data())
def test_an_account_keeps_its_tenths_when_others_leave_unless_the_rule_is_percentile(
    values: list[float], which: int, data: st.DataObject
) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values)))
    staying = [value for value, keep in zip(values, kept, strict=True) if keep]
    for rule in (Thresholds(COMPONENTS[which].points), MinMax(0, 10, Direction.DOWN)):
        before = [t for t, keep in zip(tenths(values, rule), kept, strict=True) if keep]
        assert tenths(staying, rule) == before
