"""Fits and curves of our own against the packages that are known for them."""

from __future__ import annotations

import importlib
from importlib.util import find_spec

import numpy as np
import pandas as pd

from bench.clock import Timed, same, timed
from bench.made_up import lifetimes, purchases
from bench.peers import peer
from bench.row import Row, compared, without_rival
from csm_core.scoring.bands import Cutoffs, bands
from csm_core.scoring.weights import MISSING, MissingRule, score
from csm_core.stats.bgnbd import BgNbdFit, fit_bgnbd
from csm_core.stats.survival import kaplan_meier


def survival(rows: int, with_peers: bool = False) -> list[Row]:
    """Kaplan-Meier with its band; `with_peers`: also against what needs an environment of its own."""
    title = f"Kaplan–Meier curve with its band, {rows:,} customers"
    duration, lost = lifetimes(rows)
    ours = timed("ours", lambda: kaplan_meier(duration, lost))
    rivals: list[tuple[Timed, float | None]] = []
    if find_spec("statsmodels"):
        survfunc = importlib.import_module("statsmodels.duration.survfunc")
        theirs = survfunc.SurvfuncRight(duration, lost)
        curve = kaplan_meier(duration, lost)
        same(dict(zip(curve.times, curve.survival, strict=True)), _steps(theirs), "Kaplan–Meier, statsmodels")
        rivals.append((timed("statsmodels", lambda: survfunc.SurvfuncRight(duration, lost), runs=3), None))
    table_rows = compared(title, ours, rivals)
    if not with_peers:
        return table_rows
    lifelines = peer("lifelines", {"duration": duration, "lost": lost}, runs=3)
    if isinstance(lifelines, str):
        return [*table_rows, without_rival(title, ours, "lifelines", lifelines, 2)]
    curve = kaplan_meier(duration, lost)
    steps = {time: lifelines.answer[time] for time in curve.times.tolist()}
    same(dict(zip(curve.times.tolist(), curve.survival.tolist(), strict=True)), steps, "Kaplan–Meier, lifelines")
    return [*table_rows, *compared(title, ours, [(lifelines.timed, 2)])]


def _steps(theirs: object) -> dict[object, float]:
    times, survived, events = (np.asarray(getattr(theirs, name)) for name in ("surv_times", "surv_prob", "n_events"))
    return {time: share for time, share, count in zip(times, survived, events, strict=True) if count}


def buyers(customers: int, with_peers: bool = False) -> list[Row]:
    """BG/NBD on customers that buy as the model says; `with_peers`: also against what needs an environment of its
    own."""
    title = f"BG/NBD fit, {customers:,} customers"
    x, t_x, T = purchases(customers)  # noqa: N806 - the paper's letter
    ours = timed("ours", lambda: fit_bgnbd(x, t_x, T), runs=3)
    fit = fit_bgnbd(x, t_x, T)
    compared(title, ours, [])
    if not isinstance(fit, BgNbdFit):
        raise SystemExit(f"BG/NBD: {fit.reason}")
    print(f"  found r {fit.r:.3f}, alpha {fit.alpha:.2f}, a {fit.a:.2f}, b {fit.b:.2f}; ", end="")
    print("made from 0.25, 4.4, 0.8, 2.4")
    if not with_peers:
        return []
    lifetimes = peer("lifetimes", {"x": x, "t_x": t_x, "T": T}, runs=1)
    if isinstance(lifetimes, str):
        return [without_rival(title, ours, "lifetimes", lifetimes, 20)]
    for name, value in lifetimes.answer.items():
        # Its optimiser stops early.
        if not abs(getattr(fit, str(name)) / value - 1) < 0.01:
            raise SystemExit(f"BG/NBD, lifetimes: {name} is {value}, and ours {getattr(fit, str(name))}")
    return compared(title, ours, [(lifetimes.timed, 20)])


def health(accounts: int) -> list[Row]:
    """Ten components, weights and bands: what moves with the thumb on the health page."""
    random = np.random.default_rng(7)
    tenths = np.asfortranarray(random.integers(0, 1001, (accounts, 10)).astype(np.uint16))
    tenths[random.random(tenths.shape) < 0.1] = MISSING
    weights = [20, 15, 15, 10, 10, 10, 5, 5, 5, 5]
    frame = pd.DataFrame(tenths).astype(float).where(tenths != MISSING)

    def ours() -> np.ndarray:
        return bands(score(tenths, weights, MissingRule.REWEIGHT), Cutoffs())

    def theirs() -> np.ndarray:
        coverage = frame.notna().mul(weights, axis=1).sum(axis=1)
        points = frame.mul(weights, axis=1).sum(axis=1) // coverage.where(coverage > 0)
        points = points.where(2 * coverage >= sum(weights))
        cut = pd.cut(points, [-1, 399, 699, 1000], labels=False)
        return cut.where(points.notna(), 3).to_numpy().astype(np.uint8)

    if not np.array_equal(ours(), theirs()):
        raise SystemExit("health: answers differ")
    return compared(
        f"Health scores and bands, {accounts:,} accounts × 10 components",
        timed("ours, NumPy on whole tenths", ours),
        [(timed("pandas", theirs, runs=3), None)],
    )
