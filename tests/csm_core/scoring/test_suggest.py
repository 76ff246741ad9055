"""Weights learned from a past that was made from known ones, and from one that tells nothing."""

import numpy as np

from csm_core.scoring.holdout import FEWEST_TO_CHECK, FEWEST_TO_LEARN, cut_in_two, what_is_missing
from csm_core.scoring.lessons import Lessons, Signals
from csm_core.scoring.normalise import MISSING
from csm_core.scoring.suggest import suggest, weights_at
from csm_core.scoring.weights import MissingRule, score
from csm_core.stats.auc_of_scores import auc_value

HORIZON = 90


def past(
    seed: int, truth: tuple[float, ...], accounts: int = 400, months: int = 24, gaps: float = 0.0, base: float = -4.0
) -> Lessons:
    """Month-ends of accounts whose chance to be lost falls with the points, as `truth` says (log odds a standard
    deviation); who is lost has no later month-end."""
    chance = np.random.default_rng(seed)
    rows = []
    for account in range(accounts):
        lasting = chance.normal(size=len(truth))
        for month in range(months):
            health = 0.8 * lasting + 0.6 * chance.normal(size=len(truth))
            tenths = np.clip(500 + 180 * health, 0, 1000).astype(int)
            lost = chance.random() < 1 / (1 + np.exp(-(base - health @ np.array(truth))))
            shown = [MISSING if chance.random() < gaps else int(one) for one in tenths]
            rows.append((account, 30 * month, lost, *shown))
            if lost:
                break
    table = np.array(rows)
    order = np.lexsort((table[:, 0], table[:, 1]))
    table = table[order]
    return Lessons(
        table[:, 3:].astype(np.uint16),
        table[:, 2].astype(bool),
        table[:, 0].astype(np.int32),
        table[:, 1].astype(np.int32),
        np.ones(len(table)),
    )


def test_weights_are_those_that_the_past_was_made_from() -> None:
    suggestion = suggest(past(1, (1.2, 0.6, 0.0)), 30, 0.5, draws=20)
    first, second, third = suggestion.weights
    assert sum(suggestion.weights) == 100
    # 1.2 to 0.6 is two to one: 67 and 33; the penalty and chance move that by some points.
    assert 55 <= first <= 80
    assert 20 <= second <= 45
    assert third <= 8
    chosen = (suggestion.draws > 0).mean(axis=0)
    assert chosen[0] == chosen[1] == 1.0
    assert (suggestion.draws.sum(axis=1) == 100).all()


def test_a_weight_is_for_a_point_not_for_a_deviation() -> None:
    lessons = past(1, (0.9, 0.9))
    tenths = lessons.tenths.copy()
    # The first tells as much in half as many points: each of its points says twice as much.
    tenths[:, 0] = 250 + tenths[:, 0] // 2
    narrow = Lessons(tenths, lessons.churned, lessons.account, lessons.day, lessons.row_weight)
    assert abs(suggest(narrow, 30, 0.5, 0).weights[0] - 67) <= 6


def test_a_component_that_speaks_against_its_own_meaning_gets_nothing() -> None:
    suggestion = suggest(past(2, (1.0, -0.8)), 30, 0.5, draws=5)
    assert suggestion.weights == (100, 0)


def test_shuffled_outcomes_mostly_get_no_weights_at_all() -> None:
    lessons = past(3, (1.0, 0.5, 0.5))
    actual = 0
    for seed in range(10):
        shuffled = np.random.default_rng(seed).permutation(lessons.churned)
        one = Lessons(lessons.tenths, shuffled, lessons.account, lessons.day, lessons.row_weight)
        actual += any(suggest(one, 30, 0.5, 0).weights)
    # Within one standard error of nothing is nothing; by chance one in six lies beyond it on this side.
    assert actual <= 3


def test_gaps_carry_neither_good_nor_bad_and_what_is_seldom_known_is_left_out() -> None:
    lessons = past(4, (1.0, 1.0), gaps=0.3)
    tenths = np.column_stack([lessons.tenths, lessons.tenths[:, 0]])
    # The third is the first again, but known of one in five: it can't carry a weight.
    tenths[np.random.default_rng(0).random(len(tenths)) < 0.8, 2] = MISSING
    suggestion = suggest(
        Lessons(tenths, lessons.churned, lessons.account, lessons.day, lessons.row_weight), 30, 0.5, 5
    )
    assert abs(suggestion.weights[0] - 50) <= 12
    assert suggestion.weights[2] == 0
    assert Signals.of(
        Lessons(tenths, lessons.churned, lessons.account, lessons.day, lessons.row_weight)
    ).used.tolist() == [0, 1]


