"""A change of score taken apart: by plain loops over every order of the causes, and by hand."""

import random
from itertools import permutations

import numpy as np
import pytest

from csm_core.scoring.normalise import MISSING
from csm_core.scoring.score_parts import TwoDays, coverage_parts, score_parts
from csm_core.scoring.shapley import shapley
from csm_core.scoring.weights import UNKNOWN, MissingRule, score

CAUSES = ("data", "gaps", "definition", "weights")
Tenths = list[list[int | None]]


def array(rows: Tenths) -> np.ndarray:
    return np.array([[MISSING if one is None else one for one in row] for row in rows], dtype=np.uint16)


def one_score(tenths: list[int | None], weights: list[int], rule: MissingRule) -> float | None:
    """A score before it is floored, by hand: what is known, and what stands in for the rest."""
    if rule is MissingRule.REWEIGHT:
        items = [(weight, one) for weight, one in zip(weights, tenths, strict=True) if one is not None]
        total = sum(weight for weight, _ in items)
        return sum(weight * one for weight, one in items) / total if total else None
    filler = 500 if rule is MissingRule.NEUTRAL else 0
    return sum(weight * (filler if one is None else one) for weight, one in zip(weights, tenths, strict=True)) / sum(
        weights
    )


def by_every_order(case: "Case", account: int) -> dict[str, float]:
    """Each cause's part: the mean, over all 24 orders, of what the score does when it comes."""

    def mixed(after: set[str]) -> float | None:
        definition, gaps = int("definition" in after), int("gaps" in after)
        there = case.tenths[gaps][definition][account]
        values = case.tenths[int("data" in after)][definition][account]
        others = case.tenths[1 - int("data" in after)][definition][account]
        row = [
            None if shown is None else (other if item is None else item)
            for shown, item, other in zip(there, values, others, strict=True)
        ]
        return one_score(row, case.weights[int("weights" in after)], case.rules[definition])

    first, last = mixed(set()), mixed(set(CAUSES))
    assert first is not None
    assert last is not None
    actual = dict.fromkeys(CAUSES, 0.0)
    for order in permutations(CAUSES):
        after: set[str] = set()
        for cause in order:
            before = mixed(after)
            after = after | {cause}
            now = mixed(after)
            middle = (first + last) / 2
            actual[cause] += ((middle if now is None else now) - (middle if before is None else before)) / 24
    return actual


class Case:
    """Two days of random accounts, some gaps, two definitions, two sets of weights."""

    def __init__(self, seed: int, accounts: int = 30, components: int = 4) -> None:
        chance = random.Random(seed)
        self.tenths = [
            [
                [
                    [None if chance.random() < 0.25 else chance.randint(0, 1000) for _ in range(components)]
                    for _ in range(accounts)
                ]
                for _ in range(2)
            ]
            for _ in range(2)
        ]
        self.weights = [[chance.randint(0, 100) for _ in range(components)] for _ in range(2)]
        self.rules = [chance.choice(list(MissingRule)) for _ in range(2)]

    def days(self) -> tuple[TwoDays, np.ndarray, np.ndarray]:
        """The case for the code under test, and the official scores, of those with one on both days."""
        both = [[array(self.tenths[day][definition]) for definition in (0, 1)] for day in (0, 1)]
        before = score(both[0][0], self.weights[0], self.rules[0])
        after = score(both[1][1], self.weights[1], self.rules[1])
        self.kept = np.flatnonzero((before != UNKNOWN) & (after != UNKNOWN))
        cut = tuple(tuple(one[self.kept] for one in day) for day in both)
        weights, rules = (self.weights[0], self.weights[1]), (self.rules[0], self.rules[1])
        return TwoDays(cut, weights, rules), before[self.kept], after[self.kept]  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(12))
def test_parts_are_the_mean_over_every_order_and_add_up_exactly(seed: int) -> None:
    case = Case(seed)
    days, before, after = case.days()
    parts = score_parts(days, before, after)
    summed = parts.data.sum(axis=1) + parts.gaps + parts.definition + parts.weights
    assert len(before)
    assert (summed == after.astype(int) - before.astype(int)).all()
    for index, account in enumerate(case.kept):
        wanted = by_every_order(case, int(account))
        # Each part is brought to a whole tenth, up or down; the data's is a sum of as many as there are components.
        assert abs(parts.data[index].sum() - wanted["data"]) <= parts.data.shape[1]
        for cause in ("gaps", "definition", "weights"):
            assert abs(getattr(parts, cause)[index] - wanted[cause]) < 1 + 1e-6, (cause, wanted)


def two_days(before: Tenths, after: Tenths, weights: tuple[list[int], list[int]]) -> TwoDays:
    reweight = (MissingRule.REWEIGHT, MissingRule.REWEIGHT)
    return TwoDays(((array(before), array(before)), (array(after), array(after))), weights, reweight)


def parts_of(days: TwoDays) -> tuple[list[int], int, int, int]:
    before = score(days.tenths[0][0], days.weights[0], days.missing[0])
    after = score(days.tenths[1][1], days.weights[1], days.missing[1])
    parts = score_parts(days, before, after)
    return parts.data[0].tolist(), int(parts.gaps[0]), int(parts.definition[0]), int(parts.weights[0])


def test_what_did_not_change_gets_nothing() -> None:
    # Half of the weight fell from 800 to 600: the score falls by 100 tenths, all of it by the first component.
    assert parts_of(two_days([[800, 400]], [[600, 400]], ([1, 1], [1, 1]))) == ([-100, 0], 0, 0, 0)


def test_a_component_that_ceased_to_be_known_is_a_gap_and_no_data() -> None:
    # (800 + 400) / 2 = 600; with the second gone, 800.
    assert parts_of(two_days([[800, 400]], [[800, None]], ([1, 1], [1, 1]))) == ([0, 0], 200, 0, 0)


def test_weights_and_data_that_changed_together_share_their_joint_effect() -> None:
    # Before 0.5 × 800 + 0.5 × 400 = 600, after 1 × 600 = 600. The new weights alone: 800 (+200); the new data alone:
    # 500 (-100). Data first -100, last -200: -150; weights first +200, last +100: +150.
    assert parts_of(two_days([[800, 400]], [[600, 400]], ([1, 1], [1, 0]))) == ([-150, 0], 0, 0, 150)


def test_a_rule_for_gaps_that_changed_is_a_definition_that_changed() -> None:
    same = array([[800, None]])
    days = TwoDays(((same, same), (same, same)), ([1, 1], [1, 1]), (MissingRule.REWEIGHT, MissingRule.WORST))
    assert parts_of(days) == ([0, 0], 0, -400, 0)


def test_too_little_known_is_due_to_what_made_it_so() -> None:
    # The first of two equal weights was known on both days, the second on none: then it got all the weight.
    by_weights = coverage_parts(two_days([[800, None]], [[800, None]], ([1, 1], [0, 1])))
    assert [float(part[0]) for part in by_weights] == [0, 0, -1]
    by_gaps = coverage_parts(two_days([[800, 400]], [[None, None]], ([1, 1], [1, 1])))
    assert [float(part[0]) for part in by_gaps] == [-1, 0, 0]


def test_shapley_values_of_a_game_worked_by_hand() -> None:
    # v = 3a + 5b + 2ab: the joint 2 is shared, so a gets 4 and b gets 6.
    a, b = shapley(lambda on: np.array([3.0 * on[0] + 5.0 * on[1] + 2.0 * on[0] * on[1]]), 2)
    assert (float(a[0]), float(b[0])) == (4.0, 6.0)
