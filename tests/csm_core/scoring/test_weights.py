import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from csm_core.errors import BadValue
from csm_core.scoring.normalise import MISSING
from csm_core.scoring.weights import (
    UNKNOWN,
    MissingRule,
    check_weights,
    contributions,
    score,
    shares,
)

GAP = MISSING


def matrix(rows: list[list[int]]) -> NDArray[np.uint16]:
    return np.asfortranarray(np.array(rows, dtype=np.uint16))


def test_the_score_is_the_weighted_mean_rounded_down_to_a_tenth() -> None:
    # (3·1000 + 2·500 + 2·333) / 7 = 4666 / 7 = 666.57: 666 tenths, shown as 66.6
    assert score(matrix([[1000, 500, 333]]), (3, 2, 2), MissingRule.REWEIGHT).tolist() == [666]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (MissingRule.REWEIGHT, 800),  # (60·800) / 60
        (MissingRule.NEUTRAL, 680),  # (60·800 + 40·500) / 100
        (MissingRule.WORST, 480),  # (60·800 + 40·0) / 100
    ],
)
def test_a_gap_is_filled_as_the_rule_says(rule: MissingRule, expected: int) -> None:
    assert score(matrix([[800, GAP]]), (60, 40), rule).tolist() == [expected]


@pytest.mark.parametrize("rule", MissingRule)
def test_below_half_of_the_weight_known_the_account_is_unknown_and_at_half_it_is_not(
    rule: MissingRule,
) -> None:
    # Known weight 49 of 100, 50 of 100; a component of weight 0 adds no coverage.
    assert score(matrix([[900, GAP, 900]]), (49, 51, 0), rule).tolist() == [UNKNOWN]
    assert score(matrix([[900, GAP, GAP]]), (50, 50, 0), rule).tolist() != [UNKNOWN]
    assert score(matrix([[GAP, GAP, GAP]]), (50, 50, 0), rule).tolist() == [UNKNOWN]


def test_contributions_give_the_left_over_tenths_to_the_largest_remainders() -> None:
    # Sevenths: 3000/7 = 428 rest 4, 1000/7 = 142 rest 6, 666/7 = 95 rest 1. Score 666, floors add up to 665:
    # the one tenth left goes to the second.
    parts = contributions(matrix([[1000, 500, 333]]), (3, 2, 2), MissingRule.REWEIGHT)
    assert parts.tolist() == [[428, 143, 95]]
    # Thirds of 100 each leave rest 1: 33 + 33 + 33 = 99 of 100, the first of the equals gets the tenth.
    assert contributions(matrix([[100, 100, 100]]), (1, 1, 1), MissingRule.WORST).tolist() == [[34, 33, 33]]


def test_a_gap_has_no_contribution_unless_the_rule_puts_something_there() -> None:
    row = matrix([[800, GAP]])
    assert contributions(row, (60, 40), MissingRule.REWEIGHT).tolist() == [[800, GAP]]
    assert contributions(row, (60, 40), MissingRule.NEUTRAL).tolist() == [[480, 200]]
    assert contributions(row, (60, 40), MissingRule.WORST).tolist() == [[480, 0]]
    assert contributions(row, (40, 60), MissingRule.WORST).tolist() == [[GAP, GAP]]  # unknown


def test_shares_add_up_to_one_hundred_and_favour_the_largest_remainders() -> None:
    assert shares((20, 15, 15, 10, 10, 10, 5, 5, 5, 5, 0, 0, 0)) == (20, 15, 15, 10, 10, 10, 5, 5, 5, 5, 0, 0, 0)
    assert shares((1, 1, 1)) == (34, 33, 33)  # 33.3 each, one left, the first of the equals
    assert shares((3, 2, 2)) == (43, 29, 28)  # 42.86, 28.57, 28.57: floors 98, two left: the first, then .57


@pytest.mark.parametrize("bad", [-1, 101, 1.0, "5", True, None, [5], 10**30])
def test_a_weight_that_is_no_whole_number_from_0_to_100_is_refused(bad: object) -> None:
    with pytest.raises(BadValue, match="the weight of nps"):
        check_weights((5, bad), ("csat", "nps"))


def test_all_weights_zero_and_a_wrong_count_are_refused_in_words() -> None:
    with pytest.raises(BadValue, match="above 0"):
        check_weights((0, 0), ("csat", "nps"))
    with pytest.raises(BadValue, match="2, one a component"):
        check_weights((5,), ("csat", "nps"))
    with pytest.raises(BadValue, match="above 0"):
        shares((0, 0))


