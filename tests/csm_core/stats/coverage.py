"""How often the intervals hold the truth: companies drawn by chance from laws whose true figure is known.

`python -m tests.csm_core.stats.coverage` writes the table of docs/intervals.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from csm_core.stats.clustered_share import share_bounds
from csm_core.stats.moments import Moments
from csm_core.stats.nps_interval import nps_clustered_bounds
from csm_core.stats.ratio_interval import Kind, ratio_bounds
from csm_core.stats.scale_mean import scale_mean_bounds

Array = npt.NDArray[np.float64]
Bounds = tuple[Array, Array]
Draw = Callable[[np.random.Generator, int], tuple[Bounds, float]]

PAGE = Path(__file__).resolve().parents[3] / "docs" / "intervals.md"
BEGIN, END = "<!-- coverage: begin -->", "<!-- coverage: end -->"
ACCOUNTS = (12, 30, 100)
_DRAWN = 2000
_CORRELATION = 0.2


@dataclass(frozen=True, slots=True)
class Design:
    """A law that companies are drawn from: the metrics it stands for, in words, and its draws."""

    metrics: str
    words: str
    draw: Draw


@cache
def coverage(design: Design, accounts: int) -> tuple[float, float]:
    """The share of 2,000 drawn companies whose interval holds the truth, and the median width of the intervals."""
    (low, high), truth = design.draw(np.random.default_rng([20260101, accounts]), accounts)
    return float(np.mean((low <= truth + 1e-9) & (truth - 1e-9 <= high))), float(np.median(high - low))


def table() -> str:
    """The table of docs/intervals.md."""
    lines = ["| metrics | companies drawn | " + " | ".join(f"{n} accounts" for n in ACCOUNTS) + " |"]
    lines.append("|---|---|" + "---|" * len(ACCOUNTS))
    for design in DESIGNS:
        cells = [f"{held:.0%} (± {width / 2:.3g})" for held, width in (coverage(design, n) for n in ACCOUNTS)]
        lines.append(f"| {design.metrics} | {design.words} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def page_with(text: str, new: str) -> str:
    """The page with another table."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n{new}\n{END}{rest.split(END)[1]}"


def _of(part: Array, whole: Array) -> Moments:
    there = np.asarray((whole > 0).sum(axis=1), dtype=np.float64)
    sums = (part, whole, part * part, part * whole, whole * whole)
    return Moments(*(np.asarray(each.sum(axis=1), dtype=np.float64) for each in sums), there)


def _money(random: np.random.Generator, accounts: int, spread: float) -> Array:
    return np.exp(spread * random.standard_normal((_DRAWN, accounts)))


def _lost(spread: float, left: float, shrunk: float) -> Draw:
    """Each account leaves with a chance of `left`, or shrinks by 30 % with a chance of `shrunk`."""

    def draw(random: np.random.Generator, accounts: int) -> tuple[Bounds, float]:
        whole = _money(random, accounts, spread)
        chance = random.random(whole.shape)
        part = whole * np.where(chance < left, 1.0, np.where(chance < left + shrunk, 0.3, 0.0))
        return ratio_bounds(_of(part, whole), Kind.SHARE), left + 0.3 * shrunk

    return draw


def _kept(spread: float, left: float, grown: float) -> Draw:
    """Each account leaves with a chance of `left`, or grows by 20 % with a chance of `grown`."""

    def draw(random: np.random.Generator, accounts: int) -> tuple[Bounds, float]:
        whole = _money(random, accounts, spread)
        chance = random.random(whole.shape)
        part = whole * np.where(chance < left, 0.0, np.where(chance > 1.0 - grown, 1.2, 1.0))
        return ratio_bounds(_of(part, whole), Kind.CHANGE), 1.0 - left + 0.2 * grown

    return draw


def _answers(random: np.random.Generator, accounts: int, even: bool) -> npt.NDArray[np.int64]:
    """How many answers each account gives: three, or from one on with a mean of four."""
    return np.full((_DRAWN, accounts), 3) if even else random.geometric(0.25, (_DRAWN, accounts))


def _classes(random: np.random.Generator, counts: npt.NDArray[np.int64], shares: tuple[float, ...]) -> list[Array]:
    """How many answers of each account fall in each class; two of one account are correlated by 0.2."""
    strength = (1.0 - _CORRELATION) / _CORRELATION
    cluster_shares = random.gamma(np.array(shares) * strength, size=(*counts.shape, len(shares)))
    cluster_shares = cluster_shares / cluster_shares.sum(axis=2, keepdims=True)
    return [
        np.asarray(each, dtype=np.float64) for each in np.moveaxis(random.multinomial(counts, cluster_shares), 2, 0)
    ]


