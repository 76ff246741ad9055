"""What the board computes in the browser is what `csm_core.scoring` computes, figure for figure."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from csm_core.scoring.bands import Band, Cutoffs, bands
from csm_core.scoring.components import COMPONENTS
from csm_core.scoring.weights import UNKNOWN, MissingRule, score, shares
from csm_ui.health.board.wire import Against, Board, Past, pack
from tests.browser.board_page import blank_page, coded
from tests.browser.counted import band_totals, histogram, migration
from tests.csm_core.stats.auc_of_counts import auc

WEIGHTINGS = 50
ACCOUNTS = 1_237
PAST_ROWS = 801
COMPUTE = """([coded, weightings]) => {
  const { header, arrays } = board.unpack(bytes(coded));
  const { missing, cutoffs, saved_cutoffs, accounts } = header;
  const past = { ...header.past, lost: arrays.past_lost, account: arrays.past_account };
  // One of each for all weightings, as on the board: each begins with the sums of the one before.
  const today = new board.Scorer(arrays.matrix, accounts, missing);
  const then = new board.Scorer(arrays.past_matrix, past.lost.length, missing);
  return weightings.map((weights) => {
    const scores = today.run(weights, new Uint16Array(accounts));
    return {
      scores: Array.from(scores),
      order: board.order(scores),
      shares: board.shares(weights),
      ...board.distribution(scores, arrays.mrr_cents, cutoffs),
      ...board.migration(arrays.saved_scores, scores, saved_cutoffs, cutoffs),
      hindsight: board.hindsight(then.run(weights, new Uint16Array(past.lost.length)), past, cutoffs),
    };
  });
}"""
GAPS = ([MissingRule.REWEIGHT], [MissingRule.NEUTRAL], [MissingRule.WORST], list(MissingRule))


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    with blank_page(chromium) as opened:
        yield opened


def matrix(rng: np.random.Generator, rows: int) -> np.ndarray:
    cells = rng.integers(0, 1001, (rows, len(COMPONENTS))).astype(np.uint16)
    cells[rng.random(cells.shape) < rng.random(rows)[:, None] * 0.7] = UNKNOWN  # gaps: none to most
    return np.asfortranarray(cells)


def past_dates(rng: np.random.Generator) -> Past:
    """Rows of 100 accounts on several dates; 40 losses, several rows before each."""
    account = rng.integers(0, 100, PAST_ROWS).astype(np.int32)
    lost = np.where((account < 40) & (rng.random(PAST_ROWS) < 0.4), account, -1).astype(np.int32)
    return Past("Twelve dates", matrix(rng, PAST_ROWS), lost, 40, account, 100)


def portfolio(rng: np.random.Generator, gaps: list[MissingRule]) -> Board:
    """`gaps` are dealt to the components in turn."""
    missing = [gaps[k % len(gaps)] for k in range(len(COMPONENTS))]
    cents = rng.integers(0, 10_000_000, ACCOUNTS).astype(np.float64)
    cents[rng.random(ACCOUNTS) < 0.1] = np.nan
    cuts = [Cutoffs(*sorted(rng.integers(0, 101, 2).tolist())) for _ in range(2)]
    defaults = tuple(component.weight for component in COMPONENTS)
    accounts, past = matrix(rng, ACCOUNTS), past_dates(rng)
    # The saved scenario has other cuts and another rule for gaps, as it may have any other rule.
    scores = score(accounts, defaults, MissingRule.NEUTRAL)
    against = Against("Saved", defaults, cuts[0], scores, score(past.matrix, defaults, MissingRule.NEUTRAL), False)
    return Board(COMPONENTS, accounts, cents, "EUR", against, (), cuts[1], missing, past)


def weightings(rng: np.random.Generator) -> list[list[int]]:
    drawn = rng.integers(0, 101, (WEIGHTINGS, len(COMPONENTS)))
    drawn[rng.random(drawn.shape) < 0.3] = 0
    drawn[:, 0] += drawn.sum(axis=1) == 0
    drawn[0], drawn[1] = 100, np.eye(len(COMPONENTS), dtype=int)[3]  # the largest sums, and one alone
    return [[int(weight) for weight in row] for row in drawn]


@pytest.mark.parametrize("gaps", GAPS, ids=["reweight", "neutral", "worst", "each_its_own"])
def test_browser_and_python_agree_on_every_figure(page: Page, gaps: list[MissingRule]) -> None:
    rng = np.random.default_rng(20_260 + len(gaps[0].value) + len(gaps))
    board, tried = portfolio(rng, gaps), weightings(rng)
    answers = page.evaluate(COMPUTE, [coded(pack(board, "board", board.against.weights, "r1")), tried])
    saved = board.against.scores
    before = bands(saved, board.against.cutoffs)
    for weights, answer in zip(tried, answers, strict=True):
        scores = score(board.matrix, weights, board.missing)
        codes = bands(scores, board.cutoffs)
        accounts, mrr, without_mrr = band_totals(codes, board.mrr_cents)
        recorded = np.flatnonzero(scores != UNKNOWN)
        assert answer["scores"] == scores.tolist()
        assert answer["order"] == recorded[np.argsort(scores[recorded], kind="stable")].tolist()
        assert answer["counts"] == histogram(scores).tolist()
        assert (answer["accounts"], answer["mrr"], answer["withoutMrr"]) == (accounts, mrr, without_mrr)
        assert answer["table"] == migration(before, codes)
        both = (saved != UNKNOWN) & (scores != UNKNOWN)
        far = np.abs(scores[both].astype(int) - saved[both]) >= 100  # ten points in tenths
        assert answer["farMoved"] == np.count_nonzero(far)
        assert answer["shares"] == list(shares(weights))
    assert len({tuple(answer["accounts"]) for answer in answers}) > WEIGHTINGS / 2  # not all one picture


@pytest.mark.parametrize("gaps", GAPS, ids=["reweight", "neutral", "worst", "each_its_own"])
def test_browser_and_python_agree_on_hindsight(page: Page, gaps: list[MissingRule]) -> None:
    rng = np.random.default_rng(31 + len(gaps[0].value) + len(gaps))
    board, tried = portfolio(rng, gaps), weightings(rng)
    past = board.past
    assert past is not None
    churned = past.lost >= 0
    answers = page.evaluate(COMPUTE, [coded(pack(board, "board", board.against.weights, "r1")), tried])
    for weights, answer in zip(tried, answers, strict=True):
        scores = score(past.matrix, weights, board.missing)
        red = bands(scores, board.cutoffs) == Band.RED
        left, stayed = histogram(scores[churned]), histogram(scores[~churned])
        actual = answer["hindsight"]
        assert actual["losses"] == past.losses
        assert actual["caught"] == len(set(past.lost[red & churned].tolist()))
        assert actual["falseAlarms"] == len(
            set(past.account[red].tolist()) - set(past.account[red & churned].tolist())
        )
        assert actual["pairs"] == left.sum() * stayed.sum()
        # Risk rises as health falls, so the histograms are turned round. The browser divides two whole numbers,
        # csm_core.stats sums doubles: equal to the last digits but one.
        assert actual["auc"] == pytest.approx(auc(left[::-1], stayed[::-1]).value, abs=1e-12)


def test_the_edges_of_a_portfolio_agree_too(page: Page) -> None:
    gaps = np.full((3, len(COMPONENTS)), UNKNOWN, dtype=np.uint16)
    each = np.arange(3, dtype=np.int32)
    nobody = Past("A date", gaps, np.array([0, -1, -1], dtype=np.int32), 1, each, 3)
    weights = tuple(component.weight for component in COMPONENTS)
    unknown = score(gaps, weights, MissingRule.WORST)
    against = Against("Saved", weights, Cutoffs(), unknown, unknown)
    cents = np.full(3, np.nan)
    board = Board(COMPONENTS, gaps, cents, "EUR", against, (), Cutoffs(), MissingRule.WORST, nobody)
    (answer,) = page.evaluate(COMPUTE, [coded(pack(board, "board", weights, "r1")), [list(weights)]])
    assert answer["scores"] == [UNKNOWN] * 3
    assert answer["order"] == []
    assert answer["accounts"] == [0, 0, 0, 3]
    assert answer["mrr"] == [0, 0, 0, None]  # no account: nothing; accounts without a known MRR: not known
    assert answer["hindsight"]["auc"] is None
    assert answer["hindsight"]["caught"] == 0
