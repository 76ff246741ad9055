"""Who moves band under another score, and why."""

from __future__ import annotations

import numpy as np
import pytest

from csm_core.scoring.band_moves import MoveTotal, Scored, move_totals, movers, reasons
from csm_core.scoring.bands import Cutoffs, bands
from csm_core.scoring.weights import UNKNOWN, MissingRule, score

NAMES = ("Use", "Voice", "Money")


def scored(
    rows: list[list[int]],
    weights: tuple[int, ...],
    missing: MissingRule = MissingRule.REWEIGHT,
    cuts: Cutoffs | None = None,
) -> Scored:
    tenths = np.array(rows, dtype=np.uint16)
    scores = score(tenths, weights, missing)
    return Scored(NAMES, tenths, weights, missing, scores, bands(scores, cuts or Cutoffs()))


def test_the_component_that_counts_more_and_is_worse_than_the_score_is_why_an_account_falls() -> None:
    # Shares 1/3 each: (90 + 60 + 10) / 3 = 53. With Money at half: (90 + 60 + 2·10) / 4 = 42.5: below a cut at 50.
    rows = [[900, 600, 100]]
    before, after = scored(rows, (10, 10, 10), cuts=Cutoffs(50, 70)), scored(rows, (10, 10, 20), cuts=Cutoffs(50, 70))
    (reason,) = reasons(before, after, movers(before, after, np.array([5.0])))
    assert reason is not None
    assert (reason.component, reason.words) == ("Money", "Money (10 of 100) counts more")
    assert (reason.share_before, reason.share_after) == (pytest.approx(1 / 3), 0.5)


def test_a_good_component_that_counts_less_is_why_an_account_falls() -> None:
    # (90 + 60 + 60) / 3 = 70 healthy; with Use at 0: 60, to watch. Use lost its share and was better than the score.
    rows = [[900, 600, 600]]
    before, after = scored(rows, (10, 10, 10)), scored(rows, (0, 10, 10))
    (reason,) = reasons(before, after, [0])
    assert reason is not None
    assert reason.words == "Use (90 of 100) counts less"


def test_other_points_under_the_same_weights_are_said_as_points() -> None:
    before, after = scored([[900, 600, 600]], (10, 10, 10)), scored([[300, 600, 600]], (10, 10, 10))
    (reason,) = reasons(before, after, [0])
    assert reason is not None
    assert reason.words == "Use: 90 → 30 points"


def test_a_gap_that_comes_to_count_is_said_to_count() -> None:
    # Reweighted: (80 + 80) / 2 = 80; with the gap as the worst: 160 / 3 = 53.
    rows = [[800, 800, UNKNOWN]]
    before, after = scored(rows, (10, 10, 10)), scored(rows, (10, 10, 10), MissingRule.WORST)
    (reason,) = reasons(before, after, [0])
    assert reason is not None
    assert reason.words == "Money counts now"


def test_movers_come_by_mrr_and_the_unknown_worth_last() -> None:
    rows = [[900, 100, 0], [900, 100, 0], [500, 500, 500], [900, 100, 0]]
    before, after = scored(rows, (10, 0, 0)), scored(rows, (0, 10, 0))
    mrr = np.array([np.nan, 20.0, 99.0, 70.0])
    assert movers(before, after, mrr).tolist() == [3, 1, 0]
    assert move_totals(before, after, mrr) == {"fall": MoveTotal(3, 90.0)}


def test_who_becomes_unknown_is_neither_risen_nor_fallen_and_has_no_reason() -> None:
    rows = [[900, UNKNOWN, UNKNOWN]]
    before, after = scored(rows, (10, 5, 0)), scored(rows, (10, 15, 0))  # 10 of 15 known, then 10 of 25
    assert move_totals(before, after, np.array([np.nan])) == {"become unknown": MoveTotal(1, None)}
    assert reasons(before, after, [0]) == [None]


def test_scores_of_other_components_are_set_side_by_side_by_name() -> None:
    before = scored([[500, 500, 500]], (10, 10, 10))
    tenths = np.array([[500, 500, 500, 0]], dtype=np.uint16)
    scores = score(tenths, (10, 10, 10, 10), MissingRule.REWEIGHT)
    after = Scored(
        (*NAMES, "Seats"), tenths, (10, 10, 10, 10), MissingRule.REWEIGHT, scores, bands(scores, Cutoffs())
    )
    (reason,) = reasons(before, after, [0])
    assert reason is not None
    assert reason.words == "Seats counts now"


@pytest.mark.parametrize("seed", range(5))
def test_the_named_component_never_pulls_against_the_way_the_score_went(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, 1001, (200, 3)).tolist()
    weights = [tuple(int(w) for w in rng.integers(1, 101, 3)) for _ in range(2)]
    before, after = scored(rows, weights[0]), scored(rows, weights[1])
    for index, reason in enumerate(reasons(before, after, range(200))):
        if reason is None:
            assert before.scores[index] == after.scores[index]
            continue
        middle = (int(before.scores[index]) + int(after.scores[index])) / 20
        assert reason.points_after is not None
        pull = (reason.share_after - reason.share_before) * (reason.points_after - middle)
        assert np.sign(pull) == np.sign(int(after.scores[index]) - int(before.scores[index]))
