"""The replay against loops over its rows, and what must not change it."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from statistics import median

import numpy as np
import pytest

from csm_core.errors import BadValue
from csm_core.scoring.bands import Band, Cutoffs
from csm_core.scoring.compare import compare
from csm_core.scoring.history import Refusal
from csm_core.scoring.replay import replay
from csm_core.scoring.replay_lists import green_and_lost, red_and_stayed
from csm_core.scoring.verdict import verdict
from csm_core.scoring.weights import UNKNOWN, MissingRule, check_weights
from tests.csm_core.scoring.histories import Past, past

WEIGHTS = (20, 15, 15, *[0] * 10)
OTHER = (0, 0, 40, *[0] * 10)
CUTS = Cutoffs(40, 70)


def replayed(given: Past, weights=WEIGHTS, missing=MissingRule.REWEIGHT):
    return replay(given.history, given.tenths, weights, missing, CUTS)


def loops(given: Past, weights=WEIGHTS):
    """Rows as plain Python: account, day, tenths (None: unknown), band, days to the loss (0: none), MRR."""
    history, rows = given.history, []
    for row in range(len(history.account)):
        points = recorded = 0
        for index, weight in enumerate(weights):
            tenths = int(given.tenths[row, index])
            if weight and tenths != 65535:
                points, recorded = points + weight * tenths, recorded + weight
        score = points // recorded if 2 * recorded >= sum(weights) else None
        band = "unknown" if score is None else "red" if score < 400 else "amber" if score < 700 else "green"
        rows.append(
            (
                int(history.account[row]),
                int(history.day[row]),
                score,
                band,
                int(history.lost_in[row]),
                float(history.mrr[row]),
            )
        )
    return rows


@pytest.mark.parametrize("seed", range(6))
def test_losses_alarms_and_lead_are_what_counting_by_hand_gives(seed: int) -> None:
    given = past(seed)
    result, rows = replayed(given), loops(given)
    lost = sorted({account for account, _, _, _, within, _ in rows if within})
    caught = [a for a in lost if any(r[0] == a and r[4] and r[3] == "red" for r in rows)]
    last = {r[0]: r for r in rows if r[4]}  # rows are in order of day
    assert (result.lost, result.caught_accounts) == (len(lost), len(caught))
    assert result.caught.value == pytest.approx(len(caught) / len(lost))
    assert result.lost_mrr == pytest.approx(sum(last[a][5] for a in lost))
    assert result.caught_mrr_amount == pytest.approx(sum(last[a][5] for a in caught))
    assert result.caught_mrr.value == pytest.approx(sum(last[a][5] for a in caught) / sum(last[a][5] for a in lost))
    alarmed = {r[0] for r in rows if r[3] == "red"}
    false = alarmed - {r[0] for r in rows if r[3] == "red" and r[4]}
    assert (result.alarmed, result.false_alarms) == (len(alarmed), len(false))
    last_red = {r[0]: r for r in rows if r[3] == "red"}
    assert result.false_alarm_mrr == pytest.approx(sum(last_red[a][5] for a in false))
    leads = [max(r[4] for r in rows if r[0] == a and r[3] == "red") for a in caught]
    assert result.lead_days.median == (median(leads) if leads else None)


@pytest.mark.parametrize("seed", range(6))
def test_auc_lift_bands_and_tenths_are_what_counting_by_hand_gives(seed: int) -> None:
    given = past(seed)
    result, rows = replayed(given), loops(given)
    before = [r[2] for r in rows if r[2] is not None and r[4]]
    other = [r[2] for r in rows if r[2] is not None and not r[4]]
    pairs = [1.0 if x < y else 0.5 if x == y else 0.0 for x in before for y in other]
    assert result.auc.value == pytest.approx(sum(pairs) / len(pairs))
    ordered = sorted(before + other)
    cut = len(ordered) / 10
    # A tenth of the rows; where the cut falls among equal scores, each of them counts in part.
    share = {s: min(1.0, max(0.0, (cut - sum(t < s for t in ordered)) / ordered.count(s))) for s in set(ordered)}
    assert result.lift.value == pytest.approx(10 * sum(share[s] for s in before) / len(before))
    for outcome, word in zip(result.bands, ("red", "amber", "green", "unknown"), strict=True):
        inside = [r for r in rows if r[3] == word]
        assert (outcome.rows, outcome.churned) == (len(inside), sum(r[4] > 0 for r in inside))
        assert outcome.accounts == len({r[0] for r in inside})
    assert [decile.rows for decile in result.deciles] == pytest.approx([cut] * 10)
    assert sum(decile.churned for decile in result.deciles) == pytest.approx(len(before))
    edges = [(decile.lowest, decile.highest) for decile in result.deciles]
    assert edges == sorted(edges)
    assert all(one[1] <= two[0] for one, two in pairwise(edges))
    # The same share of each of the equal scores at the cut.
    assert result.deciles[0].churned == pytest.approx(sum(share[s] for s in before))


@pytest.mark.parametrize("factor", [2, 3, 5])
def test_all_weights_times_a_whole_number_change_nothing(factor: int) -> None:
    given = past(3)
    once, often = (
        replayed(given, (4, 3, 3, *[0] * 10)),
        replayed(given, tuple(factor * w for w in (4, 3, 3)) + (0,) * 10),
    )
    assert np.array_equal(once.scores, often.scores)
    assert (once.auc, once.caught, once.lift, once.bands) == (often.auc, often.caught, often.lift, often.bands)
    assert "same score and band" in compare(once, often).sentence


def test_all_zero_weights_are_a_clear_message() -> None:
    with pytest.raises(BadValue, match="at least one component with a weight above 0"):
        check_weights([0] * 13, [f"c{k}" for k in range(13)])


def test_a_blank_is_as_good_as_the_rest_of_the_account_and_below_half_it_is_unknown() -> None:
    given = past(2)
    blank = given.tenths.copy(order="F")
    blank[:, 1] = 65535
    replayed = replay(given.history, blank, WEIGHTS, MissingRule.REWEIGHT, CUTS)
    expected = (20 * blank[:, 0].astype(int) + 15 * blank[:, 2]) // 35
    assert np.array_equal(replayed.scores, expected)
    blank[:, 2] = 65535  # 20 of 50 is below half
    unknown = replay(given.history, blank, WEIGHTS, MissingRule.WORST, CUTS)
    assert (unknown.scores == UNKNOWN).all()
    assert unknown.alarmed == 0
    assert unknown.thin is not None
    assert unknown.unscored == int(given.history.churned.sum())


def test_each_loss_counts_once_whatever_the_overlap_of_windows() -> None:
    given = past(5, month_ends=6, horizon=150)
    # 150 days reach over five month-ends, so most losses have several rows.
    assert given.history.churned.sum() > 2 * given.history.losses
    assert replayed(given).caught.n == given.history.losses


def test_a_score_that_warned_is_told_apart_from_chance_and_one_that_did_not_is_not() -> None:
    assert verdict(replayed(past(1, accounts=200)), "EUR").startswith("The score predicts churn: AUC")
    silent = replayed(past(1, accounts=200, warned=False))
    assert silent.auc.low < 0.5 < silent.auc.high
    assert verdict(silent).startswith("The score predicts no better than chance")


def test_upside_down_is_said() -> None:
    given = past(1, accounts=200)
    turned = np.where(given.tenths == 65535, 65535, 1000 - given.tenths).astype(np.uint16)
    assert "reversed" in verdict(replay(given.history, turned, WEIGHTS, MissingRule.REWEIGHT, CUTS))


def test_too_few_losses_give_no_verdict_and_say_what_is_missing() -> None:
    given = past(4, accounts=8)
    result = replayed(given)
    assert given.history.losses < 10
    assert result.auc.value is None
    assert result.lift.value is None
    assert result.thin is not None
    assert f"{given.history.losses} customers" in result.thin
    assert "more month" in result.thin
    # What was counted is still said.
    assert result.caught.value is not None


def test_no_history_at_all_is_said() -> None:
    given = past(1)
    nothing = given.history.of(np.zeros(len(given.history.account), dtype=bool))
    empty = replay(replace(nothing, days=()), given.tenths[:0], WEIGHTS, MissingRule.REWEIGHT, CUTS)
    assert "there is nothing to replay" in verdict(empty)
    assert empty.caught.value is None


@pytest.mark.parametrize("seed", range(4))
def test_a_comparison_is_paired_over_the_same_losses_and_rows(seed: int) -> None:
    given = past(seed, accounts=120)
    first, second = replayed(given, OTHER), replayed(given)
    actual = compare(first, second, "EUR")
    assert actual.caught_accounts == second.caught_accounts - first.caught_accounts
    assert actual.false_alarms == second.false_alarms - first.false_alarms
    assert actual.caught.value == pytest.approx(actual.caught_accounts / second.lost)
    assert actual.auc.difference.value == pytest.approx(actual.auc.second - actual.auc.first)
    assert actual.moved == sum(a[3] != b[3] for a, b in zip(loops(given, OTHER), loops(given), strict=True))
    back = compare(second, first)
    assert back.auc.difference.value == pytest.approx(-actual.auc.difference.value)
    # Paired: narrower than two independent intervals would be.
    assert actual.auc.difference.high - actual.auc.difference.low < (first.auc.high - first.auc.low) + (
        second.auc.high - second.auc.low
    )


def test_a_change_is_said_or_can_not_be_told_apart_from_noise() -> None:
    given = past(1, accounts=200)
    noise = past(1, accounts=200).tenths.copy(order="F")
    noise[:, :3] = np.random.default_rng(9).integers(0, 1001, noise[:, :3].shape)
    guess = replay(given.history, noise, WEIGHTS, MissingRule.REWEIGHT, CUTS)
    assert compare(guess, replayed(given)).sentence.startswith("The change predicts churn better: AUC")
    assert compare(replayed(given), guess).sentence.startswith("The change predicts churn worse: AUC")
    near = replayed(given, (21, 15, 15, *[0] * 10))
    assert compare(replayed(given), near).sentence.startswith("The change is within noise: AUC")


def test_a_change_is_said_with_how_many_more_or_fewer_are_caught_and_alarmed() -> None:
    given = past(1, accounts=200)
    first, second = replayed(given, OTHER), replayed(given)
    for one, other in ((first, second), (second, first)):
        more, alarms = other.caught_accounts - one.caught_accounts, other.false_alarms - one.false_alarms
        worth = other.caught_mrr_amount - one.caught_mrr_amount
        assert more != 0 != alarms
        assert compare(one, other, "EUR").sentence.endswith(
            f"It catches {abs(more)} {'more' if more > 0 else 'fewer'} of {other.lost} lost customers "
            f"({worth:+,.0f} EUR a month), with {abs(alarms)} {'more' if alarms > 0 else 'fewer'} false alarms."
        )


def test_two_histories_are_not_compared() -> None:
    with pytest.raises(BadValue, match="one and the same history"):
        compare(replayed(past(1)), replayed(past(2)))


def test_red_safer_than_amber_is_said_and_not_smoothed_away() -> None:
    given = past(1, accounts=200)
    codes = replayed(given).codes
    swapped = np.where(codes == Band.RED, 600, np.where(codes == Band.AMBER, 100, 900)).astype(np.uint16)
    tenths = given.tenths.copy(order="F")
    tenths[:, 0] = swapped
    actual = replay(given.history, tenths, (1, *[0] * 12), MissingRule.REWEIGHT, CUTS)
    assert actual.bands[Band.RED].rate.value < actual.bands[Band.AMBER].rate.value
    assert any(note.startswith("The band 'at risk' was safer than 'watch'") for note in actual.out_of_order)
    assert replayed(given).out_of_order == ()


def test_what_is_too_good_is_said_aloud() -> None:
    given = past(1, accounts=200)
    knowing = np.where(given.history.churned, 10, 900).astype(np.uint16)
    tenths = given.tenths.copy(order="F")
    tenths[:, 0] = knowing
    replayed = replay(
        given.history, tenths, (1, *[0] * 12), MissingRule.REWEIGHT, CUTS, alone=(1.0, 0.6, 0.6, *[None] * 10)
    )
    assert any("too good to be true" in note for note in replayed.warnings)
    assert any(message.startswith("Usage trend alone reaches an AUC of 1.00") for message in replayed.warnings)
    usual = replay(
        given.history, given.tenths, WEIGHTS, MissingRule.REWEIGHT, CUTS, alone=(0.9, 0.6, 0.6, *[None] * 10)
    )
    assert not any("too good" in text or "alone" in text for text in usual.warnings)


def test_a_refused_component_is_named_where_it_has_weight() -> None:
    refusal = Refusal("Usage trend", "it uses rows from after the day that it is read on.")
    given = past(1, refused=(refusal,))
    assert any(note.startswith("Usage trend is left out of the replay: it uses") for note in replayed(given).warnings)
    assert not any("left out" in message for message in replayed(given, OTHER).warnings)


def test_lists_name_each_missed_loss_and_each_false_alarm_once_the_largest_first() -> None:
    given = past(2, accounts=150)
    result, rows = replayed(given), loops(given)
    last = {r[0]: r for r in rows if r[4]}
    missed = {given.history.accounts[a]: r for a, r in last.items() if r[3] == "green"}
    listed = green_and_lost(result)
    assert missed
    assert {one.account_id for one in listed} == missed.keys()
    assert len(listed) == len(missed)
    for one in listed:
        _, day, score, _, within, mrr = missed[one.account_id]
        assert one.lost_on == given.history.days[day] + timedelta(days=within)
        assert (one.score, one.mrr) == (score / 10, mrr)
    assert [one.mrr for one in listed] == sorted((one.mrr for one in listed), reverse=True)
    stayed = red_and_stayed(result)
    assert len(stayed) == result.false_alarms > 0
    assert [one.mrr for one in stayed] == sorted((one.mrr for one in stayed), reverse=True)


def test_judgements_are_held_to_what_came_as_the_bands_are() -> None:
    given = past(3, accounts=150)
    result = replayed(given)
    for outcome, code in zip(result.judged, (0, 1, 2), strict=True):
        inside = given.history.judged == code
        assert (outcome.rows, outcome.churned) == (inside.sum(), given.history.churned[inside].sum())
    # They change nobody's score or band.
    without = replace(given.history, judged=np.full_like(given.history.judged, 255))
    plain = replay(without, given.tenths, WEIGHTS, MissingRule.REWEIGHT, CUTS)
    assert np.array_equal(plain.codes, result.codes)
    assert plain.judged == ()


def test_some_rows_alone_are_a_past_of_their_own() -> None:
    given = past(2, accounts=150)
    inside = given.history.account % 2 == 0
    history = given.history.of(inside)
    replayed = replay(history, given.tenths[inside], WEIGHTS, MissingRule.REWEIGHT, CUTS)
    rows = [r for r in loops(given) if r[0] % 2 == 0]
    assert replayed.lost == len({r[0] for r in rows if r[4]})
    assert replayed.caught_accounts == len({r[0] for r in rows if r[4] and r[3] == "red"})
    everything = given.history.of(np.ones(len(inside), dtype=bool))
    assert everything.losses == given.history.losses
    assert np.array_equal(everything.lost, given.history.lost)
