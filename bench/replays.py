"""What happens when a weight is let go: scores and bands of today, and the replay over the past, against others."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from bench.clock import same, timed
from bench.made_up import SEED
from bench.row import Row, compared, written
from csm_core.scoring.bands import Cutoffs
from csm_core.scoring.compare import compare
from csm_core.scoring.components import COMPONENTS
from csm_core.scoring.definitions import Values
from csm_core.scoring.history import NOT_JUDGED, History
from csm_core.scoring.normalise import MISSING
from csm_core.scoring.replay import replay
from csm_core.scoring.weights import UNKNOWN, MissingRule, score
from csm_core.stats.auc_of_scores import auc_of_scores

_SNAPSHOTS, _HORIZON = 12, 90
_WEIGHTS = tuple(component.weight for component in COMPONENTS)
_EQUAL = (10,) * len(COMPONENTS)


def replays(accounts: int) -> list[Row]:
    """Twelve snapshots of `accounts` customers, of whom three in ten are lost over the time."""
    history, tenths = _past(accounts)
    before = replay(history, tenths, _EQUAL, MissingRule.REWEIGHT, Cutoffs())
    frame = pd.DataFrame(tenths).astype(float).where(tenths != MISSING)

    def weighed() -> np.ndarray:
        return score(tenths, _WEIGHTS, MissingRule.REWEIGHT)

    def weighed_by_pandas() -> pd.Series:
        coverage = frame.notna().mul(list(_WEIGHTS), axis=1).sum(axis=1)
        points = frame.mul(list(_WEIGHTS), axis=1).sum(axis=1) // coverage.where(coverage > 0)
        return points.where(2 * coverage >= sum(_WEIGHTS))

    scores = weighed()
    if not np.array_equal(
        np.where(scores == UNKNOWN, np.nan, scores), weighed_by_pandas().to_numpy(), equal_nan=True
    ):
        raise SystemExit("replay: scores differ from pandas")
    rows = f"{len(scores):,} rows: {accounts:,} accounts on {_SNAPSHOTS} past days"
    weighing = compared(
        f"Scores under other weights, {rows}",
        timed("ours, NumPy on whole tenths", weighed),
        [(timed("pandas", weighed_by_pandas, runs=3), None)],
    )
    has_score = scores != UNKNOWN
    health, churned, account = scores[has_score], history.churned[has_score], history.account[has_score]
    ours = auc_of_scores(health, churned, account, accounts)
    same({"auc": ours.value or np.nan}, {"auc": roc_auc_score(churned, -health.astype(float))}, "AUC, scikit-learn")
    area = compared(
        f"AUC, ours with its interval by account, {rows}",
        timed("ours", lambda: auc_of_scores(health, churned, account, accounts)),
        [(timed("scikit-learn without one", lambda: roc_auc_score(churned, -health.astype(float)), runs=3), None)],
    )
    whole = timed("ours", lambda: compare(before, replay(history, tenths, _WEIGHTS, MissingRule.REWEIGHT, Cutoffs())))
    title = f"The whole replay, and what changed against another weighting, {rows}"
    compared(title, whole, [])
    return [*weighing, *area, Row(title, written(whole.work))]


def _past(accounts: int) -> tuple[History, np.ndarray]:
    random = np.random.default_rng(SEED)
    days = tuple(date(2025, 1, 31) + timedelta(days=30 * index) for index in range(_SNAPSHOTS))
    leaves = random.integers(1, 30 * _SNAPSHOTS + _HORIZON, accounts)
    lost_on = np.where(random.random(accounts) < 0.3, leaves, 10**6)
    day = np.repeat(np.arange(_SNAPSHOTS, dtype=np.int32), accounts)
    account = np.tile(np.arange(accounts, dtype=np.int32), _SNAPSHOTS)
    there = lost_on[account] > 30 * day
    day, account = day[there], account[there]
    ahead = lost_on[account] - 30 * day
    lost_in = np.where(ahead <= _HORIZON, ahead, 0).astype(np.int32)
    lost, places = np.unique(account[lost_in > 0], return_inverse=True)
    which = np.full(len(account), -1, dtype=np.int32)
    which[lost_in > 0] = places
    tenths = np.asfortranarray(random.integers(0, 1001, (len(account), len(COMPONENTS))).astype(np.uint16))
    tenths[random.random(tenths.shape) < 0.1] = MISSING
    nothing = np.full((len(account), 1), np.nan)
    names = tuple(f"account-{index:06d}" for index in range(accounts))
    return History(
        days=days,
        as_of=days[-1] + timedelta(days=_HORIZON),
        horizon_days=_HORIZON,
        accounts=names,
        names=names,
        segments=(None,),
        components=COMPONENTS,
        values=Values(nothing, nothing.astype(np.float32), day, np.zeros_like(day), nothing[:, 0]),
        account=account,
        mrr=random.uniform(10, 900, accounts)[account],
        lost_in=lost_in,
        lost=which,
        losses=len(lost),
        renewed_in=np.zeros_like(lost_in),
        judged=np.full(len(account), NOT_JUDGED, dtype=np.uint8),
        refused=(),
    ), tenths
