"""What the board computes in the browser is what `csm_core.scoring` computes, figure for figure."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from csm_core.scoring.bands import Band, Cutoffs, band_totals, bands, migration
from csm_core.scoring.components import COMPONENTS
from csm_core.scoring.histogram import histogram
from csm_core.scoring.weights import UNKNOWN, MissingRule, score, shares
from csm_core.stats.auc import auc
from csm_ui.board.wire import Board, PastDate, pack
from tests.browser.board_page import blank_page, coded

WEIGHTINGS = 50
ACCOUNTS = 1_237
COMPUTE = """([coded, weightings]) => {
  const { header, arrays } = board.unpack(bytes(coded));
  const { missing, cutoffs, accounts } = header;
  const scored = (matrix, count, weights) => board.score(matrix, count, weights, missing, new Uint16Array(count));
  const before = scored(arrays.matrix, accounts, header.saved);
  const then = arrays.past_churned.length;
  return weightings.map((weights) => {
    const scores = scored(arrays.matrix, accounts, weights);
    return {
      scores: Array.from(scores),
      shares: board.shares(weights),
      ...board.distribution(scores, arrays.mrr_cents, cutoffs),
      ...board.migration(before, scores, cutoffs),
      hindsight: board.hindsight(scored(arrays.past_matrix, then, weights), arrays.past_churned, cutoffs),
    };
  });
}"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    with blank_page(chromium) as opened:
        yield opened


def portfolio(rng: np.random.Generator, missing: MissingRule) -> Board:
    def matrix(accounts: int) -> np.ndarray:
        cells = rng.integers(0, 1001, (accounts, len(COMPONENTS))).astype(np.uint16)
        cells[rng.random(cells.shape) < rng.random(accounts)[:, None] * 0.7] = UNKNOWN  # gaps: none to most
        return np.asfortranarray(cells)

    cents = rng.integers(0, 10_000_000, ACCOUNTS).astype(np.float64)
    cents[rng.random(ACCOUNTS) < 0.1] = np.nan
    past = PastDate("30 June 2025", 90, matrix(801), rng.random(801) < 0.1)
    red, green = sorted(rng.integers(0, 101, 2).tolist())
    defaults = tuple(component.weight for component in COMPONENTS)
    cutoffs = Cutoffs(red, green)
    return Board(COMPONENTS, matrix(ACCOUNTS), cents, "EUR", defaults, defaults, cutoffs, missing, past)


def weightings(rng: np.random.Generator) -> list[list[int]]:
    drawn = rng.integers(0, 101, (WEIGHTINGS, len(COMPONENTS)))
    drawn[rng.random(drawn.shape) < 0.3] = 0
    drawn[:, 0] += drawn.sum(axis=1) == 0
    drawn[0], drawn[1] = 100, np.eye(len(COMPONENTS), dtype=int)[3]  # the largest sums, and one alone
    return [[int(weight) for weight in row] for row in drawn]


@pytest.mark.parametrize("missing", MissingRule)
def test_browser_and_python_agree_on_every_figure(page: Page, missing: MissingRule) -> None:
    rng = np.random.default_rng(20_260 + len(missing.value))
    board, tried = portfolio(rng, missing), weightings(rng)
    answers = page.evaluate(COMPUTE, [coded(pack(board, "board", board.saved, "r1")), tried])
    saved = score(board.matrix, board.saved, missing)
    before = bands(saved, board.cutoffs)
    for weights, answer in zip(tried, answers, strict=True):
        scores = score(board.matrix, weights, missing)
        codes = bands(scores, board.cutoffs)
        totals = band_totals(codes, board.mrr_cents)
        assert answer["scores"] == scores.tolist()
        assert answer["counts"] == histogram(scores).tolist()
        assert answer["accounts"] == [total.accounts for total in totals]
        assert answer["mrr"] == [total.mrr_cents for total in totals]
        assert answer["withoutMrr"] == [total.without_mrr for total in totals]
        assert answer["table"] == migration(before, codes).tolist()
        both = (saved != UNKNOWN) & (scores != UNKNOWN)
        far = np.abs(scores[both].astype(int) - saved[both]) >= 100  # ten points in tenths
        assert answer["farMoved"] == np.count_nonzero(far)
        assert answer["shares"] == list(shares(weights))
    assert len({tuple(answer["accounts"]) for answer in answers}) > WEIGHTINGS / 2  # not all one picture


@pytest.mark.parametrize("missing", MissingRule)
def test_browser_and_python_agree_on_hindsight(page: Page, missing: MissingRule) -> None:
    rng = np.random.default_rng(31 + len(missing.value))
    board, tried = portfolio(rng, missing), weightings(rng)
    past = board.past
    assert past is not None
    answers = page.evaluate(COMPUTE, [coded(pack(board, "board", board.saved, "r1")), tried])
    for weights, answer in zip(tried, answers, strict=True):
        scores = score(past.matrix, weights, missing)
        red = bands(scores, board.cutoffs) == Band.RED
        left, stayed = histogram(scores[past.churned]), histogram(scores[~past.churned])
        found = answer["hindsight"]
        assert found["churned"] == np.count_nonzero(past.churned)
        assert found["caught"] == np.count_nonzero(red & past.churned)
        assert found["falseAlarms"] == np.count_nonzero(red & ~past.churned)
        assert found["pairs"] == left.sum() * stayed.sum()
        # Risk rises as health falls, so the histograms are turned round. The browser divides two whole numbers,
        # csm_core.stats sums doubles: equal to the last digits but one.
        assert found["auc"] == pytest.approx(auc(left[::-1], stayed[::-1]).value, abs=1e-12)


def test_the_edges_of_a_portfolio_agree_too(page: Page) -> None:
    rng = np.random.default_rng(5)
    empty = portfolio(rng, MissingRule.REWEIGHT)
    gaps = np.full((3, len(COMPONENTS)), UNKNOWN, dtype=np.uint16)
    nobody = PastDate("30 June 2025", 90, gaps, np.array([True, False, False]))
    cents = np.full(3, np.nan)
    board = Board(COMPONENTS, gaps, cents, "EUR", empty.saved, empty.saved, Cutoffs(), MissingRule.WORST, nobody)
    (answer,) = page.evaluate(COMPUTE, [coded(pack(board, "board", board.saved, "r1")), [list(board.saved)]])
    assert answer["scores"] == [UNKNOWN] * 3
    assert answer["accounts"] == [0, 0, 0, 3]
    assert answer["mrr"] == [0, 0, 0, None]  # no account: nothing; accounts without a known MRR: not known
    assert answer["hindsight"]["auc"] is None