cells = st.one_of(st.just(GAP), st.integers(0, 1000))
rules = st.sampled_from(MissingRule)


@st.composite
def portfolios(draw: st.DrawFn) -> tuple[NDArray[np.uint16], tuple[int, ...]]:
    width = draw(st.integers(1, 7))
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=12))
    weights = draw(st.lists(st.integers(0, 100), min_size=width, max_size=width).filter(any))
    return matrix(rows), tuple(weights)


def _score_by_loop(row: list[int], weights: tuple[int, ...], rule: MissingRule) -> int:
    points = counted = recorded = 0
    for tenths, weight in zip(row, weights, strict=True):
        if tenths != GAP:
            recorded += weight
            points += weight * tenths
            counted += weight
        elif rule is MissingRule.NEUTRAL:
            points += weight * 500
            counted += weight
        elif rule is MissingRule.WORST:
            counted += weight
    return UNKNOWN if recorded * 2 < sum(weights) else points // counted


@given(portfolios(), rules)
def test_scores_agree_with_a_plain_loop(
    portfolio: tuple[NDArray[np.uint16], tuple[int, ...]], rule: MissingRule
) -> None:
    rows, weights = portfolio
    expected = [_score_by_loop(row, weights, rule) for row in rows.tolist()]
    assert score(rows, weights, rule).tolist() == expected


@given(portfolios(), rules)
def test_contributions_add_up_to_the_score_and_none_is_off_by_a_tenth(
    portfolio: tuple[NDArray[np.uint16], tuple[int, ...]], rule: MissingRule
) -> None:
    rows, weights = portfolio
    parts = contributions(rows, weights, rule)
    for row, row_parts, value in zip(rows.tolist(), parts.tolist(), score(rows, weights, rule), strict=True):
        if value == UNKNOWN:
            assert set(row_parts) == {GAP}
            continue
        assert sum(part for part in row_parts if part != GAP) == value
        reweight = rule is MissingRule.REWEIGHT
        counted = sum(w for c, w in zip(row, weights, strict=True) if not reweight or c != GAP)
        for cell, part, weight in zip(row, row_parts, weights, strict=True):
            assert (part == GAP) == (reweight and cell == GAP)
            if part != GAP:
                filled = (500 if rule is MissingRule.NEUTRAL else 0) if cell == GAP else cell
                assert abs(part - weight * filled / counted) < 1


@given(portfolios(), rules, st.integers(2, 9))
def test_multiplying_all_weights_by_a_whole_number_changes_nothing(
    portfolio: tuple[NDArray[np.uint16], tuple[int, ...]], rule: MissingRule, factor: int
) -> None:
    rows, weights = portfolio
    larger = tuple(weight * factor for weight in weights)
    assert score(rows, larger, rule).tolist() == score(rows, weights, rule).tolist()
    assert contributions(rows, larger, rule).tolist() == contributions(rows, weights, rule).tolist()
    assert shares(larger) == shares(weights)


@given(portfolios(), st.data())
def test_a_blank_never_makes_an_account_healthier_under_worst(
    portfolio: tuple[NDArray[np.uint16], tuple[int, ...]], data: st.DataObject
) -> None:
    rows, weights = portfolio
    blank = data.draw(st.integers(0, rows.shape[1] - 1))
    before = score(rows, weights, MissingRule.WORST)
    blanked = rows.copy()
    blanked[:, blank] = GAP
    after = score(blanked, weights, MissingRule.WORST)
    assert all(b == UNKNOWN or b <= a for a, b in zip(before.tolist(), after.tolist(), strict=True))


@given(portfolios(), rules)
def test_an_accounts_score_does_not_depend_on_the_other_accounts(
    portfolio: tuple[NDArray[np.uint16], tuple[int, ...]], rule: MissingRule
) -> None:
    rows, weights = portfolio
    together = score(rows, weights, rule).tolist()
    assert together == [score(rows[i : i + 1], weights, rule)[0] for i in range(len(rows))]


@given(st.lists(st.integers(0, 100), min_size=1, max_size=13).filter(any))
def test_shares_add_up_exactly_and_none_is_off_by_one(weights: list[int]) -> None:
    parts = shares(weights)
    assert sum(parts) == 100
    assert all(abs(p - w * 100 / sum(weights)) < 1 for p, w in zip(parts, weights, strict=True))
