"""Calls of the past against loops over the rows."""

import numpy as np
import pytest

from csm_core.scoring.bands import Band, Cutoffs
from csm_core.scoring.past_calls import caught_by_calls, expected_loss, limit_for_calls, lost_after, past_calls
from csm_core.scoring.replay import replay
from csm_core.scoring.weights import UNKNOWN, MissingRule
from tests.csm_core.scoring.histories import past

WEIGHTS = (20, 15, 15, *[0] * 10)


def replayed(seed: int):
    given = past(seed)
    return replay(given.history, given.tenths, WEIGHTS, MissingRule.REWEIGHT, Cutoffs(40, 70))


@pytest.mark.parametrize("seed", range(3))
def test_the_calls_of_a_day_are_its_accounts_at_risk_with_what_became_of_each(seed: int) -> None:
    result = replayed(seed)
    history = result.history
    for day_index, day in enumerate(history.days):
        rows = [row for row in range(len(history.account)) if history.day[row] == day_index]
        red = {
            history.accounts[history.account[row]]: int(history.lost_in[row])
            for row in rows
            if result.codes[row] == 0
        }
        calls = past_calls(result, day)
        assert {one.account_id: 0 if one.lost_on is None else (one.lost_on - day).days for one in calls} == red
        # Those that left come first.
        assert [one.lost_on is None for one in calls] == sorted(one.lost_on is None for one in calls)
        assert lost_after(result, day) == sum(history.lost_in[row] > 0 for row in rows)


@pytest.mark.parametrize("calls", [1, 3, 1000])
def test_so_many_calls_a_month_go_to_the_lowest_scores_and_each_loss_counts_once(calls: int) -> None:
    result = replayed(1)
    history, scores = result.history, result.scores
    called: list[int] = []
    for day_index in range(len(history.days)):
        rows = [row for row in range(len(scores)) if history.day[row] == day_index and scores[row] != UNKNOWN]
        called += sorted(rows, key=lambda row: (int(scores[row]), row))[:calls]
    hits = [row for row in called if history.lost[row] >= 0]
    accounts, left = {int(history.account[row]) for row in called}, {int(history.account[row]) for row in hits}
    caught = caught_by_calls(history, np.arange(len(scores)), scores, calls)
    assert (caught.caught, caught.lost) == (len({int(history.lost[row]) for row in hits}), history.losses)
    assert (caught.called, caught.stayed) == (len(accounts), len(accounts - left))


def test_the_expected_loss_is_each_bands_mrr_at_its_past_rate_and_all_of_who_gave_notice() -> None:
    result = next(one for one in map(replayed, range(20)) if one.thin is None)
    rates = {band: result.bands[band].rate.value for band in (Band.RED, Band.GREEN)}
    assert None not in rates.values()
    codes = np.array([Band.RED, Band.GREEN, Band.GREEN, Band.LEAVING], dtype=np.uint8)
    mrr = np.array([100.0, 1000.0, np.nan, 50.0])
    # An account whose MRR is not known adds nothing that could be said.
    expected = 100 * float(rates[Band.RED] or np.nan) + 1000 * float(rates[Band.GREEN] or np.nan) + 50
    assert expected_loss(result, codes, mrr) == pytest.approx(expected)


@pytest.mark.parametrize(("calls", "limit"), [(0, 12), (1, 30), (2, 39), (3, 39), (4, 70), (9, 71)])
def test_the_limit_for_so_many_calls_has_no_more_accounts_below_it(calls: int, limit: int) -> None:
    scores = np.array([395, 125, UNKNOWN, 398, 301, 709], dtype=np.uint16)
    # 12.5, 30.1, 39.5, 39.8 and 70.9 points, and one account without a score.
    assert limit_for_calls(scores, calls) == limit
    assert np.count_nonzero(scores < 10 * limit) <= calls