def test_signals_have_mean_zero_and_deviation_one_where_they_are_known() -> None:
    lessons = past(5, (0.5, 0.5), gaps=0.2)
    x = Signals.of(lessons).read(lessons)
    assert x.shape[1] == 4  # two components, and of each whether there is a gap
    for index in range(2):
        is_known = lessons.tenths[:, index] != MISSING
        assert abs(x[is_known, index].mean()) < 1e-9
        assert abs(x[is_known, index].std() - 1) < 1e-9
        assert (x[~is_known, index] == 0).all()
        assert abs(x[:, 2 + index].mean()) < 1e-9


def test_the_fit_made_again_with_its_penalty_is_the_same() -> None:
    lessons = past(6, (1.0, 0.3, 0.1), gaps=0.1)
    suggestion = suggest(lessons, 30, 0.5, draws=2)
    assert weights_at(lessons, suggestion.penalty, suggestion.mix) == suggestion.weights


def test_the_order_of_the_rows_changes_nothing() -> None:
    lessons = past(7, (1.0, 0.3))
    order = np.random.default_rng(1).permutation(lessons.churned.size)
    mixed = Lessons(
        *(getattr(lessons, name)[order] for name in ("tenths", "churned", "account", "day", "row_weight"))
    )
    one, other = suggest(lessons, 30, 0.5, draws=10), suggest(mixed, 30, 0.5, draws=10)
    assert one.weights == other.weights
    assert np.abs(one.draws - other.draws).max() <= 1


def test_a_large_past_is_learned_from_a_sample_that_stands_for_it() -> None:
    lessons = past(8, (1.2, 0.6), accounts=3000)
    small = lessons.representative()
    assert small.churned.size < 22_000 < lessons.churned.size
    assert small.lost() == lessons.lost()
    assert abs(small.row_weight.sum() - lessons.churned.size) < 0.02 * lessons.churned.size
    whole = weights_at(lessons, 0.001, 0.5)
    assert abs(weights_at(small, 0.001, 0.5)[0] - whole[0]) <= 6


def test_the_cut_leaves_the_horizon_between_and_a_third_of_the_losses_to_check_on() -> None:
    lessons = past(9, (1.0, 0.5))
    cut = cut_in_two(lessons, HORIZON)
    assert cut.is_enough
    assert lessons.day[cut.learn].max() + HORIZON <= lessons.day[cut.check].min()
    assert 0.25 < cut.lost_to_check / (cut.lost_to_check + cut.lost_to_learn) < 0.42
    assert not (cut.learn & cut.check).any()


def test_suggested_weights_beat_equal_ones_on_month_ends_that_they_were_not_fitted_to() -> None:
    lessons = past(10, (1.5, 0.5, 0.0, 0.0))
    cut = cut_in_two(lessons, 30)
    weights = suggest(lessons.part(cut.learn), 30, 0.5, draws=2).weights
    later = lessons.part(cut.check)
    items = [
        auc_value(score(later.tenths, each, MissingRule.REWEIGHT), later.churned) for each in (weights, (1,) * 4)
    ]
    assert items[0] is not None
    assert items[1] is not None
    assert items[0] > items[1] + 0.05


def test_too_few_losses_are_refused_and_it_is_said_how_much_is_missing() -> None:
    lessons = past(11, (1.0, 0.5), accounts=30, base=-5.5)
    cut = cut_in_two(lessons, HORIZON)
    assert not cut.is_enough
    text = what_is_missing(lessons, cut)
    assert f"{cut.lost_to_learn} lost accounts to learn from" in text
    assert f"at least {FEWEST_TO_LEARN} and {FEWEST_TO_CHECK}" in text
    # 24 month-ends of 30 days are 690 days or 22.67 months.
    wanted = max(0, FEWEST_TO_LEARN - cut.lost_to_learn) + max(0, FEWEST_TO_CHECK - cut.lost_to_check)
    months = np.ceil(wanted / (lessons.lost() / (float(lessons.day.max() - lessons.day.min()) / 30.4375)))
    assert f"about {int(months)} more months" in text


def test_nobody_lost_at_all_promises_no_date() -> None:
    lessons = past(12, (0.0,), accounts=20, base=-40.0)
    text = what_is_missing(lessons, cut_in_two(lessons, HORIZON))
    assert "Nobody was lost" in text
    assert "more months" not in text
