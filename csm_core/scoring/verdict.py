"""The replay in one plain sentence."""

from __future__ import annotations

import numpy as np

from csm_core.scoring.replay import Replay
from csm_core.stats.auc import AucDifference
from csm_core.stats.intervals import Interval


def verdict(replay: Replay, currency: str = "") -> str:
    """What the score would have told: whether it tells apart who leaves, whom it caught, at the price of which
    false alarms; or why nothing can be said yet."""
    if replay.thin is not None:
        return replay.thin
    days, low = replay.history.horizon_days, replay.auc.low
    if low is None:
        finding = f"The score predicts churn with an AUC of {replay.auc.value:.2f}"
    elif low > 0.5:
        finding = f"The score predicts churn: AUC {_with_bounds(replay.auc)}"
    elif replay.auc.high is not None and replay.auc.high < 0.5:
        finding = (
            f"The score is reversed, customers with high scores leave more often: AUC {_with_bounds(replay.auc)}"
        )
    else:
        finding = f"The score predicts no better than chance: AUC {_with_bounds(replay.auc)}"
    worth = "" if replay.caught_mrr_amount is None else f" ({_money(replay.caught_mrr_amount, currency)} a month)"
    alarms = f"{replay.false_alarms} false alarm{'' if replay.false_alarms == 1 else 's'}"
    return (
        f"{finding}. {replay.caught_accounts} of {replay.lost} lost customers{worth} were at risk in the {days} days "
        f"before, with {alarms}."
    )


def change_sentence(first: Replay, second: Replay, auc: AucDifference, currency: str = "") -> str:
    """What going from the first scenario to the second did to the replay, or that nothing can be said of it."""
    if second.thin is not None:
        return second.thin
    if first.thin is not None:
        return first.thin
    if np.array_equal(first.scores, second.scores) and np.array_equal(first.codes, second.codes):
        return "Both give every customer the same score and band: the replay is the same."
    gap = auc.difference
    caught = _catches(first, second, currency)
    if gap.value is None or gap.low is None or gap.high is None:
        return f"The two can't be compared. {caught}"
    margin = f"{gap.value:+.3f}, 95 % interval {gap.low:+.3f} to {gap.high:+.3f}"
    if gap.value == 0 and gap.low == gap.high:
        return f"The ranking is the same (AUC {auc.second:.2f}). {caught}"
    if gap.low <= 0.0 <= gap.high:
        return f"The change is within noise: AUC {auc.second:.2f} instead of {auc.first:.2f} ({margin}). {caught}"
    better = "better" if gap.value > 0 else "worse"
    return f"The change predicts churn {better}: AUC {auc.second:.2f} instead of {auc.first:.2f} ({margin}). {caught}"


def _catches(first: Replay, second: Replay, currency: str) -> str:
    more = second.caught_accounts - first.caught_accounts
    alarms = second.false_alarms - first.false_alarms
    caught = f"{abs(more)} {'more' if more > 0 else 'fewer'}" if more else "as many"
    worth = ""
    if first.caught_mrr_amount is not None and second.caught_mrr_amount is not None:
        gap = second.caught_mrr_amount - first.caught_mrr_amount
        worth = f" ({_money(gap, currency, signed=True)} a month)" if round(gap) else ""
    sentence = f"{abs(alarms)} {'more' if alarms > 0 else 'fewer'} false alarms" if alarms else "as many false alarms"
    return f"It catches {caught} of {second.lost} lost customers{worth}, with {sentence}."


def _with_bounds(interval: Interval) -> str:
    return f"{interval.value:.2f} (95 % interval {interval.low:.2f} to {interval.high:.2f})"


def _money(amount: float, currency: str, signed: bool = False) -> str:
    return f"{amount:{'+' if signed else ''},.0f} {currency}".strip()