def _share(share: float, even: bool) -> Draw:
    def draw(random: np.random.Generator, accounts: int) -> tuple[Bounds, float]:
        counts = _answers(random, accounts, even)
        good, _ = _classes(random, counts, (share, 1.0 - share))
        moments = _of(good, counts.astype(np.float64))
        return share_bounds(moments, moments.wholes), share

    return draw


def _score(promoters: float, passives: float, even: bool) -> Draw:
    def draw(random: np.random.Generator, accounts: int) -> tuple[Bounds, float]:
        counts = _answers(random, accounts, even)
        shares = (promoters, passives, 1.0 - promoters - passives)
        good, _, bad = _classes(random, counts, shares)
        moments = _of(good - bad, counts.astype(np.float64))
        return nps_clustered_bounds(good.sum(axis=1), bad.sum(axis=1), moments), 100.0 * (shares[0] - shares[2])

    return draw


def _mean(shares: tuple[float, ...], even: bool) -> Draw:
    """Scores from 1 to 5, with these shares."""

    def draw(random: np.random.Generator, accounts: int) -> tuple[Bounds, float]:
        counts = _answers(random, accounts, even)
        classes = _classes(random, counts, shares)
        scores = np.asarray(sum(score * of for score, of in enumerate(classes, start=1)), dtype=np.float64)
        squares = np.asarray(sum(score**2 * of for score, of in enumerate(classes, start=1)), dtype=np.float64)
        moments = _of(scores, counts.astype(np.float64))
        variance = squares.sum(axis=1) / moments.wholes - moments.ratio**2
        truth = sum(score * share for score, share in enumerate(shares, start=1))
        return scale_mean_bounds(moments, np.maximum(variance, 0.0), 1.0, 5.0), truth

    return draw


def _amount(spread: float) -> Draw:
    def draw(random: np.random.Generator, accounts: int) -> tuple[Bounds, float]:
        paid = _money(random, accounts, spread)
        return ratio_bounds(_of(paid, np.ones(paid.shape)), Kind.AMOUNT), float(np.exp(spread**2 / 2))

    return draw


_LOST, _NET = "GRR, revenue churn", "NRR, net churn"
_SHARES, _SCORES = "CSAT, CES, first contact, escalation, response rate", "NPS"
_EVEN, _UNEVEN = "three answers an account", "from one to many answers an account, four on average"
DESIGNS = (
    Design(_LOST, "2 % leave, equal MRR", _lost(0.0, 0.02, 0.0)),
    Design(_LOST, "2 % leave, MRR spread by a factor of e", _lost(1.0, 0.02, 0.0)),
    Design(_LOST, "2 % leave and 10 % shrink by 30 %, spread by e", _lost(1.0, 0.02, 0.1)),
    Design(_LOST, "10 % leave, spread by e", _lost(1.0, 0.1, 0.0)),
    Design(_NET, "2 % leave, equal MRR", _kept(0.0, 0.02, 0.0)),
    Design(_NET, "2 % leave, spread by e", _kept(1.0, 0.02, 0.0)),
    Design(_NET, "2 % leave and 10 % grow by 20 %, spread by e", _kept(1.0, 0.02, 0.1)),
    Design(_NET, "10 % leave and 30 % grow by 20 %, spread by e", _kept(1.0, 0.1, 0.3)),
    Design(_SHARES, f"80 % yes, {_EVEN}", _share(0.8, True)),
    Design(_SHARES, f"80 % yes, {_UNEVEN}", _share(0.8, False)),
    Design(_SHARES, f"95 % yes, {_UNEVEN}", _share(0.95, False)),
    Design(_SCORES, f"50 % promoters, 20 % detractors, {_EVEN}", _score(0.5, 0.3, True)),
    Design(_SCORES, f"50 % promoters, 20 % detractors, {_UNEVEN}", _score(0.5, 0.3, False)),
    Design(_SCORES, f"80 % promoters, 5 % detractors, {_UNEVEN}", _score(0.8, 0.15, False)),
    Design(
        "mean CSAT and CES",
        f"half give 5 of 5, one in twenty 1 or 2, {_UNEVEN}",
        _mean((0.02, 0.03, 0.1, 0.35, 0.5), False),
    ),
    Design("mean CSAT and CES", f"95 % give 5 of 5, the others 1, {_EVEN}", _mean((0.05, 0.0, 0.0, 0.0, 0.95), True)),
    Design("ARPA, minutes per session", "amounts spread by a factor of two", _amount(0.7)),
)


if __name__ == "__main__":
    PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8"), table()), encoding="utf-8")
