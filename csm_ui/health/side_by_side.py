"""Two scenarios side by side: what is at risk today, and what the replay of the past says of each."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from csm_core.metrics.health.what_if.what_if import Side
from csm_core.scoring.bands import Band
from csm_core.scoring.compare import Comparison
from csm_core.scoring.replay import Replay
from csm_core.stats.intervals import Interval
from csm_core.units import Unit, write_value
from csm_ui.health.weights_form import Asked
from csm_ui.widgets.plain import plain

_MINUS = "\N{MINUS SIGN}"


def side_by_side(asked: Asked, then: Replay, now: Replay, gain: Comparison) -> pa.Table:
    """A row a figure: what it is, now, under the other scenario, and the difference with its paired interval."""
    what_if = asked.answer
    currency = what_if.context.scope.currency
    rows = [
        *_today(what_if.now, what_if.then, what_if.matrix.mrr, currency),
        _row(
            "Lost customers flagged in advance",
            _caught(now),
            _caught(then),
            _share(gain.caught, gain.caught_accounts),
        ),
        _row(
            "Their MRR",
            _caught_mrr(now, currency),
            _caught_mrr(then, currency),
            _share(gain.caught_mrr, gain.caught_mrr_amount, currency),
        ),
        _row("False alarms", _alarms(now), _alarms(then), _whole(gain.false_alarms)),
        _row("Warning time (median)", _lead(now), _lead(then), _days(then, now)),
        _row("Losses in the lowest tenth", _times(now.lift), _times(then.lift), _moved(gain.lift, 1, "×")),
        _row("AUC (0.5 is chance)", _auc(now.auc), _auc(then.auc), _moved(gain.auc.difference, 3, "")),
    ]
    other = asked.scenario.name
    names = ("Figure", "Now", f"{other} (saved)" if other in ("Figure", "Now", "Difference") else other, "Difference")
    return pa.table({plain(name): [plain(row[index]) for row in rows] for index, name in enumerate(names)})


def _row(*cells: str) -> tuple[str, ...]:
    return cells


def _today(
    now: Side, then: Side, mrr: np.ndarray[tuple[int], np.dtype[np.float64]], currency: str | None
) -> list[tuple[str, ...]]:
    red = [side.today.bands == Band.RED for side in (now, then)]
    counts = [int(who.sum()) for who in red]
    rows = [_row("At risk today", f"{counts[0]:,}", f"{counts[1]:,}", _whole(counts[0] - counts[1]))]
    if not np.isnan(mrr).all():
        sums = [float(np.nansum(mrr[who])) for who in red]
        words = [write_value(amount, Unit.MONEY, currency) for amount in sums]
        gap = write_value(sums[0] - sums[1], Unit.MONEY, currency, signed=True)
        rows.append(_row("MRR at risk today", *words, "same" if round(sums[0] - sums[1]) == 0 else gap))
    return rows


def _caught(side: Replay) -> str:
    return f"{side.caught_accounts:,} of {side.lost:,}{_in_brackets(side.caught)}"


def _caught_mrr(side: Replay, currency: str | None) -> str:
    if side.caught_mrr_amount is None:
        return "not known"
    return f"{write_value(side.caught_mrr_amount, Unit.MONEY, currency)}{_in_brackets(side.caught_mrr)}"


def _in_brackets(share: Interval) -> str:
    return "" if share.value is None else f" ({share.value * 100:.0f} %)"


def _alarms(side: Replay) -> str:
    return f"{side.false_alarms:,} of {side.alarmed:,} alarms"


def _lead(side: Replay) -> str:
    return "—" if side.lead_days.median is None else f"{side.lead_days.median:.0f} days"


def _days(then: Replay, now: Replay) -> str:
    if then.lead_days.median is None or now.lead_days.median is None:
        return "—"
    return _whole(round(now.lead_days.median - then.lead_days.median), " days")


def _times(lift: Interval) -> str:
    return "—" if lift.value is None else f"{lift.value:.1f}× chance"


def _auc(auc: Interval) -> str:
    if auc.value is None:
        return "—"
    return f"{auc.value:.2f}" + (f" ({auc.low:.2f} to {auc.high:.2f})" if auc.low is not None else "")


def _share(gain: Interval, amount: float | None, currency: str | None = None) -> str:
    """The difference in accounts or MRR, with the interval of the difference of shares in points."""
    if amount is None or gain.value is None:
        return "—"
    if gain.value == 0 and not round(amount):
        return "same"
    words = _whole(round(amount)) if currency is None else write_value(amount, Unit.MONEY, currency, signed=True)
    if gain.low is None or gain.high is None:
        return words
    return f"{words} ({_signed(gain.low * 100, 0)} to {_signed(gain.high * 100, 0)} pts)"


def _moved(gain: Interval, decimals: int, unit: str) -> str:
    if gain.value is None:
        return "—"
    if gain.value == 0 and (gain.low in (None, 0)) and (gain.high in (None, 0)):
        return "same"
    words = f"{_signed(gain.value, decimals)}{unit}"
    if gain.low is None or gain.high is None:
        return words
    return f"{words} ({_signed(gain.low, decimals)} to {_signed(gain.high, decimals)})"


def _whole(count: int, unit: str = "") -> str:
    return f"{_signed(count, 0)}{unit}" if count else "same"


def _signed(value: float, decimals: int) -> str:
    text = f"{abs(value):,.{decimals}f}"
    if not any(digit in "123456789" for digit in text):
        return text
    return (_MINUS if value < 0 else "+") + text
